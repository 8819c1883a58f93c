export interface ChatSearchHit {
  chatId: string
  title: string
  /** The text around the first word found; `''` when the title is what matches. */
  excerpt: string
  /** `null`: the title matches. */
  messageId: string | null
}

const BEFORE = 40
const AFTER = 120

/** The words of a query, as `excerptOf` wants them. Every one must occur. */
export function searchWords(query: string): string[] {
  return fold(query)
    .split(/\s+/u)
    .filter((word) => word !== '')
}

/** The text around the first of `words`, or `null` unless all of them occur, whatever their case or width. */
export function excerptOf(text: string, words: readonly string[]): string | null {
  const folded = fold(text)
  const positions = words.map((word) => folded.indexOf(word))
  if (words.length === 0 || positions.includes(-1)) return null
  return cut(text, unfoldedIndex(text, Math.min(...positions)))
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Folding may lengthen (`ﬁ` → `fi`) or shorten a text: where in the original does a folded index lie? */
function unfoldedIndex(text: string, foldedIndex: number): number {
  let original = 0
  let folded = 0
  for (const character of text) {
    if (folded >= foldedIndex) break
    folded += fold(character).length
    original += character.length
  }
  return original
}

function cut(text: string, at: number): string {
  const start = wholeCharacter(text, Math.max(0, at - BEFORE))
  const end = wholeCharacter(text, Math.min(text.length, at + AFTER))
  const excerpt = text.slice(start, end).replace(/\s+/gu, ' ').trim()
  return `${start > 0 ? '…' : ''}${excerpt}${end < text.length ? '…' : ''}`
}

/** The index itself, or the one before when it lies inside a surrogate pair. */
function wholeCharacter(text: string, index: number): number {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index
}
