import type { Tokenizer } from './bytePairs.ts'
import { piecesOf } from './pieces.ts'

/** What a text is, counted in every way. */
export interface TokenCount {
  ids: Uint32Array<ArrayBuffer>
  /** As a person sees them: a flag or an accented letter is one. */
  characters: number
  /** As JavaScript and many limits count them. */
  utf16: number
  bytes: number
  words: number
}

interface Counting {
  /** Which part of the text is done, from 0 to 1. */
  onProgress: (share: number) => void
  /** Called after each piece, so that others get their turn. @throws to stop. */
  pause: () => Promise<void>
}

/** Encodes and counts a text or a file, piece by piece. */
export async function countSource(
  source: string | Blob,
  tokenizer: Tokenizer,
  { onProgress, pause }: Counting,
): Promise<TokenCount> {
  const encoder = new TextEncoder()
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const words = new Intl.Segmenter(undefined, { granularity: 'word' })
  let ids = new Uint32Array(4096)
  let length = 0
  const counts = { characters: 0, utf16: 0, bytes: 0, words: 0 }
  const text = typeof source === 'string' ? source : await source.text()
  for (const piece of piecesOf(text)) {
    const added = tokenizer.encode(piece)
    ids = withRoom(ids, length + added.length)
    ids.set(added, length)
    length += added.length
    counts.characters += countOf(graphemes.segment(piece), () => true)
    counts.words += countOf(words.segment(piece), ({ isWordLike }) => isWordLike === true)
    counts.bytes += encoder.encode(piece).length
    counts.utf16 += piece.length
    onProgress(counts.utf16 / text.length)
    await pause()
  }
  return { ids: ids.slice(0, length), ...counts }
}

function withRoom(ids: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= ids.length) return ids
  const larger = new Uint32Array(Math.max(length, ids.length * 2))
  larger.set(ids)
  return larger
}

function countOf<T>(items: Iterable<T>, isCounted: (item: T) => boolean): number {
  let count = 0
  for (const item of items) if (isCounted(item)) count += 1
  return count
}
