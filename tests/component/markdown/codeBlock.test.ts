import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import CodeBlock from '@/components/markdown/CodeBlock.vue'
import { cutCode } from '@/markdown/cutCode.ts'
import { loadHighlighter } from '@/markdown/highlight.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

type View = Awaited<ReturnType<typeof mountWithWords>>
let view: View | undefined
afterEach(() => view?.unmount())
// On a busy machine fetching it takes longer than a test waits.
beforeAll(async () => {
  await loadHighlighter('typescript')
}, 60_000)

async function show(text: string, language = 'ts', isGrowing = false): Promise<View> {
  view = await mountWithWords(CodeBlock, { props: { chunks: cutCode(text), language, isGrowing } })
  return view
}

describe('CodeBlock', () => {
  it('colors code without changing a character', async () => {
    const code = 'const a = 1 // one\n\tif (a < 2) {}\n'.repeat(30)
    const shown = await show(code)
    expect(shown.get('code').element.textContent).toBe(code)
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword').length).toBeGreaterThanOrEqual(60))
    expect(shown.get('code').element.textContent).toBe(code)
  })

  it('colors lines that grow when they are whole, and keeps colors while more comes', async () => {
    const shown = await show('const a = 1\n'.repeat(18) + 'const', 'ts', true)
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(18))
    const counts: number[] = []
    for (const end of [' b = 2\n', ' b = 2\nconst c', ' b = 2\nconst c = 3\n']) {
      await shown.setProps({ chunks: cutCode('const a = 1\n'.repeat(18) + 'const' + end) })
      counts.push(shown.findAll('.hl-keyword').length)
      expect(shown.get('code').text()).toContain(`const${end}`.trim())
    }
    expect(Math.min(...counts)).toBe(18)
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(20))
    await shown.setProps({ chunks: cutCode('const a = 1\n'.repeat(40) + 'const z') })
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(40))
    await shown.setProps({ isGrowing: false })
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(41))
  })

  it('has the colors of code that it has shown before at once', async () => {
    const code = 'let before = `\n'.repeat(50)
    const shown = await show(code)
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword').length).toBeGreaterThan(20))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const html = shown.get('code').html()
    shown.unmount()
    expect((await show(code)).get('code').html()).toBe(html)
  })

  it('leaves a language it does not know, and very long lines, plain', async () => {
    const shown = await show('const a = 1', 'klingon')
    expect(shown.get('.code-label').text()).toBe('klingon')
    const long = `const a = "${'x'.repeat(20_000)}"\nconst b = 1\n`
    await shown.setProps({ language: 'ts', chunks: cutCode(`const c = 2\n${long}const d = 3`) })
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(3))
    expect(shown.get('code').element.textContent).toBe(`const c = 2\n${long}const d = 3`)
    expect(shown.findAll('.hl-string')).toHaveLength(0)
  })

  it('colors thousands of lines', async () => {
    const shown = await show('const a = 1\n'.repeat(4_000))
    await vi.waitFor(() => expect(shown.findAll('.hl-keyword')).toHaveLength(4_000))
  })

  it('wraps on request', async () => {
    const shown = await show('x')
    const wrap = shown.get('button[aria-label="Wrap long lines"]')
    expect(wrap.attributes('aria-pressed')).toBe('false')
    await wrap.trigger('click')
    expect(wrap.attributes('aria-pressed')).toBe('true')
    expect(shown.get('pre').classes()).toContain('wrapped')
  })

  it('downloads the code under a name of its language', async () => {
    const shown = await show('print(1)', 'python')
    const saved: { name: string; blob: Blob }[] = []
    let blob = new Blob()
    URL.createObjectURL = (made: Blob) => {
      blob = made
      return 'blob:x'
    }
    URL.revokeObjectURL = () => undefined
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, blob })
    })
    await shown.get('button[aria-label="Download"]').trigger('click')
    expect(saved.map(({ name }) => name)).toEqual(['snippet.py'])
    expect(await saved[0]?.blob.text()).toBe('print(1)\n')
    vi.restoreAllMocks()
  })
})
