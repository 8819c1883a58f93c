import type { BlockParser } from './reader.ts'
import { byLines } from './textFile.ts'

/** A line is a block: each is a value of its own. */
export const readJsonLines = byLines(createLineParser)

function createLineParser(): BlockParser<string> {
  return {
    add: (line) =>
      line.trim() === '' ? [] : [{ kind: 'code', text: withoutEscapes(line), page: null, headings: [] }],
    end: () => [],
  }
}

/** JSON with its letters as they are read: programs like to write `\u6625` for 春. What is not JSON stays as it is. */
export function withoutEscapes(json: string): string {
  if (!json.includes('\\u')) return json
  try {
    return JSON.stringify(JSON.parse(json))
  } catch {
    return json
  }
}
