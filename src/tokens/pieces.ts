const LETTER_OR_NUMBER = /^[\p{L}\p{N}]$/u
const ENDS_A_WORD = /^[\s\p{P}\p{S}]$/u
const MAX_PIECE = 16_384

/**
 * A text in pieces that can be encoded apart: each ends behind a letter or number which a space or sign follows, where every encoding's
 * pattern ends a match (but not before `'`, as in "don't"). A text without such places stays whole.
 */
export function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const border = borderAfter(text, from)
    yield text.slice(from, border)
    from = border
  }
}

function borderAfter(text: string, from: number): number {
  const end = from + MAX_PIECE
  if (end >= text.length) return text.length
  for (let border = end; border > from; border -= 1) if (isBorder(text, border)) return border
  for (let border = end + 1; border < text.length; border += 1) if (isBorder(text, border)) return border
  return text.length
}

function isBorder(text: string, index: number): boolean {
  const after = text.charAt(index)
  return after !== "'" && ENDS_A_WORD.test(after) && LETTER_OR_NUMBER.test(text.charAt(index - 1))
}
