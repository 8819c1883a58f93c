import type { SourceFile } from '../types.ts'
import type { BlockParser, BlockReader } from './reader.ts'
import { PIECE_BYTES, type TextEncoding } from '../../domain/textEncoding.ts'

/** A file whose bytes are text. */
export interface TextFile extends SourceFile {
  encoding: TextEncoding
}

export type TextReader = BlockReader<TextFile>

/** The most characters that a line, or a block, may have: longer ones are cut. */
export const MAX_BLOCK_LENGTH = 20_000

/**
 * A file's text, piece by piece, without a byte order mark; `progress` from 0 to 1.
 * @throws DOMException `NotReadableError` for a file that is gone; the signal's reason.
 */
async function* readText(
  { blob, encoding }: TextFile,
  signal: AbortSignal,
): AsyncGenerator<{ text: string; progress: number }> {
  const decoder = new TextDecoder(encoding)
  for (let start = 0; start < blob.size; start += PIECE_BYTES) {
    signal.throwIfAborted()
    const end = Math.min(start + PIECE_BYTES, blob.size)
    const bytes = await blob.slice(start, end).arrayBuffer()
    yield { text: decoder.decode(bytes, { stream: end < blob.size }), progress: end / blob.size }
  }
}

/** A file's lines without their ends, many at a time. Lines of more than 20,000 characters come in several. */
async function* readLines(
  file: TextFile,
  signal: AbortSignal,
): AsyncGenerator<{ lines: string[]; progress: number }> {
  let rest = ''
  for await (const { text, progress } of readText(file, signal)) {
    // A carriage return at the end may be half of a line end.
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = parts.pop() ?? ''
    const lines = parts.flatMap((line) => cutText(line))
    if (rest.length > MAX_BLOCK_LENGTH) {
      const pieces = cutText(rest)
      rest = pieces.pop() ?? ''
      lines.push(...pieces)
    }
    yield { lines, progress }
  }
  yield { lines: cutText(rest.replace(/\r$/, '')), progress: 1 }
}

/** A reader that hands the text to a new parser in pieces, which end anywhere. */
export function byPieces(createParser: () => BlockParser<string>): TextReader {
  return async function* (file, signal) {
    const parser = createParser()
    for await (const { text, progress } of readText(file, signal)) {
      for (const block of parser.add(text)) yield { block, progress }
    }
    for (const block of parser.end()) yield { block, progress: 1 }
  }
}

/** A reader that hands the text to a new parser line by line. */
export function byLines(createParser: () => BlockParser<string>): TextReader {
  return async function* (file, signal) {
    const parser = createParser()
    for await (const { lines, progress } of readLines(file, signal)) {
      for (const line of lines) {
        for (const block of parser.add(line)) yield { block, progress }
      }
    }
    for (const block of parser.end()) yield { block, progress: 1 }
  }
}

/** Cuts a text into pieces of at most 20,000 characters: after a line, else a sentence, else a word. */
export function cutText(text: string): string[] {
  if (text.length <= MAX_BLOCK_LENGTH) return [text]
  const pieces: string[] = []
  let start = 0
  while (text.length - start > MAX_BLOCK_LENGTH) {
    const end = start + cutIn(text.slice(start, start + MAX_BLOCK_LENGTH))
    pieces.push(text.slice(start, end))
    start = end
  }
  return [...pieces, text.slice(start)]
}

/** Where a text that goes on is best cut; never before its middle, nor within a character. */
function cutIn(text: string): number {
  for (const end of [/\n/g, /[.!?](?=\s)|[。！？]/g, /\s/g]) {
    const last = [...text.matchAll(end)].at(-1)
    if (last !== undefined && last.index >= text.length / 2) return last.index + 1
  }
  return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length
}
