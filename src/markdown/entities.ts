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
  const text = new DOMParser().parseFromString(entity, 'text/html').body.textContent
  known.set(entity, text)
  return text
}

function decodeNumeric(code: number): string {
  const isInvalid = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
  return isInvalid ? '\uFFFD' : String.fromCodePoint(code)
}

/** Text with its character references (`&amp;`, `&#8212;`, `&#x1F600;`) resolved, once. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|[A-Za-z][A-Za-z\d]{1,31});/g,
    (entity, decimal: string | undefined, hexadecimal: string | undefined) => {
      if (decimal !== undefined) return decodeNumeric(Number.parseInt(decimal, 10))
      if (hexadecimal !== undefined) return decodeNumeric(Number.parseInt(hexadecimal, 16))
      return decodeNamed(entity)
    },
  )
}
