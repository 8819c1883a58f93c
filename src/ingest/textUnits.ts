import { tokenShare } from '../domain/tokenEstimate.ts'
import type { Block } from './types.ts'

/** How well a text is cut before a unit; the higher, the better. */
export const BORDER = { word: 0, line: 1, sentence: 2, block: 3, heading: 4 } as const
type Border = (typeof BORDER)[keyof typeof BORDER]

/** A part of a text that is not cut: a sentence or a line, or some words of a long one. */
export interface TextUnit {
  text: string
  /** Estimated, not rounded. */
  tokens: number
  /** Where `text` begins in the file's text, in UTF-16 units. */
  start: number
  /** Before it. */
  border: Border
  page: number | null
  headings: readonly string[]
}

/** Behind a sentence, with the quotation that it closes, and behind each line. */
const SENTENCE_ENDS = /[。！？…]+[”’」』）]*\s*|[.!?]+["'”’)\]]*\s+|\n\s*/gu
/** The indent of the next line belongs to that. */
const LINE_ENDS = /\n/gu
const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}'
/** A sign of CJK, a word (the longest are divided), or empty space; with the space behind it. */
const WORDS = new RegExp(`(?:[${CJK}]|[^\\s${CJK}]{1,64}|\\s{1,64})\\s{0,64}`, 'gu')

/**
 * Divides a block into units of at most so many tokens (a single word may have more), which together are its text. `start` and
 * `border` are the block's own.
 */
export function* unitsOf(
  { kind, text, page, headings }: Block,
  { start, border }: Pick<TextUnit, 'start' | 'border'>,
  maxTokens: number,
): Generator<TextUnit> {
  const isProse = kind === 'paragraph' || kind === 'heading'
  let at = start
  let before = border
  for (const part of partsOf(text, isProse ? SENTENCE_ENDS : LINE_ENDS)) {
    for (const piece of piecesOf(part, maxTokens)) {
      yield { text: piece, tokens: tokenShare(piece), start: at, border: before, page, headings }
      at += piece.length
      before = BORDER.word
    }
    // In prose, a line may end in the middle of a sentence.
    before = isProse && part.endsWith('\n') ? BORDER.line : BORDER.sentence
  }
}

/** `text`, divided behind each of `ends`. */
function* partsOf(text: string, ends: RegExp): Generator<string> {
  let from = 0
  for (const { 0: end, index } of text.matchAll(ends)) {
    const to = index + end.length
    if (to === text.length) break
    yield text.slice(from, to)
    from = to
  }
  yield text.slice(from)
}

function* piecesOf(part: string, maxTokens: number): Generator<string> {
  if (tokenShare(part) <= maxTokens) {
    yield part
    return
  }
  let [from, tokens] = [0, 0]
  for (const { 0: word, index } of part.matchAll(WORDS)) {
    const cost = tokenShare(word)
    if (index > from && tokens + cost > maxTokens) {
      yield part.slice(from, index)
      from = index
      tokens = 0
    }
    tokens += cost
  }
  yield part.slice(from)
}
