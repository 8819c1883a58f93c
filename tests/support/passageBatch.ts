import { searchWords } from '@/domain/searchWords.ts'
import type { PassageBatch } from '@/ingest/types.ts'

/** A batch of one passage, which begins at `start` of its file's text; nothing of it was in a batch before. */
export function passageBatch(text: string, { start = 0, progress = 1 } = {}): PassageBatch {
  const words = searchWords(text)
  return {
    text,
    start,
    passages: [{ start, end: start + text.length, page: null, headings: [] }],
    newBytes: new TextEncoder().encode(text).length,
    postings: new Map(
      [...new Set(words)].map((word) => [word, [0, words.filter((one) => one === word).length]]),
    ),
    lengths: [words.length],
    progress,
  }
}
