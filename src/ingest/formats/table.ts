import type { Block } from '../types.ts'
import type { BlockParser } from './reader.ts'
import { cutText } from './textFile.ts'

/** About what a passage of 400 tokens holds: longer tables are several blocks, each with the header. */
const GROUP_LENGTH = 1600

/**
 * Makes Markdown tables of rows of cells. The first row with more than one is the header; what stands before it is text.
 * Empty rows are left out, and empty cells at the ends of rows.
 */
export function createTableParser(place: Pick<Block, 'page' | 'headings'>): BlockParser<readonly string[]> {
  let header: string | null = null
  let isHeaderTaken = false
  let [rows, length]: [string[], number] = [[], 0]

  function end(): Block[] {
    const isRepeated = header !== null && (!isHeaderTaken || header.length < GROUP_LENGTH / 2)
    const text = (isRepeated ? [header, ...rows] : rows).join('\n')
    const kind = header === null ? 'paragraph' : 'table'
    ;[rows, length, isHeaderTaken] = [[], 0, header !== null]
    return text === '' ? [] : cutText(text).map((piece) => ({ kind, text: piece, ...place }))
  }

  return {
    add(cells) {
      const filled = cells.slice(0, cells.findLastIndex(isFilled) + 1)
      if (filled.length === 0) return []
      if (header === null && filled.filter(isFilled).length > 1) {
        const before = end()
        header = `${rowOf(filled)}\n|${' --- |'.repeat(filled.length)}`
        return before
      }
      const row = header === null ? filled.join('').trim() : rowOf(filled)
      const full = rows.length > 0 && length + row.length > GROUP_LENGTH ? end() : []
      rows.push(row)
      length += row.length
      return full
    },
    // There is always a row left, but for a header alone: a full block is given only when another row comes.
    end,
  }
}

function isFilled(cell: string): boolean {
  return cell.trim() !== ''
}

function rowOf(cells: readonly string[]): string {
  const texts = cells.map((cell) => cell.trim().replaceAll('|', '\\|').replace(/\s+/g, ' '))
  return `| ${texts.join(' | ')} |`
}
