import { wholeCharacter } from '../characters.ts'
import { chunkEnd, MAX_LENGTH, MAX_LINES } from '../cutCode.ts'
import type { Code, Html, Paragraph } from './nodes.ts'

/** A paragraph ends at the first space after so many characters, and at the hard end without one. */
const SOFT_END = 16_384
const HARD_END = 17_408

/** Where a paragraph that has become too long ends; `null` while it is not, or its end has not come. */
export function paragraphEnd(text: string): number | null {
  if (text.length <= SOFT_END) return null
  const space = /[ \t\n]/g
  space.lastIndex = SOFT_END
  const found = space.exec(text)?.index ?? text.length
  if (found < HARD_END && found < text.length) return found
  return text.length > HARD_END ? wholeCharacter(text, HARD_END) : null
}

/** Adds a line to a paragraph, or what follows of a line that it has begun. */
export function addToParagraph(paragraph: Paragraph, text: string, isNewLine: boolean): void {
  if (paragraph.text === '') paragraph.text = text
  else if (isNewLine) {
    paragraph.lastLine = paragraph.text.length + 1
    paragraph.text += `\n${text}`
  } else paragraph.text += text
}

/** Adds to code; chunks that are full stay as they are from then on. */
export function addToCode(code: Code, text: string, isNewLine: boolean): void {
  const isSeparate = isNewLine && code.hasLines
  code.tail += isSeparate ? `\n${text}` : text
  code.tailLines += isSeparate ? 1 : 0
  code.hasLines = true
  if (code.tailLines < MAX_LINES && code.tail.length <= MAX_LENGTH) return
  for (let end = chunkEnd(code.tail, 0); end < code.tail.length; end = chunkEnd(code.tail, 0)) {
    code.chunks.push(code.tail.slice(0, end))
    code.tail = code.tail.slice(end)
  }
  code.tailLines = code.tail.split('\n').length - 1
}

/** Adds a line of indented code; blank ones wait for another to follow. */
export function addToIndented(code: Code, text: string, isBlank: boolean): void {
  if (isBlank) {
    if (code.hasLines) code.blank += `\n${text}`
    return
  }
  if (code.blank === '') addToCode(code, text, true)
  else {
    const lines = code.blank.slice(1).split('\n')
    code.blank = ''
    for (const line of [...lines, text]) addToCode(code, line, true)
  }
}

export function addToHtml(html: Html, text: string, isNewLine: boolean): void {
  if (isNewLine && text.trim() === '') html.blank += `\n${text}`
  else {
    html.text += html.blank + (isNewLine && html.text !== '' ? '\n' : '') + text
    html.blank = ''
  }
}
