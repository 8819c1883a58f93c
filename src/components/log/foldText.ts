const PLAIN = /^[\0-\x7f]*$/u
/** Accents, not the marks that make other letters of Japanese kana. */
const ACCENTS = /[\u0300-\u036f]/gu

/** A text for comparison: whatever its case, its width and its accents. */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(ACCENTS, '').toLowerCase()
}

/** Where in a text `query` (folded) occurs, as it is written: `[start, end]`. */
export function placesOf(text: string, query: string): [start: number, end: number][] {
  if (query === '') return []
  if (PLAIN.test(text)) return occurrences(text.toLowerCase(), query).map((at) => [at, at + query.length])
  // Folding may lengthen (`ﬁ` → `fi`) or shorten a text: which sign does each folded one come from?
  let folded = ''
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  for (const sign of text) {
    const part = foldText(sign)
    folded += part
    for (let unit = 0; unit < part.length; unit += 1) {
      starts.push(at)
      ends.push(at + sign.length)
    }
    at += sign.length
  }
  return occurrences(folded, query).map((found) => [
    starts[found] ?? 0,
    ends[found + query.length - 1] ?? text.length,
  ])
}

function occurrences(text: string, query: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(query); at !== -1; at = text.indexOf(query, at + query.length)) found.push(at)
  return found
}
