import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchWords } from '@/domain/searchWords.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage } from '@/runtime/db/port.ts'
import { mergeSegments } from '@/runtime/retrieval/mergeSegments.ts'
import { searchByWords } from '@/runtime/retrieval/wordSearch.ts'
import { dropIndexedFile, putIndexedFile } from '../../../support/indexedStore.ts'

const signal = new AbortController().signal

interface Scored {
  place: string
  score: number
}

/** BM25 as the books have it, over all passages at once. */
function naiveSearch(files: ReadonlyMap<string, readonly string[]>, query: string): Scored[] {
  const passages = Array.from(files, ([fileId, texts]) =>
    texts.map((text, index) => ({ place: `vs_1/${fileId}#${index}`, words: searchWords(text) })),
  ).flat()
  const mean = Math.max(1, passages.reduce((sum, { words }) => sum + words.length, 0) / passages.length)
  const terms = [...new Set(searchWords(query))].map((word) => {
    const found = passages.filter(({ words }) => words.includes(word)).length
    return { word, weight: Math.log(1 + (passages.length - found + 0.5) / (found + 0.5)) }
  })
  const most = terms.reduce((sum, { weight }) => sum + weight, 0)
  return passages
    .map(({ place, words }) => {
      const sum = terms.reduce((total, { word, weight }) => {
        const often = words.filter((other) => other === word).length
        return total + (weight * often) / (often + 1.2 * (1 - 0.75 + (0.75 * words.length) / mean))
      }, 0)
      return { place, score: sum / most }
    })
    .filter(({ score }) => score > 0)
}

async function search(storage: Storage, query: string, limit = 1000): Promise<Scored[]> {
  const scope = { storeIds: ['vs_1'], isWanted: () => true }
  const [found = []] = await storage.read(['segments', 'postings'], (tx) =>
    searchByWords(tx, scope, { queries: [query], limit }),
  )
  return found.map(({ rowId, passage, score }) => ({ place: `${rowId}#${passage}`, score }))
}

function byPlace(scored: readonly Scored[]): Record<string, number> {
  return Object.fromEntries(scored.map(({ place, score }) => [place, Number(score.toFixed(9))]))
}

const segmentCount = (storage: Storage): Promise<number> =>
  storage.read(['segments'], (tx) => tx.count('segments', 'store', ['vs_1']))

const TEXT = fc
  .array(
    fc.constantFrom('cat', 'cats', 'dog', 'runId', '数据库', '历史', 'naïve', '42', '…', 'x'.repeat(200)),
    {
      maxLength: 12,
    },
  )
  .map((words) => words.join(' '))

const STEPS = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant('put' as const),
        passages: fc.array(TEXT, { minLength: 1, maxLength: 7 }),
        batch: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('drop' as const), which: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('merge' as const) }) },
  ),
  { maxLength: 25 },
)

describe('the index by words', () => {
  it('finds what BM25 over the living passages finds, whatever was added, removed and merged', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, fc.array(TEXT, { minLength: 1, maxLength: 3 }), async (steps, queries) => {
        const storage = createMemoryStorage()
        const files = new Map<string, readonly string[]>()
        for (const [index, step] of steps.entries()) {
          if (step.type === 'put') {
            const fileId = `file-${index % 9}`
            if (files.has(fileId)) await dropIndexedFile(storage, 'vs_1', fileId)
            files.set(fileId, step.passages)
            await putIndexedFile(storage, { storeId: 'vs_1', fileId, ...step })
          } else if (step.type === 'drop') {
            const fileId = [...files.keys()][step.which]
            if (fileId === undefined) continue
            files.delete(fileId)
            await dropIndexedFile(storage, 'vs_1', fileId)
          } else await mergeSegments(storage, 'vs_1', signal)
        }
        for (const query of queries) {
          const found = await search(storage, query)
          expect(byPlace(found)).toEqual(byPlace(naiveSearch(files, query)))
          expect(found.map(({ score }) => score)).toEqual(
            found.map(({ score }) => score).toSorted((a, b) => b - a),
          )
        }
      }),
    )
  })

  it('gives the best of many', async () => {
    const storage = createMemoryStorage()
    const passages = Array.from({ length: 500 }, (_, index) => `word ${'filler '.repeat(index % 97)}`)
    await putIndexedFile(storage, { storeId: 'vs_1', fileId: 'a', passages })
    const best = await search(storage, 'word', 20)
    const all = naiveSearch(new Map([['a', passages]]), 'word').map(({ score }) => score.toFixed(9))
    expect(best.map(({ score }) => score.toFixed(9))).toEqual(all.toSorted().toReversed().slice(0, 20))
  })

  it('never reaches a score of 1, and gives 0.45 for each word once in a passage of mean length', async () => {
    const storage = createMemoryStorage()
    await putIndexedFile(storage, { storeId: 'vs_1', fileId: 'a', passages: ['red green', 'blue grey'] })
    const [found] = await search(storage, 'red green')
    expect(found?.score).toBeCloseTo(1 / 2.2, 9)
    await putIndexedFile(storage, { storeId: 'vs_1', fileId: 'b', passages: ['red '.repeat(5000)] })
    expect((await search(storage, 'red'))[0]?.score).toBeLessThan(1)
  })

  it('reads some dozens of rows of a store of many batches', async () => {
    const storage = createMemoryStorage()
    for (let file = 0; file < 50; file += 1) {
      const passages = Array.from({ length: 40 }, (_, index) =>
        Array.from(
          { length: 150 },
          (__, word) => `w${(file * 7919 + index * 104_729 + word * word) % 5000}`,
        ).join(' '),
      )
      await putIndexedFile(storage, { storeId: 'vs_1', fileId: `f${file}`, passages, batch: 20 })
      if (file % 8 === 7) await mergeSegments(storage, 'vs_1', signal)
    }
    await mergeSegments(storage, 'vs_1', signal)
    let rows = 0
    const scope = { storeIds: ['vs_1'], isWanted: () => true }
    const [found = []] = await storage.read(['segments', 'postings'], (tx) =>
      searchByWords(
        {
          ...tx,
          get: (table, id) => {
            rows += 1
            return tx.get(table, id)
          },
        },
        scope,
        { queries: ['w1 w2 w3 w4 w5'], limit: 10 },
      ),
    )
    expect(found).toHaveLength(10)
    expect(await segmentCount(storage)).toBeLessThan(12)
    expect(rows).toBeLessThan(60)
  })
})
