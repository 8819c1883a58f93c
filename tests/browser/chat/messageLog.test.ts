import '@/styles/tokens.css'
import '@/styles/base.css'
import axe from 'axe-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type App, createApp, h, nextTick, shallowReactive, useTemplateRef } from 'vue'
import MessageLog from '@/components/log/MessageLog.vue'
import { i18n, loadAreas } from '@/i18n/index.ts'

interface Item {
  id: string
  text: string
  height: number
}

/** Heights that nobody can guess: between 40 and 520 pixels. */
const item = (index: number, text = `Message ${index}.`): Item => ({
  id: `m${index}`,
  text,
  height: 40 + ((index * 137) % 480),
})
const items = (from: number, to: number): Item[] =>
  Array.from({ length: to - from }, (_, offset) => item(from + offset))

interface LogProps {
  items: Item[]
  isNewestFirst: boolean
  hasOlder: boolean
  loadRest: ((signal: AbortSignal) => Promise<void>) | undefined
}

const state = shallowReactive<LogProps>({
  items: [],
  isNewestFirst: false,
  hasOlder: false,
  loadRest: undefined,
})
let app: App
let host: HTMLElement
let log: { reveal: (id: string) => void; search: () => void; print: () => Promise<void> } | null
const problems = { warn: vi.spyOn(console, 'warn'), error: vi.spyOn(console, 'error') }

function open(shown: Item[], changes: Partial<LogProps> = {}): Promise<void> {
  Object.assign(state, {
    items: shown,
    isNewestFirst: false,
    hasOlder: false,
    loadRest: undefined,
    ...changes,
  })
  app = createApp({
    setup() {
      const exposed = useTemplateRef<typeof log>('log')
      return () => {
        queueMicrotask(() => (log = exposed.value))
        const row = ({ item: { id, text, height } }: { item: Item }) =>
          h('article', { 'aria-label': id, style: { minBlockSize: `${height}px` } }, [
            h('p', text),
            h('button', { type: 'button' }, `Open ${id}`),
          ])
        const props = {
          items: state.items,
          isNewestFirst: state.isNewestFirst,
          hasOlder: state.hasOlder,
          loadRest: state.loadRest,
          sentId: null,
          textOf: ({ text }: Item) => text,
          sourceOf: ({ text }: Item) => `*${text}*`,
          ref: 'log',
        }
        return h(MessageLog<Item>, props, { item: row, head: () => [], tail: () => [] })
      }
    },
  })
  app.use(i18n).mount(host)
  return settled()
}

/** Until a few frames have changed nothing. */
async function settled(): Promise<void> {
  let before = ''
  for (let quiet = 0; quiet < 4;) {
    await new Promise(requestAnimationFrame)
    const now = `${scroller().scrollTop} ${scroller().scrollHeight} ${rows().length}`
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
}

const scroller = (): HTMLElement => host.querySelector<HTMLElement>('[role=log]') ?? host
const rows = (): HTMLElement[] => [...host.querySelectorAll<HTMLElement>('[data-key]')]
const row = (id: string): HTMLElement | null => host.querySelector(`[data-key=${id}]`)
const topOf = (id: string): number =>
  (row(id)?.getBoundingClientRect().top ?? NaN) - scroller().getBoundingClientRect().top
/** Rows stand on fractions of pixels, scrollers on whole ones. */
function expectAt(id: string, top: number): void {
  expect(Math.abs(topOf(id) - top), `${id} at ${topOf(id)}, not ${top}`).toBeLessThan(1.5)
}
const fromEnd = (): number =>
  Math.abs(scroller().scrollHeight - scroller().scrollTop - scroller().clientHeight)
const firstInSight = (): string =>
  rows().find((one) => one.getBoundingClientRect().bottom > scroller().getBoundingClientRect().top)?.dataset[
    'key'
  ] ?? ''
const press = (name: string): void => host.querySelector<HTMLElement>(`button[aria-label="${name}"]`)?.click()

async function scrollBy(distance: number): Promise<void> {
  scroller().dispatchEvent(new WheelEvent('wheel', { deltaY: distance }))
  scroller().scrollTop += distance
  await settled()
}

beforeAll(() => loadAreas(['chat', 'common', 'log']))
beforeEach(() => {
  host = document.body.appendChild(document.createElement('main'))
  host.style.cssText = 'display: flex; block-size: 600px'
})
afterEach(() => {
  app.unmount()
  host.remove()
  expect([...problems.warn.mock.calls, ...problems.error.mock.calls]).toEqual([])
})

describe('a log of ten thousand messages', () => {
  it('opens at its end, with only what is near laid out', async () => {
    await open(items(0, 10_000))
    expect(fromEnd()).toBeLessThan(2)
    expect(row('m9999')).not.toBeNull()
    expect(rows().length).toBeLessThan(100)
    expect(row('m9999')?.querySelector('article')).not.toBeNull()
  })

  it('moves by what a person scrolls, whatever the heights turn out to be', async () => {
    await open(items(0, 10_000))
    for (let turn = 0; turn < 25; turn += 1) {
      const id = firstInSight()
      const before = topOf(id)
      await scrollBy(turn < 18 ? -300 : 300)
      expectAt(id, before + (turn < 18 ? 300 : -300))
    }
    expect(rows().length).toBeLessThan(100)
  })

  it('goes to any message and marks it', async () => {
    await open(items(0, 10_000))
    for (const id of ['m17', 'm5012', 'm9990', 'm0']) {
      log?.reveal(id)
      await settled()
      expectAt(id, 14)
      expect(row(id)?.querySelector('.revealed')).not.toBeNull()
    }
  })

  it('goes to either end by Home and End', async () => {
    await open(items(0, 10_000))
    const key = (name: string): boolean =>
      scroller().dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
    key('Home')
    await settled()
    expect(scroller().scrollTop).toBe(0)
    expect(row('m0')).not.toBeNull()
    key('End')
    await settled()
    expect(fromEnd()).toBeLessThan(2)
  })

  /** For how many frames in a row nothing but room was in sight, at the most, while `move` was done again and again. */
  async function blankFrames(moves: number, move: (turn: number) => void): Promise<number> {
    let blank = 0
    let most = 0
    for (let turn = 0; turn < moves + 10; turn += 1) {
      if (turn < moves) move(turn)
      await new Promise(requestAnimationFrame)
      const { top, bottom } = scroller().getBoundingClientRect()
      const isSeen = rows().some((one) => {
        const box = one.getBoundingClientRect()
        return box.bottom > top && box.top < bottom
      })
      blank = isSeen ? 0 : blank + 1
      most = Math.max(most, blank)
    }
    return most
  }

  it.each([-1, 1])('is never blank for more than two frames, page by page (%i)', async (direction) => {
    await open(items(0, 10_000))
    log?.reveal('m5000')
    await settled()
    const before = Number(firstInSight().slice(1))
    expect(await blankFrames(120, () => (scroller().scrollTop += direction * 550))).toBeLessThanOrEqual(2)
    await settled()
    const after = Number(firstInSight().slice(1))
    expect((after - before) * direction).toBeGreaterThan(100)
  })

  it('follows the scrollbar to the middle and everywhere else', async () => {
    await open(items(0, 10_000))
    const drag = (turn: number): void => {
      // Held for some frames in each place.
      if (turn % 4 !== 0) return
      scroller().dispatchEvent(new PointerEvent('pointerdown'))
      scroller().scrollTop = (scroller().scrollHeight * ((turn * 37) % 100)) / 100
    }
    expect(await blankFrames(80, drag)).toBeLessThanOrEqual(2)
    scroller().scrollTop = scroller().scrollHeight / 2
    await settled()
    const middle = Number(firstInSight().slice(1))
    expect(middle).toBeGreaterThan(4000)
    expect(middle).toBeLessThan(6000)
  })

  it('keeps the row with the focus, and those of a selection', async () => {
    await open(items(0, 10_000))
    const button = row('m9999')?.querySelector('button')
    button?.focus({ preventScroll: true })
    const text = row('m9998')?.querySelector('p')
    if (text) getSelection()?.selectAllChildren(text)
    await scrollBy(-20_000)
    expect(row('m9990')).toBeNull()
    expect(document.activeElement).toBe(button)
    expect(getSelection()?.toString()).toContain('Message 9998.')
    getSelection()?.removeAllRanges()
  })
})

describe('a copied selection', () => {
  /** What would be on the clipboard; null where the browser's own copy is. */
  function copied(): string | null {
    const clipboardData = new DataTransfer()
    const event = new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true })
    return document.body.dispatchEvent(event) ? null : clipboardData.getData('text/plain')
  }
  async function select(from: string, to: string): Promise<void> {
    log?.reveal(from)
    await settled()
    const start = row(from)?.querySelector('p')?.firstChild
    if (start) getSelection()?.collapse(start, 3)
    await nextTick()
    log?.reveal(to)
    await settled()
    const end = row(to)?.querySelector('p')?.firstChild
    if (end) getSelection()?.extend(end, 4)
  }

  it('is whole over thousands of messages, in either direction', async () => {
    await open(items(0, 5000))
    const wanted = items(100, 4001)
      .map(({ text }) => `*${text}*`)
      .join('\n\n')
    await select('m100', 'm4000')
    expect(copied()).toBe(wanted)
    await select('m4000', 'm100')
    expect(copied()).toBe(wanted)
    await select('m100', 'm102')
    expect(copied(), 'all of it is there').toBeNull()
    getSelection()?.selectAllChildren(document.body)
    expect(copied()?.split('\n\n')).toHaveLength(5000)
    getSelection()?.removeAllRanges()
    expect(copied()).toBeNull()
  })
})

describe('the scroll position', () => {
  it('stays at the end while the last message grows, by one write a frame', async () => {
    await open(items(0, 60))
    let writes = 0
    const spy = vi.spyOn(scroller(), 'scrollTop', 'set').mockImplementation(function set(
      this: Element,
      top: number,
    ) {
      writes += 1
      this.scrollTo({ top })
    })
    for (let frame = 1; frame <= 20; frame += 1) {
      state.items = state.items.with(-1, { ...item(59), height: 400 + frame * 30 })
      await new Promise(requestAnimationFrame)
    }
    expect(writes).toBeLessThanOrEqual(20)
    await settled()
    spy.mockRestore()
    expect(fromEnd()).toBeLessThan(2)
  })

  it('is let go when a person scrolls up, says what has come, and is taken up again', async () => {
    await open(items(0, 60))
    await scrollBy(-300)
    const id = firstInSight()
    const before = topOf(id)
    state.items = [...items(0, 59), { ...item(59), height: 3000 }, item(60), item(61)]
    await settled()
    expectAt(id, before)
    const jump = host.querySelector<HTMLElement>('.jump')
    expect(jump?.textContent).toContain('2 new messages')
    jump?.click()
    await settled()
    expect(fromEnd()).toBeLessThan(2)
    expect(host.querySelector('.jump')).toBeNull()
  })

  it('does not move what is read when older messages come in above it', async () => {
    await open(items(1000, 1030), { hasOlder: true })
    await scrollBy(-100_000)
    expect(scroller().scrollTop).toBe(0)
    for (const from of [970, 500, 0]) {
      const id = firstInSight()
      const before = topOf(id)
      state.items = items(from, 1030)
      await settled()
      expectAt(id, before)
    }
  })

  it('does not move what is read when an image above it comes', async () => {
    await open(items(0, 200))
    await scrollBy(-2000)
    const id = firstInSight()
    const above = rows()[rows().findIndex((one) => one.dataset['key'] === id) - 1]?.dataset['key'] ?? ''
    const before = topOf(id)
    state.items = state.items.map((one) => (one.id === above ? { ...one, height: 900 } : one))
    await settled()
    expectAt(id, before)
  })

  it('begins at the top where the newest are first, and follows there', async () => {
    await open(items(0, 300), { isNewestFirst: true })
    expect(scroller().scrollTop).toBe(0)
    expect(firstInSight()).toBe('m299')
    state.items = items(0, 301)
    await settled()
    expect(firstInSight()).toBe('m300')
    await scrollBy(900)
    const id = firstInSight()
    const before = topOf(id)
    state.items = items(0, 303)
    await settled()
    expectAt(id, before)
  })
})

describe('the search', () => {
  const field = (): HTMLInputElement | null => host.querySelector('[role=search] input')
  const count = (): string => host.querySelector('[role=search] [role=status]')?.textContent.trim() ?? ''
  async function type(text: string): Promise<void> {
    await vi.waitFor(() => expect(document.activeElement).toBe(field()))
    const input = field()
    if (input !== null) input.value = text
    input?.dispatchEvent(new InputEvent('input'))
  }
  const marked = (): string[] => [...(CSS.highlights.get('log-current-match') ?? [])].map(String)
  const find = (target: EventTarget): boolean =>
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'f', ctrlKey: true, bubbles: true, cancelable: true }),
    )

  it('finds what is not laid out, whatever its case, width and accents', async () => {
    const all = items(0, 3000)
    await open(all.with(20, item(20, 'Ｆｕｌｌ width')).with(1500, item(1500, 'A FULL Café')))
    scroller().focus()
    expect(find(scroller())).toBe(false)
    await type('full')
    await vi.waitFor(() => expect(count()).toBe('2/2'))
    await vi.waitFor(() => expect(marked()).toEqual(['FULL']))
    field()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true, cancelable: true }))
    await vi.waitFor(() => expect(marked()).toEqual(['Ｆｕｌｌ']))
    expect(count()).toBe('1/2')
    press('Next message found')
    await vi.waitFor(() => expect(count()).toBe('2/2'))
    await type('CAFE')
    await vi.waitFor(() => expect(marked()).toEqual(['Café']))
    const { violations } = await axe.run(host, { rules: { region: { enabled: false } } })
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
    expect(find(field() ?? host), 'a second press is the browser’s').toBe(true)
    field()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    await nextTick()
    expect(field()).toBeNull()
    expect(document.activeElement).toBe(scroller())
    expect(CSS.highlights.size).toBe(0)
  })

  it('fetches older messages first, until it is told not to', async () => {
    let signal: AbortSignal | null = null
    await open(items(100, 160), {
      hasOlder: true,
      loadRest: async (given) => {
        signal = given
        state.items = items(50, 160)
        await new Promise<void>((resolve) => given.addEventListener('abort', () => resolve()))
      },
    })
    log?.search()
    await type('Message 6')
    await vi.waitFor(() => expect(host.textContent).toContain('Loading older messages… 110 so far'))
    await vi.waitFor(() => expect(count()).toMatch(/\/10$/))
    ;[...host.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === 'Cancel')?.click()
    await vi.waitFor(() => expect(host.textContent).toContain('Only the newest 110 messages are searched.'))
    expect(signal).toMatchObject({ aborted: true })
  })
})

describe('on paper', () => {
  it('is all of it, and of a very long one what is newest, which is said', async () => {
    await open(items(0, 300))
    document.documentElement.dataset['theme'] = 'dark'
    dispatchEvent(new Event('beforeprint'))
    await nextTick()
    expect(rows()).toHaveLength(300)
    expect(document.documentElement.dataset['theme'], 'paper is white').toBe('light')
    dispatchEvent(new Event('afterprint'))
    await nextTick()
    expect(document.documentElement.dataset['theme']).toBe('dark')
    delete document.documentElement.dataset['theme']
    expect(rows().length).toBeLessThan(100)
    state.items = items(0, 1200)
    dispatchEvent(new Event('beforeprint'))
    await nextTick()
    expect(rows()[0]?.dataset['key']).toBe('m200')
    expect(host.textContent).toContain('Only the newest 1000 messages are printed here.')
    expect(host.textContent).toContain('choose “Print…”')
    dispatchEvent(new Event('afterprint'))
  })

  /** As the browser's own: it tells of its beginning and its end. Gives what was laid out each time. */
  function watchPrint(): { rows: number; theme: string | undefined }[] {
    const printed: { rows: number; theme: string | undefined }[] = []
    vi.spyOn(window, 'print').mockImplementation(() => {
      dispatchEvent(new Event('beforeprint'))
      printed.push({ rows: rows().length, theme: document.documentElement.dataset['theme'] })
      expect(host.textContent).not.toContain('Only the newest')
      dispatchEvent(new Event('afterprint'))
    })
    return printed
  }

  it('is all of it where that is asked for: fetched, laid out in steps, and put back as it was', async () => {
    const printed = watchPrint()
    await open(items(700, 1100), {
      hasOlder: true,
      loadRest: () => {
        Object.assign(state, { items: items(0, 1100), hasOlder: false })
        return Promise.resolve()
      },
    })
    document.documentElement.dataset['theme'] = 'dark'
    await scrollBy(-3000)
    const id = firstInSight()
    const before = topOf(id)
    const steps = new Set<number>()
    const watching = new MutationObserver(() => steps.add(host.querySelector('progress')?.value ?? 0))
    watching.observe(host, { subtree: true, attributeFilter: ['value'] })
    await log?.print()
    watching.disconnect()
    expect(printed).toEqual([{ rows: 1100, theme: 'light' }])
    expect(steps.size).toBeGreaterThan(5)
    expect(document.documentElement.dataset['theme']).toBe('dark')
    delete document.documentElement.dataset['theme']
    await settled()
    expect(rows().length).toBeLessThan(100)
    expectAt(id, before)
    expect(host.querySelector('progress')).toBeNull()
  })

  it('can be given up, and does not pretend to be all when older messages did not come', async () => {
    const printed = watchPrint()
    await open(items(0, 3000), { hasOlder: true, loadRest: () => Promise.resolve() })
    const button = (name: string): HTMLElement | undefined =>
      [...host.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === name)
    await log?.print()
    await vi.waitFor(() => expect(host.textContent).toContain('Nothing was printed.'))
    button('Close')?.click()
    await nextTick()
    expect(host.textContent).not.toContain('Nothing was printed.')
    state.hasOlder = false
    const printing = log?.print()
    await vi.waitFor(() => expect(host.querySelector('progress')?.value).toBeGreaterThan(0))
    button('Cancel')?.click()
    await printing
    await settled()
    expect(printed).toEqual([])
    expect(rows().length).toBeLessThan(100)
    expect(fromEnd()).toBeLessThan(2)
  })
})
