export interface Span {
  start: number
  /** Behind the last character. */
  end: number
}

/** Signs that are looked for together where the whole passage is not there: enough to find a place by. */
const WINDOW = 24

/** What a text says, without what differs between a file and what was read out of it: white space, punctuation, case, ligatures. */
interface Signs {
  text: string
  /** Where each of them stands. */
  places: readonly number[]
}

/**
 * Where a text says a passage, however it is set: with other white space, line ends, hyphens at them, or table rules. Where it does not
 * say all of it (a page's foot lies between), from the first to the last place that it says some of; `null` where there is none.
 */
export function findPassage(text: string, passage: string): Span | null {
  const wanted = signsOf(passage).text
  if (wanted === '') return text.includes(passage.trim()) ? plainSpan(text, passage.trim()) : null
  const { text: said, places } = signsOf(text)
  const at = said.indexOf(wanted)
  const found = at === -1 ? findParts(said, wanted) : { start: at, end: at + wanted.length }
  if (found === null) return null
  const last = places[found.end - 1] ?? 0
  return { start: places[found.start] ?? 0, end: last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1) }
}

function plainSpan(text: string, passage: string): Span | null {
  const start = text.indexOf(passage)
  return passage === '' ? null : { start, end: start + passage.length }
}

function findParts(said: string, wanted: string): Span | null {
  let [start, end] = [-1, 0]
  for (const at of windowsOf(wanted)) {
    const found = said.indexOf(wanted.slice(at, at + WINDOW), Math.max(0, start))
    // A part that comes again much later belongs to another place.
    if (found === -1 || (start !== -1 && found > start + 2 * wanted.length)) continue
    let length = WINDOW
    while (at + length < wanted.length && said[found + length] === wanted[at + length]) length += 1
    if (start === -1) start = found
    end = Math.max(end, found + length)
  }
  return start === -1 ? null : { start, end }
}

/** Where windows begin that overlap by half, the last at the end. */
function windowsOf({ length }: string): number[] {
  const last = length - WINDOW
  return last < 0
    ? []
    : [...Array.from({ length: Math.ceil(last / (WINDOW / 2)) }, (_, n) => (n * WINDOW) / 2), last]
}

function signsOf(text: string): Signs {
  const signs: string[] = []
  const places: number[] = []
  for (const { 0: sign, index } of text.matchAll(/[\p{L}\p{N}]/gu)) {
    const plain = sign.charCodeAt(0) < 0x80 ? sign.toLowerCase() : sign.normalize('NFKC').toLowerCase()
    signs.push(plain)
    for (let unit = 0; unit < plain.length; unit += 1) places.push(index)
  }
  return { text: signs.join(''), places }
}
