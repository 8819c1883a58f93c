import '@/styles/tokens.css'
import '@/styles/base.css'
import axe from 'axe-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type App, createApp, h, nextTick, reactive } from 'vue'
import MarkdownView from '@/components/markdown/MarkdownView.vue'
import { i18n, loadAreas } from '@/i18n/index.ts'

const DOCUMENT = `# Cost of delay

The penalty is **0.5 %** a day, capped at \`8 %\`. See [the terms](https://example.com/terms).
中文也一样：**上限为百分之八。**之后不再增加。

## Steps

1. Count the days
   - without the *grace* period
   - [x] checked
2. Multiply

| Item | Days | Amount |
|------|-----:|-------:|
| Grace | 3 | € 0 |
| Penalty | 17 | € 102,000 |

\`\`\`python
def penalty(days: int, value: float) -> float:
    """Half a percent a day."""
    return min(max(days - 3, 0) * 0.005, 0.08) * value  # capped
\`\`\`

So the sum is $p = \\min(0.005\\,d, 0.08)\\,v$, or

$$
\\sum_{i=1}^{17} 0.005 \\cdot v
$$

> It costs $5 to $10 to ask.

![A chart](https://images.example/chart.png)

Done[^1].

[^1]: By clause 14.
`

const state = reactive({ text: '', isStreaming: true })
let app: App
let host: HTMLElement
const problems = { warn: vi.spyOn(console, 'warn'), error: vi.spyOn(console, 'error') }

beforeAll(() => loadAreas(['markdown', 'common']))
beforeEach(() => {
  Object.assign(state, { text: '', isStreaming: true })
  document.documentElement.lang = 'en'
  host = document.body.appendChild(document.createElement('main'))
  app = createApp({ render: () => h(MarkdownView, { text: state.text, isStreaming: state.isStreaming }) })
  app.use(i18n).mount(host)
})
afterEach(() => {
  app.unmount()
  host.remove()
  expect([...problems.warn.mock.calls, ...problems.error.mock.calls]).toEqual([])
})

const blocksOf = (): Element[] => [...host.querySelectorAll('.prose > .prose-run > *')]

async function stream(text: string, step: number, onCommit: () => void = () => undefined): Promise<void> {
  for (let end = step; end < text.length + step; end += step) {
    state.text = text.slice(0, end)
    await nextTick()
    onCommit()
  }
}

async function finish(): Promise<void> {
  state.isStreaming = false
  await vi.waitFor(() => {
    expect(host.querySelectorAll('math')).toHaveLength(2)
    expect(host.querySelector('.hl-keyword')?.textContent).toContain('def')
  })
}

describe('a reply that streams', () => {
  it('keeps the elements of finished blocks', async () => {
    const settled = new Map<number, Element>()
    await stream(DOCUMENT, 7, () => {
      const blocks = blocksOf()
      for (const [index, element] of settled) expect(blocks[index]).toBe(element)
      // All but the last two have a block after them that has begun in earnest.
      for (const [index, element] of blocks.slice(0, -2).entries()) settled.set(index, element)
    })
    await finish()
    expect(settled.size).toBeGreaterThan(9)
    for (const [index, element] of settled) expect(blocksOf()[index]).toBe(element)
  })

  it('never shows raw marks of what it will set', async () => {
    await stream(DOCUMENT.split('![')[0] ?? '', 1, () => {
      const prose = [...host.querySelectorAll('p, h2, h3, li, td, th')].map((element) => element.textContent)
      for (const text of prose) expect(text).not.toMatch(/\*\*|^#|`|\]\(|^\s*\||---/)
    })
  })

  it('keeps a selection in a finished block', async () => {
    const half = DOCUMENT.indexOf('## Steps')
    await stream(DOCUMENT.slice(0, half + 20), 50)
    const strong = host.querySelector('strong')
    if (strong === null) throw new Error('no strong')
    getSelection()?.selectAllChildren(strong)
    await stream(DOCUMENT, 50)
    expect(getSelection()?.toString()).toBe('0.5 %')
    await finish()
    expect(getSelection()?.toString()).toBe('0.5 %')
  })

  it('ends as a reply that was there at once', async () => {
    await stream(DOCUMENT, 11)
    await finish()
    const streamed = host.querySelector('.prose')?.innerHTML
    state.text = ''
    await nextTick()
    state.text = DOCUMENT
    await finish()
    expect(host.querySelector('.prose')?.innerHTML).toBe(streamed)
  })

  it('does not move when colors land on code', async () => {
    const code = `\`\`\`ts\n${'const answer: number = 42 // why\n'.repeat(40)}\`\`\`\n\nafter`
    state.text = code
    await nextTick()
    const after = (): number => [...host.querySelectorAll('p')].at(-1)?.getBoundingClientRect().top ?? 0
    const before = after()
    await vi.waitFor(() => expect(host.querySelectorAll('.hl-comment')).toHaveLength(40))
    expect(after()).toBe(before)
    // No look-alike: the words have colors of their own.
    const color = (selector: string): string => getComputedStyle(host.querySelector(selector) ?? host).color
    expect(color('.hl-comment')).not.toBe(color('.hl-keyword'))
  })

  it('shows the source of a formula that is wrong, and says why', async () => {
    state.text = 'a $\\frac{1}{$ b'
    state.isStreaming = false
    await vi.waitFor(() =>
      expect(host.querySelector('.formula')?.getAttribute('title')).toContain('could not be'),
    )
    expect(host.querySelector('.formula-source')?.textContent).toBe('\\frac{1}{')
  })

  it.each(['light', 'dark'])('is clean to axe in %s', async (theme) => {
    document.documentElement.dataset['theme'] = theme
    await stream(DOCUMENT, 100)
    await finish()
    const { violations } = await axe.run(host)
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })
})
