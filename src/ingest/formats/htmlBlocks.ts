import type { Block } from '../types.ts'
import { createHeadingPath } from './headingPath.ts'
import type { BlockParser } from './reader.ts'
import { createTableParser } from './table.ts'
import { cutText, MAX_BLOCK_LENGTH } from './textFile.ts'

/** Makes blocks of elements as they begin and end. */
interface HtmlBlocks {
  open: (name: string, attributes: Readonly<Record<string, string>>) => void
  text: (text: string) => void
  close: (name: string) => void
  end: () => void
}

interface Table {
  rows: BlockParser<readonly string[]>
  cells: string[]
  /** How many columns the cell that is open takes. */
  columns: number
  /** A table in a cell is text of the cell. */
  depth: number
}

/** What stands on lines of its own. */
const OWN_LINE = new Set([
  ...['address', 'article', 'aside', 'blockquote', 'body', 'caption', 'dd', 'details', 'dialog', 'div', 'dt'],
  ...['fieldset', 'figcaption', 'figure', 'footer', 'form', 'header', 'hr', 'html', 'legend', 'main', 'p'],
  ...['section', 'summary', 'td', 'th', 'tr'],
])
const LISTS = new Set(['ul', 'ol', 'menu', 'dl'])
/** Above this many characters, a list is cut before its next item. */
const LIST_LENGTH = 1600
const MAX_COLUMNS = 100

/** Blocks are put into `found` as they end. */
export function createHtmlBlocks(page: number | null, found: Block[]): HtmlBlocks {
  const path = createHeadingPath()
  /** The lists that are open: the number of the next item, `null` in one without numbers. */
  const lists: (number | null)[] = []
  let text = ''
  let preDepth = 0
  let table: Table | null = null

  function flush(kind: Block['kind'] = 'paragraph', level = 0): void {
    const content = kind === 'code' ? text.replace(/^\s*\n|\s+$/g, '') : withoutEmptyLines(text)
    text = ''
    if (content === '') return
    if (kind === 'heading') path.enter(level, content.replaceAll('\n', ' '))
    found.push(...cutText(content).map((piece) => ({ kind, text: piece, page, headings: path.current })))
  }

  function cutLong(): void {
    if (text.length < MAX_BLOCK_LENGTH) return
    if (table === null) flush(preDepth > 0 ? 'code' : 'paragraph')
    else endCell(table)
  }

  /** Ends a line, which is a block unless it stands in something that is one as a whole. */
  function breakLine(kind?: Block['kind'], level?: number): void {
    if (table === null && lists.length === 0 && preDepth === 0) flush(kind, level)
    else if ((preDepth > 0 || !text.endsWith('\n')) && !ITEM_MARK.test(text.slice(-MARK_LENGTH))) {
      text += '\n'
      cutLong()
    }
  }

  function openItem(): void {
    if (text.length > LIST_LENGTH && table === null) flush()
    const number = lists.at(-1) ?? null
    if (number !== null) lists[lists.length - 1] = number + 1
    text += `\n${'  '.repeat(Math.max(0, lists.length - 1))}${number === null ? '-' : `${number}.`} `
  }

  function openTable(): void {
    if (table === null) {
      flush()
      table = { rows: createTableParser({ page, headings: path.current }), cells: [], columns: 1, depth: 0 }
    }
    table.depth += 1
  }

  function endCell({ cells, columns }: Table): void {
    cells.push(text, ...Array.from({ length: columns - 1 }, () => ''))
    text = ''
  }

  function closeInTable(name: string, open: Table): void {
    if (name === 'table') {
      open.depth -= 1
      if (open.depth > 0) return
      found.push(...open.rows.add(open.cells), ...open.rows.end())
      table = null
    } else if (open.depth === 1 && name === 'tr') {
      found.push(...open.rows.add(open.cells.splice(0)))
    } else if (open.depth === 1 && (name === 'td' || name === 'th')) endCell(open)
  }

  return {
    open(name, { colspan, start }) {
      if (name === 'table') openTable()
      else if (name === 'li') openItem()
      else if (name === 'br') text += '\n'
      else if (isOwnLine(name)) breakLine()
      if (name === 'pre') preDepth += 1
      if (LISTS.has(name)) lists.push(name === 'ol' ? Number(start ?? 1) : null)
      if (table?.depth === 1 && (name === 'td' || name === 'th')) {
        text = ''
        table.columns = Math.min(Number(colspan ?? 1) || 1, MAX_COLUMNS)
      }
    },
    text(piece) {
      text += preDepth > 0 ? piece : collapsed(piece, text)
      cutLong()
    },
    close(name) {
      if (table !== null) closeInTable(name, table)
      if (LISTS.has(name)) lists.pop()
      if (name === 'pre') preDepth = Math.max(0, preDepth - 1)
      if (name === 'pre') breakLine('code')
      else if (/^h[1-6]$/.test(name)) breakLine('heading', Number(name.at(1)))
      else if (isOwnLine(name)) breakLine()
    },
    end: flush,
  }
}

function isOwnLine(name: string): boolean {
  return OWN_LINE.has(name) || LISTS.has(name) || name === 'pre' || /^h[1-6]$/.test(name)
}

/** The mark of a list item that has no text yet. */
const ITEM_MARK = /(?:^|\n)\s*(?:-|\d+\.) $/
/** The longest of them, with its indentation. */
const MARK_LENGTH = 100

/** White space is one space, and none after another. */
function collapsed(piece: string, before: string): string {
  const text = piece.replace(/\s+/g, ' ')
  return before === '' || /\s/.test(before.at(-1) ?? '') ? text.trimStart() : text
}

function withoutEmptyLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd())
  return lines.filter((line) => !/^\s*-?$/.test(line)).join('\n')
}
