import { foldText, placesOf } from './foldText.ts'

/** More than this nobody looks at, and painting them costs. */
const MOST_RANGES = 2000
const ALL = 'log-match'
const CURRENT = 'log-current-match'

/** Without it, the row that was gone to is marked as a whole. */
const isSupported = (): boolean => 'highlights' in CSS

/**
 * Marks what is found in rows, without touching them; the row of `currentId` stands out. Gives how far below the
 * beginning of that row its first match is; null where none is laid out.
 */
export function highlightMatches(
  content: HTMLElement,
  query: string,
  currentId: string | null,
): number | null {
  const all: Range[] = []
  const current: Range[] = []
  let firstAt: number | null = null
  for (const row of content.querySelectorAll<HTMLElement>('[data-key]')) {
    const isCurrent = row.dataset['key'] === currentId
    for (const range of rangesIn(row, foldText(query))) {
      if (isCurrent) current.push(range)
      else if (all.length < MOST_RANGES) all.push(range)
    }
    const first = isCurrent ? current[0] : undefined
    if (first !== undefined) firstAt = first.getBoundingClientRect().top - row.getBoundingClientRect().top
  }
  if (!isSupported()) return firstAt
  CSS.highlights.set(ALL, new Highlight(...all))
  CSS.highlights.set(CURRENT, new Highlight(...current))
  return firstAt
}

/** Takes the marks away. */
export function clearHighlights(): void {
  if (!isSupported()) return
  CSS.highlights.delete(ALL)
  CSS.highlights.delete(CURRENT)
}

/** A match may begin in one piece of text and end in another: `hello **world**`. */
function rangesIn(row: HTMLElement, query: string): Range[] {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
  const pieces: { node: Node; start: number }[] = []
  let text = ''
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    pieces.push({ node, start: text.length })
    text += node.textContent ?? ''
  }
  let piece = 0
  const pointAt = (at: number): { node: Node; offset: number } | null => {
    while (piece + 1 < pieces.length && (pieces[piece + 1]?.start ?? 0) < at) piece += 1
    const found = pieces[piece]
    return found === undefined ? null : { node: found.node, offset: at - found.start }
  }
  return placesOf(text, query).flatMap(([start, end]) => {
    const first = pointAt(start + 1)
    const last = pointAt(end)
    if (first === null || last === null) return []
    const range = new Range()
    range.setStart(first.node, first.offset - 1)
    range.setEnd(last.node, last.offset)
    return [range]
  })
}
