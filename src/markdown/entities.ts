const COMMON: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&nbsp;': '\u00A0',
}
const known = new Map(Object.entries(COMMON))

/** The browser has the other two thousand names; without one (a test under Node) they stay as written. */
function decodeNamed(entity: string): string {
  const decoded = known.get(entity)
  if (decoded !== undefined || typeof DOMParser === 'undefined') return decoded ?? entity
  const parsed = new DOMParser().parseFromString(entity, 'text/html').body.textContent
  // HTML reads `&ampx;` as `&` and `x;`; Markdown knows whole names only.
  const text = parsed.length > 1 && parsed.endsWith(';') ? entity : parsed
  known.set(entity, text)
  return text
}

function decodeNumeric(code: number): string {
  const isInvalid = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
  return isInvalid ? '\uFFFD' : String.fromCodePoint(code)
}

const ENTITY = String.raw`&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|[A-Za-z][A-Za-z\d]{1,31});`
const EVERY_ENTITY = new RegExp(ENTITY, 'g')
const ENTITY_HERE = new RegExp(ENTITY, 'y')
/** The characters that a backslash takes the meaning from (CommonMark 2.4). */
export const ESCAPABLE = /[!-/:-@[-`{-~]/
const EVERY_ESCAPE = /\\([!-/:-@[-`{-~])|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/g

function decodeMatch(entity: string, decimal: string | undefined, hexadecimal: string | undefined): string {
  if (decimal !== undefined) return decodeNumeric(Number.parseInt(decimal, 10))
  if (hexadecimal !== undefined) return decodeNumeric(Number.parseInt(hexadecimal, 16))
  return decodeNamed(entity)
}

/** Text with its character references (`&amp;`, `&#8212;`, `&#x1F600;`) resolved, once (CommonMark 2.5). */
export function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(EVERY_ENTITY, decodeMatch) : text
}

/** The character reference at `at`, as written and resolved. */
export function entityAt(text: string, at: number): { raw: string; text: string } | null {
  ENTITY_HERE.lastIndex = at
  const match = ENTITY_HERE.exec(text)
  return match === null ? null : { raw: match[0], text: decodeMatch(match[0], match[1], match[2]) }
}

/** An address, a title or a fence's info with escapes and character references resolved. */
export function unescapeText(text: string): string {
  if (!/[\\&]/.test(text)) return text
  return text.replace(EVERY_ESCAPE, (whole, escaped: string | undefined) => escaped ?? decodeEntities(whole))
}
