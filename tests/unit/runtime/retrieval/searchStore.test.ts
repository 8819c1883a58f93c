import { beforeEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { AppError } from '@/domain/errors.ts'
import { systemClock } from '@/runtime/clock.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage } from '@/runtime/db/port.ts'
import { createLocks } from '@/runtime/engine/locks.ts'
import { createEmbedding } from '@/runtime/retrieval/embedding.ts'
import type { EmbeddingDirectory } from '@/runtime/retrieval/embeddings.ts'
import { searchStore, type SearchHit } from '@/runtime/retrieval/searchStore.ts'
import { searchSchema } from '@/runtime/schemas/vectorStoreSearch.ts'
import { createHandClock } from '../../../support/handClock.ts'
import {
  dropIndexedFile,
  putIndexedFile,
  putStore,
  storedFile,
  type IndexedText,
} from '../../../support/indexedStore.ts'
import { localEmbeddings, type LocalEmbeddings } from '../../../support/localEmbedder.ts'

let storage: Storage
let embeddings: LocalEmbeddings

beforeEach(async () => {
  storage = createMemoryStorage()
  embeddings = localEmbeddings()
  for (const id of ['vs_1', 'vs_2']) await putStore(storage, id)
})

const put = (fileId: string, passages: string[], changes: Partial<IndexedText> = {}): Promise<void> =>
  putIndexedFile(storage, { storeId: 'vs_1', fileId, passages, ...changes })

const embed = (): Promise<void> => createEmbedding({ storage, locks: createLocks(), embeddings }).proceed()

function search(
  query: unknown,
  changes: object = {},
  storeIds: string | string[] = 'vs_1',
): Promise<SearchHit[]> {
  const deps = { storage, clock: systemClock, embeddings }
  return searchStore(deps, storeIds, v.parse(searchSchema, { query, ...changes }))
}

const filesOf = (hits: readonly SearchHit[]): string[] => hits.map(({ file_id }) => file_id)

describe('the search of stores', () => {
  it('says where a passage is', async () => {
    await put('a', ['first one', 'a zebra appears', 'last one'], { attributes: { year: 2020 } })
    expect(await search('zebra')).toEqual([
      {
        file_id: 'a',
        filename: 'a.txt',
        score: expect.closeTo(0.45, 1),
        attributes: { year: 2020 },
        content: [{ type: 'text', text: 'a zebra appears' }],
        passage: { rowId: 'vs_1/a', start: 11, end: 26, page: null, headings: [] },
      },
    ])
  })

  it('looks into several stores, and gives a passage that is in both once', async () => {
    await put('a', ['a zebra'])
    await put('a', ['a zebra'], { storeId: 'vs_2' })
    await put('b', ['the zebra'], { storeId: 'vs_2' })
    expect(filesOf(await search('zebra', {}, ['vs_1', 'vs_2'])).sort()).toEqual(['a', 'b'])
    await expect(search('zebra', {}, ['vs_1', 'vs_3'])).rejects.toMatchObject({ status: 404 })
  })

  it('gives nothing of a file that is not read to its end', async () => {
    await put('a', ['a zebra'])
    await put('b', ['a zebra'], { status: 'in_progress' })
    expect(filesOf(await search('zebra'))).toEqual(['a'])
    const filters = { type: 'ne', key: 'kind', value: 'book' }
    expect(filesOf(await search('zebra', { filters }))).toEqual(['a'])
  })

  it('gives fifty at most, and of rare files that fit a filter as many as there are', async () => {
    await put(
      'many',
      Array.from({ length: 300 }, () => 'zebra'),
    )
    await put('rare', ['a zebra in a much longer sentence'], { attributes: { kind: 'book' } })
    expect(await search('zebra', { max_num_results: 50 })).toHaveLength(50)
    expect(await search('zebra')).toHaveLength(10)
    const filters = { type: 'eq', key: 'kind', value: 'book' }
    expect(filesOf(await search('zebra', { filters }))).toEqual(['rare'])
  })

  it('leaves fillers out where it is asked to', async () => {
    await put('a', ['what is the what of the what'])
    await put('b', ['a zebra'])
    expect(filesOf(await search('What is the zebra?'))).toContain('a')
    expect(filesOf(await search('What is the zebra?', { rewrite_query: true }))).toEqual(['b'])
  })
})

describe('the search by words and vectors', () => {
  beforeEach(async () => {
    await put('a', ['calibration of the sensor'])
    await put('b', ['delivery by a carrier'])
    await embed()
    embeddings.requests.length = 0
  })

  it('finds what shares no whole word with the query', async () => {
    const [first] = await search('calibrating')
    expect(first?.file_id).toBe('a')
    expect(first?.score).toBeGreaterThan(0.1)
    expect(embeddings.requests).toEqual([['calibrating']])
  })

  it('is by words alone with the ranker "none", and for an empty query', async () => {
    expect(await search('calibrating', { ranking_options: { ranker: 'none' } })).toEqual([])
    expect(await search(' ')).toEqual([])
    expect(embeddings.requests).toEqual([])
  })

  it('leaves out what neither its words nor its vector bring to the threshold', async () => {
    const all = await search('calibrating the sensor')
    expect(filesOf(all)).toEqual(['a', 'b'])
    const score_threshold = ((all[0]?.score ?? 0) + (all[1]?.score ?? 0)) / 2
    expect(filesOf(await search('calibrating the sensor', { ranking_options: { score_threshold } }))).toEqual(
      ['a'],
    )
  })

  it('goes on by words when the endpoint fails', async () => {
    embeddings.failWith(new AppError({ kind: 'server', detail: 'down' }))
    expect(filesOf(await search('sensor'))).toEqual(['a'])
  })

  it('goes on by words when the endpoint does not answer, and leaves that alone', async () => {
    const clock = createHandClock()
    const asked = Promise.withResolvers<AbortSignal>()
    const hanging: EmbeddingDirectory = {
      current: async () => {
        const embedder = await embeddings.current()
        if (embedder === null) return null
        const embed = (_: unknown, signal: AbortSignal): Promise<never> => {
          asked.resolve(signal)
          return clock.sleep(Infinity, signal).then(() => expect.fail('It has answered.'))
        }
        return { ...embedder, embed }
      },
    }
    const hits = searchStore({ storage, clock, embeddings: hanging }, 'vs_1', { query: 'sensor' })
    const signal = await asked.promise
    clock.advance(15_000)
    expect(filesOf(await hits)).toEqual(['a'])
    expect(signal.reason).toMatchObject({ kind: 'timeout' })
  })

  it('goes on by words when the model gives vectors of another length than before', async () => {
    const { current } = embeddings
    embeddings.current = async () => {
      const embedder = await current()
      return embedder && { ...embedder, embed: () => Promise.resolve([Float32Array.of(1, 0, 1)]) }
    }
    expect(filesOf(await search('sensor'))).toEqual(['a'])
  })

  it('gives nothing of a file that goes, or is read anew, while the query is embedded', async () => {
    await put('c', ['another sensor'])
    const { current } = embeddings
    embeddings.current = async () => {
      await dropIndexedFile(storage, 'vs_1', 'a')
      const { row } = storedFile({ storeId: 'vs_1', fileId: 'b', status: 'in_progress' })
      await storage.write(['vectorStoreFiles'], (tx) => tx.put('vectorStoreFiles', row))
      return current()
    }
    expect(filesOf(await search('sensor carrier'))).toEqual(['c'])
  })

  it('does not ask for the vector of a query that has none to compare with', async () => {
    embeddings.choose('local/other')
    expect(filesOf(await search('sensor'))).toEqual(['a'])
    expect(embeddings.requests).toEqual([])
  })
})
