import { foldText } from './foldText.ts'

/** So long at a time, then the page has its turn. */
const TURN_MS = 8
/** Marks around words, which are not to be seen. */
const MARKS = /[*_`~]/gu

/** Looks through items for a text, however it is written; keeps what it has folded for the next query. */
export function createFinder<T extends { id: string }>(
  textOf: (item: T) => string,
): (items: readonly T[], query: string, signal: AbortSignal) => Promise<string[]> {
  const folded = new WeakMap<T, string>()

  function foldedOf(item: T): string {
    let text = folded.get(item)
    if (text === undefined) {
      const written = foldText(textOf(item))
      const bare = written.replace(MARKS, '')
      text = bare === written ? written : `${written}\n${bare}`
      folded.set(item, text)
    }
    return text
  }

  /** The ids of what matches, in order; what was found so far when `signal` aborts. */
  return async (items, query, signal) => {
    const wanted = foldText(query)
    const found: string[] = []
    let turnEndsAt = performance.now() + TURN_MS
    for (const item of items) {
      if (performance.now() > turnEndsAt) {
        await new Promise((resolve) => setTimeout(resolve))
        turnEndsAt = performance.now() + TURN_MS
      }
      if (signal.aborted) break
      if (wanted !== '' && foldedOf(item).includes(wanted)) found.push(item.id)
    }
    return found
  }
}
