import type { Block } from '../types.ts'
import type { BlockParser } from './reader.ts'
import { createTableParser } from './table.ts'
import { byPieces, MAX_BLOCK_LENGTH } from './textFile.ts'

/** Tables of RFC 4180, in which a field in quotes may hold line ends, and semicolons or tabs may stand for commas. */
export const readCsv = byPieces(createCsvParser)

const DELIMITERS = [',', ';', '\t', '|']
const HINT = /^sep=(.)\r?\n/

function createCsvParser(): BlockParser<string> {
  const table = createTableParser({ page: null, headings: [] })
  let fields: FieldParser | null = null

  function rowsToBlocks(rows: readonly string[][]): Block[] {
    return rows.flatMap((row) => table.add(row))
  }

  return {
    add(piece) {
      if (fields !== null) return rowsToBlocks(fields.add(piece))
      const hint = HINT.exec(piece)
      fields = createFieldParser(hint?.[1] ?? delimiterOf(piece))
      return rowsToBlocks(fields.add(piece.slice(hint?.[0].length ?? 0)))
    },
    end: () => [...rowsToBlocks(fields?.end() ?? []), ...table.end()],
  }
}

/** What parts the fields of every one of the first lines, outside of quotes. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, MAX_BLOCK_LENGTH)
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]+/, 10)
    .filter((line) => line.trim() !== '')
  const counts = DELIMITERS.map((delimiter) => Math.min(...lines.map((line) => line.split(delimiter).length)))
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

interface FieldParser {
  /** Takes text that ends anywhere, and gives the rows that are whole by it. */
  add: (text: string) => string[][]
  end: () => string[][]
}

/** Where the parser is: `quote` is after a quote in quotes, which ends them unless another follows. */
type State = 'start' | 'plain' | 'quoted' | 'quote'

function createFieldParser(delimiter: string): FieldParser {
  const special = new RegExp(`[${delimiter === '|' ? '\\|' : delimiter}\\r\\n]`, 'g')
  let state: State = 'start'
  let [row, field]: [string[], string] = [[], '']
  let rows: string[][] = []

  function endField(): void {
    row.push(field)
    field = ''
    state = 'start'
  }

  function endRow(): void {
    endField()
    rows.push(row)
    row = []
  }

  /** Reads on from `at`, and tells where the next step begins. */
  function step(text: string, at: number): number {
    switch (state) {
      case 'start':
        state = text[at] === '"' ? 'quoted' : 'plain'
        return state === 'quoted' ? at + 1 : at
      case 'quoted':
        return readQuoted(text, at)
      case 'quote':
        state = text[at] === '"' ? 'quoted' : 'plain'
        if (state === 'quoted') field += '"'
        return state === 'quoted' ? at + 1 : at
      case 'plain':
        return readPlain(text, at)
    }
  }

  function readQuoted(text: string, at: number): number {
    const end = text.indexOf('"', at)
    field += text.slice(at, end === -1 ? text.length : end)
    if (end === -1) {
      // A quote that is never closed makes the rest of the file one field.
      if (field.length > MAX_BLOCK_LENGTH) {
        endRow()
        state = 'quoted'
      }
      return text.length
    }
    state = 'quote'
    return end + 1
  }

  function readPlain(text: string, at: number): number {
    special.lastIndex = at
    const end = special.exec(text)?.index ?? text.length
    field += text.slice(at, end)
    if (end === text.length) return end
    if (text[end] === delimiter) endField()
    else endRow()
    return end + 1
  }

  function takeRows(): string[][] {
    const taken = rows
    rows = []
    return taken
  }

  return {
    add(text) {
      let at = 0
      while (at < text.length) at = step(text, at)
      return takeRows()
    },
    end() {
      endRow()
      return takeRows()
    },
  }
}
