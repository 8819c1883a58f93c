import { describe, expect, it } from 'vitest'
import { searchWords } from '@/domain/searchWords.ts'
import { readPassages } from '@/ingest/readPassages.ts'
import type { PassageBatch } from '@/ingest/types.ts'

const LIMITS = { max_chunk_size_tokens: 100, chunk_overlap_tokens: 50 }
/** Longer than a batch. */
const TEXT = Array.from(
  { length: 3000 },
  (_, at) => `Sentence ${at} of paragraph ${at % 7} says nothing new.${at % 5 === 0 ? '\n\n' : ' '}`,
).join('')

async function batchesOf(text: string, passages = 0): Promise<PassageBatch[]> {
  const file = { filename: 'a.txt', blob: new Blob([text]) }
  const batches: PassageBatch[] = []
  for await (const batch of readPassages(file, LIMITS, new AbortController().signal, { passages })) {
    batches.push(batch)
  }
  return batches
}

/** What each passage of a batch has of each word, by a plain count. */
function countsOf({ text, start, passages }: PassageBatch): Record<string, number>[] {
  return passages.map((passage) => {
    const counts: Record<string, number> = {}
    for (const word of searchWords(text.slice(passage.start - start, passage.end - start))) {
      counts[word] = (counts[word] ?? 0) + 1
    }
    return counts
  })
}

describe('the passages of a file', () => {
  it('come in batches that join, with the words of each passage', async () => {
    const batches = await batchesOf(TEXT)
    expect(batches.length).toBeGreaterThan(1)
    let end = 0
    for (const batch of batches) {
      expect(batch.start).toBeLessThanOrEqual(end)
      expect(batch.newBytes).toBe(batch.start + batch.text.length - end)
      end = batch.start + batch.text.length
      const found = batch.passages.map((): Record<string, number> => ({}))
      for (const [word, list] of batch.postings) {
        for (let at = 0; at < list.length; at += 2) found[list[at]!]![word] = list[at + 1]!
      }
      const counts = countsOf(batch)
      expect(found).toEqual(counts)
      expect(batch.lengths).toEqual(
        counts.map((words) => Object.values(words).reduce((sum, count) => sum + count, 0)),
      )
    }
    const progress = batches.map((batch) => batch.progress)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(1)
  })

  it('go on behind those that are kept', async () => {
    const passages = (await batchesOf(TEXT)).flatMap((batch) => batch.passages)
    const rest = await batchesOf(TEXT, 300)
    expect(rest.flatMap((batch) => batch.passages)).toEqual(passages.slice(300))
    const known = Math.max(...passages.slice(0, 300).map(({ end }) => end))
    expect(rest.reduce((sum, { newBytes }) => sum + newBytes, 0)).toBeCloseTo(TEXT.trim().length - known, -1)
    expect(await batchesOf(TEXT, passages.length)).toEqual([])
  })
})
