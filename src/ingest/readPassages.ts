import { searchWords } from '../domain/searchWords.ts'
import { chunkBlocks, type Chunk } from './chunk.ts'
import { readBlocks } from './readBlocks.ts'
import type { ChunkLimits, PassageBatch, SourceFile } from './types.ts'

/** A batch is passed on once its passages have so many tokens, or it has taken so long: small enough to be written within a frame or two. */
const MAX_TOKENS = 40_000
const MAX_MS = 1000

/** Where the reading of a file goes on that was begun before. */
export interface ReadFrom {
  /** How many of its passages are kept. */
  passages: number
}

/**
 * Reads a file as passages with their words, some hundred at a time. With `from`, those before are left out, which is cheaper than
 * to count their words again.
 * @throws IngestionError for a file that cannot be taken, and the signal's reason.
 */
export async function* readPassages(
  file: SourceFile,
  limits: ChunkLimits,
  signal: AbortSignal,
  from: ReadFrom = { passages: 0 },
): AsyncGenerator<PassageBatch> {
  let left = from.passages
  let chunks: Chunk[] = []
  let tokens = 0
  /** Where the text ends that was in a batch. */
  let end = 0
  let begun = performance.now()
  for await (const chunk of chunkBlocks(readBlocks(file, signal), limits, signal)) {
    if (left > 0) {
      left -= 1
      end = endOf(chunk)
      continue
    }
    chunks.push(chunk)
    tokens += chunk.tokens
    if (tokens < MAX_TOKENS && performance.now() - begun < MAX_MS) continue
    yield batchOf(chunks, end)
    end = endOf(chunk)
    chunks = []
    tokens = 0
    begun = performance.now()
  }
  if (chunks.length > 0) yield batchOf(chunks, end)
}

/** Where a passage's text ends, with the space behind it. */
function endOf({ start, text }: Chunk): number {
  return start + text.length
}

function batchOf(chunks: readonly Chunk[], known: number): PassageBatch {
  const start = chunks[0]?.start ?? 0
  let text = ''
  for (const chunk of chunks) text += chunk.text.slice(start + text.length - chunk.start)
  const news = text.slice(Math.max(0, known - start))
  return {
    text,
    start,
    passages: chunks.map(({ start: from, end, page, headings }) => ({ start: from, end, page, headings })),
    newBytes: new TextEncoder().encode(news).length,
    ...countWords(chunks, { text, start }),
    progress: chunks.at(-1)?.progress ?? 1,
  }
}

/** The words of each passage. What several of them share is divided into words once. */
function countWords(
  chunks: readonly Chunk[],
  { text, start }: { text: string; start: number },
): Pick<PassageBatch, 'postings' | 'lengths'> {
  const postings = new Map<string, number[]>()
  const lengths = chunks.map(() => 0)
  const borders = new Set(chunks.flatMap((chunk) => [chunk.start, endOf(chunk)]))
  let first = 0
  let from = start
  for (const to of [...borders].toSorted((a, b) => a - b)) {
    const words = searchWords(text.slice(from - start, to - start))
    const counts = countsOf(words)
    while ((chunks[first]?.start ?? to) + (chunks[first]?.text.length ?? 0) <= from) first += 1
    for (let at = first; (chunks[at]?.start ?? to) < to; at += 1) {
      lengths[at] = (lengths[at] ?? 0) + words.length
      for (const [word, count] of counts) addPosting(postings, word, [at, count])
    }
    from = to
  }
  return { postings, lengths }
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Passages come in their order, but one may come again after the next. */
function addPosting(postings: Map<string, number[]>, word: string, [passage, count]: [number, number]): void {
  const list = postings.get(word)
  if (list === undefined) {
    postings.set(word, [passage, count])
    return
  }
  for (let at = list.length - 2; at >= 0 && (list[at] ?? 0) >= passage; at -= 2) {
    if (list[at] !== passage) continue
    list[at + 1] = (list[at + 1] ?? 0) + count
    return
  }
  list.push(passage, count)
}
