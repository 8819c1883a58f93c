import type { Block } from '../types.ts'
import type { BlockParser } from './reader.ts'
import { byLines, MAX_BLOCK_LENGTH } from './textFile.ts'

/** Paragraphs are what stands between empty lines. */
export const readPlainText = byLines(createParagraphParser)

function createParagraphParser(): BlockParser<string> {
  let [lines, length]: [string[], number] = [[], 0]

  function end(): Block[] {
    const text = lines.join('\n')
    ;[lines, length] = [[], 0]
    return text === '' ? [] : [{ kind: 'paragraph', text, page: null, headings: [] }]
  }

  return {
    add(line) {
      if (line.trim() === '') return end()
      const full = length + line.length > MAX_BLOCK_LENGTH ? end() : []
      lines.push(line)
      length += line.length + 1
      return full
    },
    end,
  }
}
