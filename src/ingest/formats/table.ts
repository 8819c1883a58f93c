import type { Block } from '../types.ts'
import type { BlockParser } from './reader.ts'
import { cutText } from './textFile.ts'

/** About what a passage of 400 tokens holds: longer tables are several blocks, each with the header. */
const GROUP_LENGTH = 1600

/** Makes Markdown tables of rows of cells, the header first. Empty rows are left out, and empty cells at their ends. */
export function createTableParser(place: Pick<Block, 'page' | 'headings'>): BlockParser<readonly string[]> {
  let header: { text: string; width: number } | null = null
  let [rows, length]: [string[], number] = [[], 0]

  function take(): Block[] {
    if (header === null) return []
    const text = [header.text, ...rows].join('\n')
    ;[rows, length] = [[], 0]
    return cutText(text).map((piece) => ({ kind: 'table', text: piece, ...place }))
  }

  return {
    add(cells) {
      const width = cells.findLastIndex((cell) => cell.trim() !== '') + 1
      if (width === 0) return []
      if (header === null) {
        header = { text: `${rowOf(cells, width)}\n|${' --- |'.repeat(width)}`, width }
        return []
      }
      const row = rowOf(cells, Math.max(width, header.width))
      const full = rows.length > 0 && length + row.length > GROUP_LENGTH ? take() : []
      rows.push(row)
      length += row.length
      return full
    },
    // After `add` has given a full block, there is always a row left: what is without one is a header alone.
    end: take,
  }
}

function rowOf(cells: readonly string[], width: number): string {
  const texts = Array.from({ length: width }, (_, index) => cellOf(cells[index] ?? ''))
  return `| ${texts.join(' | ')} |`
}

function cellOf(text: string): string {
  return text.trim().replaceAll('|', '\\|').replace(/\s+/g, ' ')
}
