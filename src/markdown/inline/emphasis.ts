import type { Inline } from '../blocks.ts'

/** Deeper nesting means nothing to a reader, and would exhaust the stack when drawn. */
const MAX_DEPTH = 40

type Mark = 'strong' | 'emphasis' | 'strikethrough'

/** A run of `*`, `_` or `~~`, in a list of those that may still find a partner. */
export interface Run {
  kind: 'run'
  character: string
  /** How many marks have no partner yet. */
  count: number
  length: number
  canOpen: boolean
  canClose: boolean
  /** To be shown as closed by the end of the text, while that grows. */
  isLikely: boolean
  /** What it closes and opens, the inner ones first. */
  closes: Mark[]
  opens: Mark[]
  previous: Run | null
  next: Run | null
}

export type Item =
  | { kind: 'inline'; inline: Inline; isLiteral: boolean }
  | { kind: 'bracket'; text: string }
  | Run

function unlink(run: Run): void {
  if (run.previous !== null) run.previous.next = run.next
  if (run.next !== null) run.next.previous = run.previous
}

/** Rules 9 and 10 of CommonMark 6.2, and GFM's of runs of one length. */
function isPartner(opener: Run, closer: Run): boolean {
  if (!opener.canOpen || opener.character !== closer.character) return false
  const isOdd =
    (opener.canClose || closer.canOpen) &&
    closer.length % 3 !== 0 &&
    (opener.length + closer.length) % 3 === 0
  return !isOdd
}

function pair(opener: Run, closer: Run): void {
  const isDouble = opener.count >= 2 && closer.count >= 2
  const mark = opener.character === '~' ? 'strikethrough' : isDouble ? 'strong' : 'emphasis'
  const used = isDouble ? 2 : 1
  opener.count -= used
  closer.count -= used
  opener.opens.push(mark)
  closer.closes.push(mark)
}

/**
 * Finds the pairs among the runs after `bottom` (CommonMark, "process emphasis").
 * @returns the last run that stays without a partner, or `bottom`
 */
export function pairRuns(last: Run | null, bottom: Run | null): Run | null {
  let top = last
  let closer = last
  while (closer !== null && closer.previous !== bottom) closer = closer.previous
  const openersBottom = new Map<string, Run | null>()
  while (closer !== null && closer !== bottom) {
    if (!closer.canClose) {
      closer = closer.next
      continue
    }
    const key = `${closer.character}${closer.canOpen}${closer.length % 3}`
    const stop = openersBottom.get(key) ?? bottom
    let opener: Run | null = closer.previous
    while (opener !== null && opener !== bottom && opener !== stop && !isPartner(opener, closer))
      opener = opener.previous
    const next: Run | null = closer.next
    if (opener === null || opener === bottom || opener === stop) {
      openersBottom.set(key, closer.previous)
      if (!closer.canOpen) {
        if (closer === top) top = closer.previous
        unlink(closer)
      }
      closer = next
      continue
    }
    opener.next = closer
    closer.previous = opener
    pair(opener, closer)
    if (opener.count === 0) unlink(opener)
    if (closer.count === 0) {
      if (closer === top) top = closer.previous
      unlink(closer)
      closer = next
    }
  }
  return top
}

/** While the text grows: a run at its very end that is half of an end mark, or opens nothing yet, is not shown. */
export function holdBack(run: Run): void {
  let opener = run.previous
  while (opener !== null && !(opener.canOpen && opener.character === run.character)) opener = opener.previous
  if (run.canClose && opener !== null && run.count >= Math.min(opener.count, 2)) return
  run.count = 0
  run.canOpen = false
  run.canClose = false
}

/** While the text grows: the likely ones of the runs without a partner reach to its end. What they open, outer first. */
export function openToEnd(last: Run | null): void {
  for (let run = last; run !== null; run = run.previous) {
    if (!run.canOpen || !run.isLikely || run.count === 0 || run.count > 3) continue
    if (run.character === '~') run.opens.push('strikethrough')
    else {
      if (run.count >= 2) run.opens.push('strong')
      if (run.count % 2 === 1) run.opens.push('emphasis')
    }
    run.count = 0
  }
}

const MARKS = { strong: '**', emphasis: '*', strikethrough: '~~' } as const

/** Adds to the end; neighbouring texts become one. */
function append(inlines: Inline[], inline: Inline): void {
  const last = inlines.at(-1)
  if (inline.type === 'text' && last?.type === 'text')
    inlines[inlines.length - 1] = { type: 'text', text: last.text + inline.text }
  else if (inline.type !== 'text' || inline.text !== '') inlines.push(inline)
}

interface Frame {
  mark: Mark | null
  children: Inline[]
}

/** The tree that the items stand for; whatever is still open at their end ends there. */
export function buildInlines(items: readonly Item[], isInLink = false): Inline[] {
  let top: Frame = { mark: null, children: [] }
  const below: Frame[] = []
  let tooDeep = 0
  const close = (): void => {
    const under = below.pop()
    if (under === undefined || top.mark === null) return
    if (top.children.length > 0) append(under.children, { type: top.mark, children: top.children })
    top = under
  }
  const addText = (text: string): void => append(top.children, { type: 'text', text })
  const addRun = (run: Run): void => {
    for (const mark of run.closes) {
      if (tooDeep > 0) {
        tooDeep -= 1
        addText(run.character.repeat(MARKS[mark].length))
      } else close()
    }
    addText(run.character.repeat(run.count))
    for (const mark of run.opens.toReversed()) {
      if (below.length >= MAX_DEPTH) {
        tooDeep += 1
        addText(run.character.repeat(MARKS[mark].length))
      } else {
        below.push(top)
        top = { mark, children: [] }
      }
    }
  }
  for (const item of items) {
    if (item.kind === 'run') addRun(item)
    else if (item.kind === 'bracket') addText(item.text)
    else if (isInLink && item.isLiteral && item.inline.type === 'link')
      for (const child of item.inline.children) append(top.children, child)
    else append(top.children, item.inline)
  }
  while (below.length > 0) close()
  return top.children
}

/** The text of the items, without their marks: what an image is in words. */
export function plainOf(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      switch (inline.type) {
        case 'text':
        case 'code':
        case 'html':
          return inline.text
        case 'strong':
        case 'emphasis':
        case 'strikethrough':
        case 'link':
        case 'mark':
          return plainOf(inline.children)
        case 'image':
          return inline.alt
        case 'math':
          return inline.tex
        case 'footnote-reference':
          return `[^${inline.label}]`
        case 'break':
          return '\n'
      }
    })
    .join('')
}
