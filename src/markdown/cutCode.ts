import { wholeCharacter } from './characters.ts'

export const MAX_LINES = 16
export const MAX_LENGTH = 8_192

/** Where the chunk ends that begins at `from`; the text's length when it may still grow. */
export function chunkEnd(text: string, from: number): number {
  let end = from
  for (let line = 0; line < MAX_LINES && end < text.length && end - from <= MAX_LENGTH; line += 1) {
    const lineEnd = text.indexOf('\n', end)
    end = lineEnd === -1 ? text.length : lineEnd + 1
  }
  if (end - from <= MAX_LENGTH) return end
  return wholeCharacter(text, from + MAX_LENGTH)
}

/** The chunks of a code block's whole text. */
export function cutCode(text: string): string[] {
  const chunks: string[] = []
  for (let at = 0; at < text.length;) {
    const end = chunkEnd(text, at)
    chunks.push(text.slice(at, end))
    at = end
  }
  return chunks
}
