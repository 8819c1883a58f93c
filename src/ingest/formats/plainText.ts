import type { Block } from '../types.ts'
import { createHeadingPath } from './headingPath.ts'
import type { BlockParser } from './reader.ts'
import { byLines, MAX_BLOCK_LENGTH } from './textFile.ts'

/** Paragraphs are what stands between empty lines. */
export const readPlainText = byLines(() => createParagraphParser(() => null))

/** Paragraphs under the titles of parts, chapters and sections. */
export const readLatex = byLines(() => createParagraphParser(sectionOf))

const SECTIONS = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph']

function sectionOf(line: string): { level: number; text: string } | null {
  const [, kind = '', text = ''] = /^\s*\\(\w+)\*?(?:\[[^\]]*\])?\{(.+?)\}/.exec(line) ?? []
  return SECTIONS.includes(kind) ? { level: SECTIONS.indexOf(kind) + 1, text } : null
}

function createParagraphParser(
  headingOf: (line: string) => { level: number; text: string } | null,
): BlockParser<string> {
  const path = createHeadingPath()
  let [lines, length]: [string[], number] = [[], 0]

  function end(): Block[] {
    const text = lines.join('\n')
    ;[lines, length] = [[], 0]
    return text === '' ? [] : [{ kind: 'paragraph', text, page: null, headings: path.current }]
  }

  function addHeading(level: number, text: string): Block[] {
    const before = end()
    path.enter(level, text)
    return [...before, { kind: 'heading', text, page: null, headings: path.current }]
  }

  return {
    add(line) {
      if (line.trim() === '') return end()
      const heading = headingOf(line)
      if (heading !== null) return addHeading(heading.level, heading.text)
      const full = length + line.length > MAX_BLOCK_LENGTH ? end() : []
      lines.push(line)
      length += line.length + 1
      return full
    },
    end,
  }
}
