import type { Block } from '../types.ts'
import { createHeadingPath } from './headingPath.ts'
import type { BlockParser } from './reader.ts'
import { createTableParser } from './table.ts'
import { byLines, MAX_BLOCK_LENGTH } from './textFile.ts'

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/
const FENCE = /^\s*(`{3,}|~{3,})[^`]*$/
/** The row below a table's header. */
const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/
const FRONT_MATTER = '---'

/** What is being gathered: lines of text or code, or rows of a table. `fence` is the mark that ends a piece of code. */
type Open =
  | { kind: 'paragraph'; lines: string[]; length: number }
  | { kind: 'code'; lines: string[]; length: number; fence: string }
  | { kind: 'table'; rows: BlockParser<readonly string[]> }

export const readMarkdown = byLines(createMarkdownParser)

function createMarkdownParser(): BlockParser<string> {
  const path = createHeadingPath()
  let open: Open | null = null
  let isFirst = true

  function end(): readonly Block[] {
    const ended = open
    open = null
    if (ended === null) return []
    if (ended.kind === 'table') return ended.rows.end()
    const text = ended.lines.join('\n')
    return text.trim() === '' ? [] : [{ kind: ended.kind, text, page: null, headings: path.current }]
  }

  function addHeading(level: number, text: string): readonly Block[] {
    const before = end()
    if (text === '') return before
    path.enter(level, text)
    return [...before, { kind: 'heading', text, page: null, headings: path.current }]
  }

  function addCode(code: Extract<Open, { kind: 'code' }>, line: string): readonly Block[] {
    if (line.trim().startsWith(code.fence) && /^\s*([`~-])\1*\s*$/.test(line)) return end()
    if (code.length + line.length <= MAX_BLOCK_LENGTH) {
      keep(code, line)
      return []
    }
    const full = end()
    open = { kind: 'code', lines: [line], length: line.length, fence: code.fence }
    return full
  }

  function addText(line: string): readonly Block[] {
    if (open?.kind === 'paragraph' && open.length + line.length <= MAX_BLOCK_LENGTH) {
      keep(open, line)
      return []
    }
    const before = end()
    open = { kind: 'paragraph', lines: [line], length: line.length }
    return before
  }

  /** The last line was a table's header. */
  function beginTable(paragraph: Extract<Open, { kind: 'paragraph' }>): readonly Block[] {
    const header = paragraph.lines.pop() ?? ''
    const before = end()
    const rows = createTableParser({ page: null, headings: path.current })
    open = { kind: 'table', rows }
    return [...before, ...rows.add(cellsOf(header))]
  }

  /** What a line means to the paragraph that it comes after; `null`: it goes on. */
  function closeParagraph(
    paragraph: Extract<Open, { kind: 'paragraph' }>,
    line: string,
  ): readonly Block[] | null {
    if (DELIMITERS.test(line) && line.includes('|') && paragraph.lines.at(-1)?.includes('|') === true) {
      return beginTable(paragraph)
    }
    const underline = UNDERLINE.exec(line)?.[1]
    if (underline === undefined || /^\s*(?:[-*+>]|\d+[.)])\s/.test(paragraph.lines[0] ?? '')) return null
    open = null
    return addHeading(underline.startsWith('=') ? 1 : 2, paragraph.lines.join(' ').trim())
  }

  return {
    add(line) {
      const isFrontMatter = isFirst && line.trimEnd() === FRONT_MATTER
      isFirst = false
      if (open?.kind === 'code') return addCode(open, line)
      const fence = isFrontMatter ? FRONT_MATTER : FENCE.exec(line)?.[1]
      if (fence !== undefined) {
        const before = end()
        open = { kind: 'code', lines: [], length: 0, fence }
        return before
      }
      if (line.trim() === '') return end()
      const heading = HEADING.exec(line)
      if (heading !== null) return addHeading(heading[1]?.length ?? 1, heading[2] ?? '')
      if (open?.kind === 'table' && line.includes('|')) return open.rows.add(cellsOf(line))
      const closed = open?.kind === 'paragraph' ? closeParagraph(open, line) : null
      return closed ?? addText(line)
    },
    end,
  }
}

function keep(open: { lines: string[]; length: number }, line: string): void {
  open.lines.push(line)
  open.length += line.length + 1
}

function cellsOf(row: string): string[] {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|'))
}
