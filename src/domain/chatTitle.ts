import type { Attachment } from './chat.ts'

const MAX_LENGTH = 60

/**
 * A chat's title made from its first message: the first line, cut at a word (in any script) to at most 60
 * characters; an attachment's name when there is no text; `''` when there is nothing.
 */
export function titleFrom(text: string, attachments: readonly Pick<Attachment, 'name'>[] = []): string {
  const firstLine = text
    .split('\n')
    .map((line) => line.replace(/^[\s#>*-]+/u, '').trim())
    .find((line) => line !== '')
  return shorten((firstLine ?? attachments[0]?.name ?? '').replace(/\s+/gu, ' '))
}

function shorten(line: string): string {
  if (line.length <= MAX_LENGTH) return line
  const atWord = headOf(line, 'word').replace(/[\s\p{P}]+$/u, '')
  // One long word, such as an address, is cut inside.
  const head = atWord.length > MAX_LENGTH / 2 ? atWord : headOf(line, 'grapheme')
  return `${head}…`
}

function headOf(line: string, granularity: 'word' | 'grapheme'): string {
  let end = 0
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity }).segment(line)) {
    if (index + segment.length > MAX_LENGTH - 1) break
    end = index + segment.length
  }
  return line.slice(0, end)
}
