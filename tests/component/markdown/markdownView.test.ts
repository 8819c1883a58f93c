import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import MarkdownView from '@/components/markdown/MarkdownView.vue'
import type { Locale } from '@/i18n/index.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

type View = Awaited<ReturnType<typeof mountWithWords>>
let view: View | undefined
afterEach(() => view?.unmount())

async function show(text: string, isStreaming = false, locale: Locale = 'en'): Promise<View> {
  view = await mountWithWords(MarkdownView, { props: { text, isStreaming } }, locale)
  return view
}

/** What was drawn while `act` ran, by component. Vue measures each render when asked to. */
async function rendersDuring(shown: View, act: () => Promise<unknown>): Promise<string[]> {
  const { app } = shown.vm.$.appContext
  app.config.performance = true
  const measure = vi.spyOn(performance, 'measure')
  await act()
  await nextTick()
  const names = measure.mock.calls.map(([name]) => name)
  measure.mockRestore()
  return names
    .filter((name) => name.endsWith(' render'))
    .map((name) => name.slice(1, name.indexOf('>')))
    .filter((name) => name !== 'VTUROOT')
}

describe('MarkdownView', () => {
  it('shows headings under the page’s own, lists, tables, quotes and code', async () => {
    const { element } = await show(
      '## A\n\n#### B\n\n1. one\n2. two\n\n| h |\n|--:|\n| c |\n\n> q\n\n---\n\n```ts\nx\n```',
    )
    expect(element.querySelector('h2')?.textContent).toBe('A')
    expect(element.querySelector('h4')?.className).toBe('heading-4')
    expect(element.querySelectorAll('ol > li')).toHaveLength(2)
    expect(element.querySelector('[role=group][aria-label=Table][tabindex="0"] td')?.className).toBe(
      'align-right',
    )
    expect(element.querySelector('blockquote > p')?.textContent).toBe('q')
    expect(element.querySelector('hr')).not.toBeNull()
    expect(element.querySelector('[aria-label="Code, TypeScript"] code')?.textContent).toBe('x')
  })

  it('opens links elsewhere, and makes none of a script', async () => {
    const { element } = await show('[a](https://x.y "T") [b](javascript:alert(1))')
    const links = [...element.querySelectorAll('a')]
    expect(links).toHaveLength(1)
    expect(links[0]?.outerHTML).toBe(
      '<a href="https://x.y" title="T" target="_blank" rel="noopener noreferrer nofollow">a</a>',
    )
  })

  it('shows HTML as text', async () => {
    const { element } = await show(
      '<img src=x onerror="alert(1)">\n\na <script>alert(1)</script><br>b &copy;',
    )
    expect(element.querySelector('img, script')).toBeNull()
    expect(element.textContent).toContain('<img src=x onerror="alert(1)">')
    expect(element.textContent).toContain('a <script>alert(1)</script>b ©')
    expect(element.querySelector('br')).not.toBeNull()
  })

  it('contacts another host for an image only after a click', async () => {
    const shown = await show(
      '![A cat](https://cats.example/c.png) ![dot](data:image/gif;base64,R0lGODlhAQABAAAAACw=)',
    )
    expect([...shown.element.querySelectorAll('img')].map(({ alt }) => alt)).toEqual(['dot'])
    const ask = shown.get('button')
    expect(ask.text()).toContain('Show image from cats.example')
    await ask.trigger('click')
    const image = shown.get('img[alt="A cat"]')
    expect(image.attributes()).toMatchObject({
      src: 'https://cats.example/c.png',
      referrerpolicy: 'no-referrer',
    })
    await image.trigger('error')
    expect(shown.get('button').text()).toContain('did not load')
  })

  it('names task boxes in the language of the reader', async () => {
    const { element } = await show('- [ ] a\n- [x] b', false, 'zh-CN')
    expect(
      [...element.querySelectorAll('input')].map((box) => [
        box.checked,
        box.ariaLabel ?? box.getAttribute('aria-label'),
      ]),
    ).toEqual([
      [false, '待办'],
      [true, '已完成'],
    ])
  })

  it('goes to a footnote and back without touching the address', async () => {
    const shown = await show('a[^1]\n\n[^1]: The note')
    const address = location.href
    await shown.get('button[aria-label="Footnote 1"]').trigger('click')
    expect(document.activeElement?.textContent).toContain('The note')
    await shown.get('button[aria-label="Back to the text, from footnote 1"]').trigger('click')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Footnote 1')
    expect(location.href).toBe(address)
  })

  it('has a caret where the text grows, and none when it is whole', async () => {
    const shown = await show('', true)
    expect(shown.findAll('.caret')).toHaveLength(1)
    for (const text of ['a', 'a\n\n- b\n- c', 'a\n\n| b |\n|---|\n| c', 'a\n\n```\nc', '> q']) {
      await shown.setProps({ text })
      expect(shown.findAll('.caret'), text).toHaveLength(1)
      expect(shown.get('.caret').attributes('aria-hidden')).toBe('true')
    }
    await shown.setProps({ isStreaming: false })
    expect(shown.findAll('.caret')).toHaveLength(0)
  })

  it('renders only the block that grows', async () => {
    const paragraphs = Array.from({ length: 100 }, (_, index) => `Paragraph **${index}**.\n\n`).join('')
    const shown = await show(`${paragraphs}- one\n- two\n\nTail`, true)
    const renders = await rendersDuring(shown, async () => {
      await shown.setProps({ text: `${paragraphs}- one\n- two\n\nTail grows` })
    })
    expect(renders).toEqual(['MarkdownView', 'MarkdownRun', 'MarkdownBlock'])
    expect(shown.text()).toContain('Tail grows')
  })

  it('renders only the last item of a list that grows', async () => {
    const shown = await show('- one\n- two\n- thr', true)
    const renders = await rendersDuring(shown, async () => {
      await shown.setProps({ text: '- one\n- two\n- three' })
    })
    expect(renders).toEqual(['MarkdownView', 'MarkdownRun', 'MarkdownBlock', 'MarkdownItem', 'MarkdownBlock'])
  })

  it.each([
    ['items of a list', 10_000, (index: number) => `- item **${index}**\n`],
    [
      'rows of a table',
      5_000,
      (index: number) => (index === 0 ? '| a | b |\n|---|---|\n' : `| ${index} | x |\n`),
    ],
    ['quoted paragraphs', 2_000, (index: number) => `> Paragraph ${index}.\n>\n`],
    ['lines of code', 50_000, (index: number) => (index === 0 ? '```\n' : `line ${index}\n`)],
  ])('renders as little of %s after many as after few', async (_, count, part) => {
    const grow = async (parts: number): Promise<string[]> => {
      const text = Array.from({ length: parts }, (__, index) => part(index)).join('')
      const shown = await show(text, true)
      const renders = await rendersDuring(shown, () => shown.setProps({ text: text + part(parts) }))
      shown.unmount()
      return renders
    }
    const few = await grow(200)
    const many = await grow(count)
    expect(few.length).toBeGreaterThan(0)
    // A new run, and what is in it, may begin with this very part.
    expect(Math.abs(many.length - few.length)).toBeLessThanOrEqual(2)
  })

  it('shows another text when it gets one', async () => {
    const shown = await show('one\n\ntwo')
    await shown.setProps({ text: '# Other' })
    expect(shown.html()).toContain('<h2 class="heading-1">Other</h2>')
    expect(shown.text()).not.toContain('two')
  })
})
