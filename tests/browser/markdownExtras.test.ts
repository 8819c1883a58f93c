import '@/styles/tokens.css'
import '@/styles/base.css'
import axe from 'axe-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type App, createApp, h, nextTick, reactive } from 'vue'
import MarkdownView from '@/components/markdown/MarkdownView.vue'
import { i18n, loadAreas } from '@/i18n/index.ts'
import { cleanSvg } from '@/markdown/cleanSvg.ts'
import { loadMath, typesetMath } from '@/markdown/math.ts'

const state = reactive({ text: '', isStreaming: false })
let app: App
let host: HTMLElement

beforeAll(() => loadAreas(['markdown', 'common']))
beforeEach(() => {
  Object.assign(state, { text: '', isStreaming: false })
  document.documentElement.lang = 'en'
  document.documentElement.dataset['theme'] = 'light'
  host = document.body.appendChild(document.createElement('main'))
  host.style.cssText = 'block-size: 500px; overflow: auto'
  host.tabIndex = 0
  app = createApp({ render: () => h(MarkdownView, { text: state.text, isStreaming: state.isStreaming }) })
  app.use(i18n).mount(host)
})
afterEach(() => {
  app.unmount()
  host.remove()
})

const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\`\n`

describe('long code', () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `const line${index} = "${index}" // ${index}`)
  const code = lines.join('\n')

  it('is colored in a worker, near what is seen alone, and keeps every character', async () => {
    const started = vi.spyOn(globalThis, 'Worker')
    state.text = fence('ts', code)
    await vi.waitFor(() => expect(host.querySelectorAll('.hl-keyword').length).toBeGreaterThan(100))
    expect(host.querySelector('code')?.textContent).toBe(code)
    expect(host.querySelectorAll('span').length).toBeLessThan(6_000)
    host.scrollTop = host.scrollHeight
    await vi.waitFor(() => {
      const last = [...host.querySelectorAll('.hl-comment')].at(-1)
      expect(last?.textContent.trim()).toBe('// 49999')
    })
    expect(host.querySelector('code')?.textContent).toBe(code)
    expect(started.mock.calls.length).toBeLessThanOrEqual(1)
  })

  it('is as high as its lines wherever one scrolls, and is selected and found whole', async () => {
    const shown = lines.slice(0, 1_000).join('\n')
    state.text = fence('ts', shown)
    await nextTick()
    const box = host.querySelector('code')
    const height = box?.getBoundingClientRect().height ?? 0
    const pre = host.querySelector('pre')
    const lineHeight = parseFloat(getComputedStyle(pre ?? host).lineHeight)
    expect(Math.abs((pre?.scrollHeight ?? 0) - 1_000 * lineHeight)).toBeLessThan(lineHeight * 2)
    host.scrollTop = host.scrollHeight
    await new Promise((resolve) => requestAnimationFrame(resolve))
    expect(box?.getBoundingClientRect().height).toBe(height)
    getSelection()?.selectAllChildren(box ?? host)
    expect(getSelection()?.toString()).toBe(shown)
    getSelection()?.removeAllRanges()
    expect(Reflect.apply(Reflect.get(window, 'find'), window, ['line500 ='])).toBe(true)
  })
})

describe('long lists and tables', () => {
  const calm = (): Promise<void> =>
    vi.waitFor(() => expect(host.querySelectorAll('.part-run.settled').length).toBeGreaterThan(0))
  const violations = async (): Promise<unknown> =>
    (await axe.run(host)).violations.map(({ id, nodes }) => [id, nodes[0]?.html.slice(0, 200)])

  it('keep their heights when runs are left out, and their numbers', async () => {
    state.text = Array.from({ length: 400 }, (_, index) => `${index + 5}. item **${index}**\n`).join('')
    await nextTick()
    const list = host.querySelector('ol')
    const height = list?.getBoundingClientRect().height
    await calm()
    expect(list?.getBoundingClientRect().height).toBe(height)
    const numbered = [...host.querySelectorAll('li[value]')].map((item) => [
      item.getAttribute('value'),
      item.textContent,
    ])
    expect(numbered[0]).toEqual(['53', 'item 48'])
    expect(numbered[1]).toEqual(['101', 'item 96'])
    const gaps = [...host.querySelectorAll('li')]
      .slice(46, 49)
      .map((item) => item.getBoundingClientRect().top)
    expect((gaps[2] ?? 0) - (gaps[1] ?? 0)).toBeCloseTo((gaps[1] ?? 0) - (gaps[0] ?? 0), 0)
    expect(await violations()).toEqual([])
  })

  it('keep the widths of their columns when they become long', async () => {
    const rows = (count: number): string =>
      Array.from({ length: count }, (_, index) => `| ${index} | some words | € ${index * 1000} |\n`).join('')
    const head = '| A | B | C |\n|---|---|--:|\n'
    const widths = (): number[] =>
      [...host.querySelectorAll('thead th')].map((cell) => Math.round(cell.getBoundingClientRect().width))
    state.isStreaming = true
    state.text = head + rows(40)
    await nextTick()
    const before = widths()
    const firstRow = host.querySelector('tbody tr')
    state.text = head + rows(400)
    await nextTick()
    await calm()
    expect(widths()).toEqual(before)
    expect(host.querySelector('tbody tr')).toBe(firstRow)
    const last = [...host.querySelectorAll('tr')].at(-1)
    expect([...(last?.children ?? [])].map((cell) => Math.round(cell.getBoundingClientRect().width))).toEqual(
      before,
    )
    state.isStreaming = false
    await nextTick()
    expect(await violations()).toEqual([])
  })
})

const DIAGRAMS: [name: string, source: string, label: string][] = [
  ['flowchart', 'flowchart TD\n  A[Start here] -->|goes to| B{Is it?}\n  B --> C([End])', 'Start here'],
  ['sequence', 'sequenceDiagram\n  Alice->>Bob: Hello there\n  Bob-->>Alice: Hi', 'Hello there'],
  [
    'class',
    'classDiagram\n  class Animal {\n    +String name\n    +eat() void\n  }\n  Animal <|-- Duck',
    'Duck',
  ],
  ['state', 'stateDiagram-v2\n  [*] --> Waiting\n  Waiting --> [*]', 'Waiting'],
  ['er', 'erDiagram\n  CUSTOMER ||--o{ ORDER : places', 'CUSTOMER'],
  [
    'gantt',
    'gantt\n  title A plan\n  dateFormat YYYY-MM-DD\n  section One\n  Task of mine :a1, 2026-01-01, 30d',
    'Task of mine',
  ],
  ['pie', 'pie title Pets\n  "Dogs" : 40\n  "Cats" : 60', 'Dogs'],
  ['mindmap', 'mindmap\n  root((Idea))\n    Branch one\n    Branch two', 'Branch one'],
  ['journey', 'journey\n  title My day\n  section Work\n    Make tea: 5: Me', 'Make tea'],
  ['git', 'gitGraph\n  commit id: "first one"\n  branch develop\n  commit', 'develop'],
  ['timeline', 'timeline\n  title History\n  2002 : LinkedIn', 'LinkedIn'],
  ['quadrant', 'quadrantChart\n  title Reach\n  quadrant-1 Expand it\n  A: [0.3, 0.6]', 'Expand it'],
  ['xy', 'xychart-beta\n  title "Sales"\n  x-axis [jan, feb]\n  bar [5, 6]', 'Sales'],
  ['packet', 'packet-beta\n  0-15: "Source Port"\n  16-31: "Destination"', 'Source Port'],
]

const pictureOf = (): SVGSVGElement | null => host.querySelector('.diagram-picture svg')
const drawn = (words: string): Promise<void> =>
  vi.waitFor(() => expect(pictureOf()?.textContent).toContain(words))
const press = (name: string): void => host.querySelector<HTMLElement>(`button[aria-label="${name}"]`)?.click()

describe('a diagram', () => {
  it.each(DIAGRAMS)('of the kind %s is drawn with its words', async (_, source, label) => {
    state.text = fence('mermaid', source)
    await drawn(label)
    const picture = pictureOf()
    expect(picture?.getAttribute('role')).toBe('img')
    expect(picture?.querySelectorAll('script, foreignObject, a')).toHaveLength(0)
    expect(picture?.getBoundingClientRect().height).toBeGreaterThan(20)
    expect(document.querySelectorAll('body > [id^=ddiagram], head > style[id*=mermaid]')).toHaveLength(0)
  })

  it('is its source while it grows, and drawn when it is whole', async () => {
    const source = 'flowchart TD\n  A[One] --> B[Two]'
    state.isStreaming = true
    state.text = `\`\`\`mermaid\n${source}`
    await nextTick()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(pictureOf()).toBeNull()
    expect(host.querySelector('code')?.textContent).toBe(source)
    state.text = `${fence('mermaid', source)}\nafter`
    await drawn('Two')
    const picture = pictureOf()
    state.text += ' and more'
    await nextTick()
    expect(pictureOf()).toBe(picture)
  })

  it('that is broken shows its source and what is wrong', async () => {
    state.text = fence('mermaid', 'flowchart TD\n  A[One --> B[Two]]]')
    await vi.waitFor(() => expect(host.querySelector('.code-note')?.textContent).toContain('Parse error'))
    expect(host.querySelector('code')?.textContent).toContain('A[One --> B')
    expect(document.querySelectorAll('body > [id^=d]')).toHaveLength(0)
  })

  it('has a name, shows its source on request, and follows the theme', async () => {
    state.text = fence('mermaid', 'flowchart TD\n  accTitle: How it goes\n  A[One] --> B[Two]')
    await drawn('Two')
    expect(pictureOf()?.getAttribute('aria-label')).toBe('How it goes')
    const light = pictureOf()
    document.documentElement.dataset['theme'] = 'dark'
    await vi.waitFor(() => expect(pictureOf()).not.toBe(light))
    expect((await axe.run(host)).violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    press('Show source')
    await nextTick()
    expect(host.querySelector('code')?.textContent).toContain('accTitle')
    press('Show diagram')
    await vi.waitFor(() => expect(pictureOf()).not.toBeNull())
  })

  it('neither runs, leads nor loads anything, and styles nothing but itself', async () => {
    state.text = fence(
      'mermaid',
      [
        '%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "} body { color: rgb(1, 2, 3) } x {", "fontFamily": "x; } body { color: rgb(1,2,3) } y {"}}%%',
        'flowchart TD',
        '  A["<img src=x onerror=alert(1)> Words"] --> B["<b>Bold</b>"]',
        '  click A "javascript:alert(1)"',
        '  style B fill:url(https://tracker.example/a.png)',
      ].join('\n'),
    )
    await vi.waitFor(() =>
      expect(host.querySelector('.diagram-picture svg, .code-note.failed')).not.toBeNull(),
    )
    const html = host.querySelector('.diagram-picture')?.innerHTML ?? ''
    expect(html).not.toMatch(/<script|<img|<foreignObject|\son\w+=|javascript:|tracker\.example/i)
    expect(getComputedStyle(document.body).color).not.toBe('rgb(1, 2, 3)')
  })
})

describe('a formula', () => {
  it('is typeset once, when it is whole, and scrolls where it is wide', async () => {
    await loadMath()
    const typeset = typesetMath.value
    const seen: string[] = []
    typesetMath.value = (tex, into, isDisplay) => {
      seen.push(tex)
      typeset?.(tex, into, isDisplay)
    }
    const wide = Array.from({ length: 80 }, (_, index) => `x_{${index}}`).join(' + ')
    const text = `So $a^2$ and then\n\n$$\n${wide}\n$$\n\nafter $b$ all.`
    state.isStreaming = true
    for (let end = 1; end <= text.length; end += 1) {
      state.text = text.slice(0, end)
      await nextTick()
    }
    state.isStreaming = false
    await nextTick()
    typesetMath.value = typeset
    expect(seen.map((tex) => tex.trim())).toEqual(['a^2', wide, 'b'])
    const display = host.querySelector('.formula.display')
    expect(display?.scrollWidth).toBeGreaterThan(display?.clientWidth ?? 0)
    expect(host.scrollWidth).toBe(host.clientWidth)
  })
})

describe('cleanSvg', () => {
  const clean = (inner: string): string =>
    cleanSvg(`<svg xmlns="http://www.w3.org/2000/svg" id="d" onload="x()">${inner}</svg>`, 'd')?.innerHTML ??
    ''

  it.each([
    '<script>alert(1)</script>',
    '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    '<a href="https://a.example"><text>x</text></a>',
    '<image href="https://a.example/x.png"/>',
    '<style>@import "https://a.example/x.css"; body { color: red } #data { color: red } #d, p { color: red }</style>',
    '<animate attributeName="href" to="javascript:alert(1)"/>',
  ])('leaves nothing of %s', (inner) => {
    expect(clean(inner).replace('<style></style>', '')).toBe('')
  })

  it('drops attributes that run or reach out, and keeps the others', () => {
    const kept = clean(
      '<g onclick="x()" id="a"><use href="#b"/><use href="https://a.example/#b"/>' +
        '<path d="M0 0" fill="url(#c)" style="fill:url(https://a.example)"/></g><style>#d .x { fill: red; }</style>',
    )
    expect(kept).toBe(
      '<g id="a"><use href="#b"></use><use></use><path d="M0 0" fill="url(#c)"></path></g><style>#d .x { fill: red; }</style>',
    )
  })

  it('takes no text that is no picture', () => {
    expect(cleanSvg('<p>x</p>', 'd')).toBeNull()
    expect(cleanSvg('<svg', 'd')).toBeNull()
  })
})
