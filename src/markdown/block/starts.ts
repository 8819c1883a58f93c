import type { ColumnAlign } from '../blocks.ts'
import { TAG } from '../inline/htmlTag.ts'

const BLOCK_TAGS =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul'
/** What begins an HTML block, and what ends it; `null`: a blank line (CommonMark 4.6). */
const HTML: readonly [start: RegExp, end: RegExp | null][] = [
  [/^<(?:script|pre|textarea|style)(?:\s|>|$)/i, /<\/(?:script|pre|textarea|style)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![A-Za-z]/, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
  [new RegExp(`^</?(?:${BLOCK_TAGS})(?:\\s|/?>|$)`, 'i'), null],
]
const HTML_TAG = new RegExp(`^${TAG}\\s*$`)

/** The HTML block that a line begins. */
export function htmlStart(content: string, isInParagraph: boolean): { end: RegExp | null } | null {
  if (!content.startsWith('<')) return null
  const kind = HTML.find(([start]) => start.test(content))
  if (kind !== undefined) return { end: kind[1] }
  return !isInParagraph && HTML_TAG.test(content) ? { end: null } : null
}

/** `## Heading ##` (CommonMark 4.2). */
export function headingStart(content: string): { depth: number; text: string } | null {
  const marks = /^#{1,6}(?=[ \t]|$)/.exec(content)?.[0]
  if (marks === undefined) return null
  const text = content.slice(marks.length).trim()
  return { depth: marks.length, text: /^#+$/.test(text) ? '' : text.replace(/[ \t]#+$/, '').trimEnd() }
}

/** A code fence (CommonMark 4.5). */
export function fenceStart(content: string): { mark: string; info: string } | null {
  const match = /^(?:(`{3,})([^`]*)|(~{3,})(.*))$/.exec(content)
  if (match === null) return null
  return { mark: match[1] ?? match[3] ?? '', info: (match[2] ?? match[4] ?? '').trim() }
}

export function isFenceEnd(content: string, mark: string): boolean {
  const marks = content.trimEnd()
  return marks.length >= mark.length && marks === mark.charAt(0).repeat(marks.length)
}

/** `---` (CommonMark 4.1). */
export const isRule = (content: string): boolean =>
  /^(?:\*[ \t]*){3,}$|^(?:_[ \t]*){3,}$|^(?:-[ \t]*){3,}$/.test(content)

/** The depth of the heading that a line under a paragraph makes of it (CommonMark 4.3). */
export function underlineDepth(content: string): number | null {
  if (/^=+[ \t]*$/.test(content)) return 1
  return /^-+[ \t]*$/.test(content) ? 2 : null
}

/** The mark of a list item (CommonMark 5.2). */
export function itemStart(content: string): { text: string; mark: string; start: number | null } | null {
  const match = /^(?:([-+*])|(\d{1,9})([.)]))(?=[ \t]|$)/.exec(content)
  if (match === null) return null
  const start = match[2] === undefined ? null : Number(match[2])
  return { text: match[0], mark: match[1] ?? match[3] ?? '', start }
}

/** `[^label]:` */
export function footnoteStart(content: string): { text: string; label: string } | null {
  const match = /^\[\^([^\]\s]{1,999})\]:/.exec(content)
  return match?.[1] === undefined ? null : { text: match[0], label: match[1] }
}

/** A table's cells, as written; a bar after a backslash is part of a cell (GFM, "Tables"). */
export function cellsOf(row: string): string[] {
  const cells: string[] = []
  let cell = ''
  for (const piece of row
    .trim()
    .replace(/^\|/, '')
    .match(/\\\||[^|\\]+|\\|\|/g) ?? []) {
    if (piece === '|') {
      cells.push(cell.trim())
      cell = ''
    } else cell += piece === '\\|' ? '|' : piece
  }
  return cell.trim() === '' && cells.length > 0 ? cells : [...cells, cell.trim()]
}

/** The columns that a delimiter row (`|---|:-:|`) under a head makes. */
export function columnsOf(delimiter: string, head: string): ColumnAlign[] | null {
  if (!/^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(delimiter)) return null
  if (!delimiter.includes('|') && !/(?:^|[^\\])\|/.test(head)) return null
  const align = cellsOf(delimiter).map((cell) => {
    if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right'
    return cell.startsWith(':') ? 'left' : null
  })
  return align.length === cellsOf(head).length ? align : null
}

/** The box of a task at the start of an item's text (GFM, "Task list items"). */
export function taskBox(content: string): { isChecked: boolean; text: string } | null {
  const match = /^\[([ \txX])\][ \t]+(?=\S)/.exec(content)
  return match === null
    ? null
    : { isChecked: /x/i.test(match[1] ?? ''), text: content.slice(match[0].length) }
}
