import { searchWords } from './searchWords.ts'

/** A piece of a text. */
export interface MarkedPiece {
  text: string
  isMarked: boolean
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
/** Of English, these are mostly fillers. */
const SHORT_WORD = /^[a-z]{1,3}$/u

/** A text in pieces, with the words marked by which a question finds it; short ones only where it has no longer ones. */
export function markWords(text: string, question: string): MarkedPiece[] {
  const words = [...new Set(searchWords(question))]
  const longer = words.filter((word) => !SHORT_WORD.test(word))
  const pattern = patternOf(longer.length > 0 ? longer : words)
  if (pattern === null) return [{ text, isMarked: false }]
  // With a group in it, what separates is given, too: every second piece.
  return text
    .split(pattern)
    .map((piece, index) => ({ text: piece, isMarked: index % 2 === 1 }))
    .filter((piece) => piece.text !== '')
}

/** About as much as a person sees of a passage at once, and what of it stands before the marks, in characters. */
const SEEN = 300
const BEFORE = 60

/** The pieces from where most marks stand together, with a little of what is before. */
export function excerptOf(pieces: readonly MarkedPiece[]): readonly MarkedPiece[] {
  let end = 0
  const placed = pieces.map(({ text, isMarked }, index) => ({
    index,
    isMarked,
    start: (end += text.length) - text.length,
  }))
  const marks = placed.filter(({ isMarked }) => isMarked)
  const following = (from: number): number =>
    marks.filter(({ start }) => start >= from && start < from + SEEN).length
  const [best] = marks.toSorted((a, b) => following(b.start) - following(a.start))
  if (best === undefined || best.start <= BEFORE) return pieces
  const before = pieces.slice(0, best.index).map(({ text }) => text)
  const lead = before
    .join('')
    .slice(-BEFORE)
    .replace(/^\S*\s+/u, '')
  return [{ text: `… ${lead}`, isMarked: false }, ...pieces.slice(best.index)]
}

function patternOf(words: readonly string[]): RegExp | null {
  if (words.length === 0) return null
  const longestFirst = words.toSorted((a, b) => b.length - a.length)
  const alternatives = longestFirst.map((word) => {
    const literal = word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
    if (UNSPACED.test(word)) return literal
    // As `searchWords` makes singulars of plurals.
    const stem = /^[a-z]{3,}y$/u.test(word) ? `${literal.slice(0, -1)}(?:y|ies)` : `${literal}(?:e?s)?`
    return String.raw`(?<![\p{L}\p{N}])${stem}(?![\p{L}\p{N}])`
  })
  return new RegExp(`((?:${alternatives.join('|')})+)`, 'iu')
}
