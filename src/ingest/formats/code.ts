import type { Block } from '../types.ts'
import type { BlockParser } from './reader.ts'
import { byLines } from './textFile.ts'

/** Source code in pieces that belong together: what an empty line parts, unless it goes on indented. */
export const readCode = byLines(createCodeParser)

/** Longer pieces end at the next empty line, the longest anywhere. */
const PIECE_LENGTH = 1600
const LONGEST = 6400

function createCodeParser(): BlockParser<string> {
  let lines: string[] = []
  let length = 0
  let name: string | null = null

  function end(): Block[] {
    const text = lines.join('\n').trimEnd()
    ;[lines, length] = [[], 0]
    return text === '' ? [] : [{ kind: 'code', text, page: null, headings: name === null ? [] : [name] }]
  }

  /** Whether a line begins a piece of its own, after what has been gathered. */
  function isBeginning(line: string): boolean {
    if (length > LONGEST) return true
    if (lines.at(-1)?.trim() !== '') return false
    return length > PIECE_LENGTH || !/^(?:\s|[)}\]]|end\b)/.test(line)
  }

  return {
    add(line) {
      if (line.trim() === '') {
        if (lines.length > 0) lines.push('')
        return []
      }
      const before = isBeginning(line) ? end() : []
      if (lines.length === 0 && !/^\s/.test(line)) name = null
      name ??= nameOf(line)
      lines.push(line)
      length += line.length + 1
      return before
    },
    end,
  }
}

const MODIFIERS =
  '(?:(?:export|default|declare|abstract|async|pub(?:\\([^)]*\\))?|public|private|protected|internal|static|final|sealed|partial|unsafe|extern|inline|data|case|open)\\s+)*'
const KINDS =
  'class|interface|struct|enum|trait|impl|function\\*?|def|fn|func|type|module|namespace|object|record|protocol|union'
/** The line that begins a definition, in many languages. */
const DEFINITIONS = [
  new RegExp(`^${MODIFIERS}(?:${KINDS})\\s+(?:\\([^)]*\\)\\s*)?([\\p{L}_$][\\p{L}\\p{N}_$]*)`, 'u'),
  // const name = (…) => {
  /^(?:export\s+)?(?:const|let|var)\s+([\w$]+)\b.*[{([>]$/,
  // int name(…) of C and its kin, name() of a shell
  /^(?:[A-Za-z_][\w:<>,*&\s]*[\s*&])?([A-Za-z_][\w:~]*)\s*\([^;={]*\)?\s*\{?$/,
]
const NO_NAMES = new Set(['if', 'for', 'while', 'switch', 'return', 'else', 'elif', 'with', 'catch', 'print'])

/** What a line at the left edge defines. */
function nameOf(line: string): string | null {
  for (const definition of DEFINITIONS) {
    const name = definition.exec(line.trimEnd())?.[1]
    if (name !== undefined && !NO_NAMES.has(name)) return name
  }
  return null
}
