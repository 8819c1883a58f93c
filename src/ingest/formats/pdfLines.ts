/** A line of a page. Lengths are in the page's points, `y` upwards. */
export interface PdfLine {
  text: string
  x: number
  right: number
  y: number
  /** The type's height. */
  size: number
}

/** A piece of a line, as pdf.js gives it. `transform` ends with its place: …, x, y. */
interface TextItem {
  str: string
  transform: readonly unknown[]
  width: number
  height: number
  hasEOL: boolean
}

/** Puts a page's pieces of text together to lines, in the order in which the page draws them. */
export function linesOf(items: readonly object[]): PdfLine[] {
  const lines: PdfLine[] = []
  let pieces: TextItem[] = []
  for (const item of items) {
    if (!isTextItem(item)) continue
    pieces.push(item)
    if (!item.hasEOL) continue
    lines.push(...lineOf(pieces))
    pieces = []
  }
  return [...lines, ...lineOf(pieces)]
}

function isTextItem(item: object): item is TextItem {
  return 'str' in item
}

/** None, if there is nothing to read on it. */
function lineOf(pieces: readonly TextItem[]): PdfLine[] {
  const text = readable(pieces.map(({ str }) => str).join(''))
  const visible = pieces.filter(({ str }) => str.trim() !== '')
  const longest = visible.reduce((a, b) => (b.str.length > a.str.length ? b : a), visible[0] ?? NO_ITEM)
  if (text === '') return []
  const lefts = visible.map(({ transform }) => Number(transform[4]))
  return [
    {
      text,
      x: Math.min(...lefts),
      right: Math.max(...visible.map(({ width }, index) => (lefts[index] ?? 0) + width)),
      y: Number(longest.transform[5]),
      size: longest.height,
    },
  ]
}

const NO_ITEM: TextItem = { str: '', transform: [], width: 0, height: 0, hasEOL: false }

/** Without control and private signs, which a font without a table to Unicode gives, and the dots of tables of contents. */
function readable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Co}\p{Cn}\ufffd]/gu, ' ')
    .replace(/(?:\s*\.){5,}/g, ' … ')
    .replace(/\s+/g, ' ')
    .trim()
}
