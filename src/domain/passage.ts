export interface Span {
  start: number
  /** Behind the last character. */
  end: number
}

/** Enough to find a place by. */
const OPENING_WORDS = 12

/**
 * Where a text says a passage: whatever white space is between its words, and if it does not say all of it, where it begins to;
 * `null` where it does not.
 */
export function findPassage(text: string, passage: string): Span | null {
  const words = passage.split(/\s+/u).filter(Boolean)
  if (words.length === 0) return null
  return (
    spanOf(text, words) ?? (words.length > OPENING_WORDS ? spanOf(text, words.slice(0, OPENING_WORDS)) : null)
  )
}

function spanOf(text: string, words: readonly string[]): Span | null {
  const pattern = words
    .map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join(String.raw`\s+`)
  const match = new RegExp(pattern, 'u').exec(text)
  return match === null ? null : { start: match.index, end: match.index + match[0].length }
}
