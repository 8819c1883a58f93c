import type { Block } from '../types.ts'
import { withoutEscapes } from './jsonLines.ts'
import type { BlockParser } from './reader.ts'
import { byPieces, cutText, MAX_BLOCK_LENGTH } from './textFile.ts'

/**
 * JSON, laid out in lines and cut between entries. A block's headings are the keys that lead to where it begins. What is
 * not quite JSON, such as settings with comments, is read, too.
 */
export const readJson = byPieces(createJsonParser)

/** A block ends after so many characters, and after fewer between two entries of the whole. */
const BLOCK_LENGTH = 1600
const ENTRY_LENGTH = 400
const LINE_LENGTH = 100
/** Deeper entries are indented no further, and stand under the outermost keys. */
const MAX_LEVELS = 32

/** A bracket, a comma or a colon; the beginning of a string; anything else up to one of these. */
const TOKEN = /[{}[\],:]|"|[^\s{}[\],:"]+/g
/** The rest of a string, as far as it is there. */
const STRING_REST = /[^"\\]*(?:\\[^][^"\\]*)*/y

function createJsonParser(): BlockParser<string> {
  const found: Block[] = []
  const layout = createLayout(found)
  /** The string that is open; `null` between strings. */
  let string: string | null = null
  let rest = ''

  /** Reads a string on from `at`, and tells where it ends in this text. */
  function readString(text: string, at: number): number {
    STRING_REST.lastIndex = at
    const part = STRING_REST.exec(text)?.[0] ?? ''
    const end = at + part.length
    string = (string ?? '') + part
    if (text[end] === '"') {
      layout.addString(`${string}"`)
      string = null
      return end + 1
    }
    // A backslash at the end waits for what it escapes.
    rest = text.slice(end)
    if (string.length > MAX_BLOCK_LENGTH) {
      layout.addString(string)
      string = ''
    }
    return text.length
  }

  return {
    add(piece) {
      const text = rest + piece
      rest = ''
      let at = string === null ? 0 : readString(text, 0)
      while (at < text.length) {
        TOKEN.lastIndex = at
        const token = TOKEN.exec(text)?.[0]
        if (token === undefined) break
        at = TOKEN.lastIndex
        if (token === '"') {
          string = token
          at = readString(text, at)
        } else if (at === text.length && token.length < MAX_BLOCK_LENGTH) {
          // A number or a word may go on in the next piece.
          rest = token
        } else layout.addToken(token)
      }
      return found.splice(0)
    },
    end() {
      if (string !== null) layout.addString(string + rest)
      else if (rest !== '') layout.addToken(rest)
      layout.end()
      return found.splice(0)
    },
  }
}

interface Layout {
  addToken: (token: string) => void
  addString: (string: string) => void
  end: () => void
}

/** Lays tokens out in lines, which go into blocks. */
function createLayout(found: Block[]): Layout {
  /** The key of the entry that is open in each of the open objects and arrays. */
  const keys: (string | number)[] = []
  let lines: string[] = []
  let length = 0
  let line = ''
  let lastString = ''
  let isAfterBracket = false
  let headings: readonly string[] = []

  function endLine(): void {
    if (line.trim() !== '') {
      lines.push(line)
      length += line.length
    }
    line = '  '.repeat(Math.min(keys.length, MAX_LEVELS))
  }

  function endBlock(): void {
    const pieces = lines.length > 0 ? cutText(lines.join('\n')) : []
    found.push(...pieces.map((text): Block => ({ kind: 'code', text, page: null, headings })))
    ;[lines, length] = [[], 0]
    headings = keys
      .slice(0, Math.min(keys.length - 1, MAX_LEVELS))
      .map((key) => (typeof key === 'number' ? `[${key}]` : key || '""'))
  }

  function endEntry(): void {
    const last = keys.at(-1)
    if (typeof last === 'number') keys[keys.length - 1] = last + 1
    line += ','
    const isShort = typeof last === 'number' && !isAfterBracket && line.length < LINE_LENGTH
    if (isShort) line += ' '
    else endLine()
    if (length > BLOCK_LENGTH || (keys.length <= 1 && length > ENTRY_LENGTH)) endBlock()
  }

  /** Two words without a comma between them are in a comment, or in a string that is cut. */
  function addWord(word: string): void {
    line += /[^\s[{"]$/.test(line) ? ` ${word}` : word
    if (line.length < MAX_BLOCK_LENGTH) return
    lines.push(line)
    line = ''
    endBlock()
  }

  function addToken(token: string): void {
    if (token === '{' || token === '[') {
      line += token
      keys.push(token === '[' ? 0 : '')
      endLine()
      if (length > MAX_BLOCK_LENGTH) endBlock()
    } else if (token === '}' || token === ']') {
      keys.pop()
      endLine()
      if (length > MAX_BLOCK_LENGTH) endBlock()
      line += token
    } else if (token === ',') endEntry()
    else if (token === ':') {
      if (keys.length > 0) keys[keys.length - 1] = lastString.replace(/^"|"$/g, '')
      line += ': '
    } else addWord(token)
    isAfterBracket = token === '}' || token === ']'
  }

  return {
    addToken,
    addString(string) {
      lastString = withoutEscapes(string)
      addWord(lastString)
      isAfterBracket = false
    },
    end() {
      endLine()
      endBlock()
    },
  }
}
