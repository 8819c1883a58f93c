const NUL = '\u0000'

const CONTROLS = /[\u0001-\u0008\u000e-\u001f]/u

/**
 * The text of a file in UTF-8, or in UTF-16 (by its byte order mark, or when every other byte of mostly Latin text
 * is zero); null when it is neither, or holds a NUL as binary files do.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const marked = markOf(bytes)
  const guessed = marked ?? guessOf(bytes)
  try {
    const text = new TextDecoder(guessed ?? 'utf-8', { fatal: true }).decode(bytes)
    const isWrongGuess = marked === null && guessed !== null && CONTROLS.test(text)
    return text.includes(NUL) || isWrongGuess ? null : text
  } catch {
    // Not valid in that encoding: not a text that we know how to read.
    return null
  }
}

function markOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function guessOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const start = bytes.subarray(0, 4096)
  const even = start.filter((byte, index) => byte === 0 && index % 2 === 0).length
  const odd = start.filter((byte, index) => byte === 0 && index % 2 === 1).length
  const many = start.length / 8
  if (odd > many && even === 0) return 'utf-16le'
  if (even > many && odd === 0) return 'utf-16be'
  return null
}
