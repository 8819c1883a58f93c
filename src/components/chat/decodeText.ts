import { markedEncoding } from '@/domain/textEncoding.ts'

const NUL = '\u0000'

const CONTROLS = /[\u0001-\u0008\u000e-\u001f]/u

/**
 * The text of a file in UTF-8, in UTF-16 (by its byte order mark, or when every other byte of mostly Latin text is
 * zero), or in GB18030 when it looks Chinese; null when it is none of them, or holds a NUL as binary files do.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const marked = markedEncoding(bytes)
  const guessed = marked ?? guessOf(bytes)
  const text = decode(bytes, guessed ?? 'utf-8')
  if (text === null && guessed === null && isLikelyChinese(bytes)) return plain(decode(bytes, 'gb18030'))
  return marked === null && guessed !== null ? plain(text) : text?.includes(NUL) === true ? null : text
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // Not valid in that encoding.
    return null
  }
}

/** A guess that leads to control characters was wrong. */
function plain(text: string | null): string | null {
  return text === null || text.includes(NUL) || CONTROLS.test(text) ? null : text
}

/**
 * Whether the pairs of bytes above ASCII are what Chinese text in GB18030 is made of: marks (rows A1–A3) and common
 * characters (rows B0–D7). Cyrillic, Japanese and Latin text has other pairs; Korean has none from row C9 on.
 */
function isLikelyChinese(bytes: Uint8Array): boolean {
  let pairs = 0
  let common = 0
  let late = 0
  for (let index = 0; index < bytes.length; index += 1) {
    const lead = bytes[index] ?? 0
    if (lead < 0x80) continue
    index += 1
    const trail = bytes[index] ?? 0
    const isCommon = trail >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xd7))
    pairs += 1
    if (isCommon) common += 1
    if (isCommon && lead >= 0xc9) late += 1
  }
  return common >= pairs * 0.8 && late >= pairs * 0.1
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
