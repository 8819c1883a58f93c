import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '@/domain/errors.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { createLocks } from '@/runtime/engine/locks.ts'
import { createEmbedding, type Embedding } from '@/runtime/retrieval/embedding.ts'
import { mergeSegments } from '@/runtime/retrieval/mergeSegments.ts'
import { toCompact, type CompactVector, similarity } from '@/runtime/retrieval/vectorCodes.ts'
import { searchByVectors } from '@/runtime/retrieval/vectorSearch.ts'
import { dropIndexedFile, putIndexedFile, putStore } from '../../../support/indexedStore.ts'
import { localEmbeddings, localVector, type LocalEmbeddings } from '../../../support/localEmbedder.ts'
import { watchedStorage, type WatchedStorage } from '../../../support/watchedStorage.ts'

const signal = new AbortController().signal
let storage: WatchedStorage
let embeddings: LocalEmbeddings
let embedding: Embedding

beforeEach(async () => {
  storage = watchedStorage(createMemoryStorage())
  embeddings = localEmbeddings()
  embedding = createEmbedding({ storage, locks: createLocks(), embeddings })
  await putStore(storage, 'vs_1')
})

/** Texts that differ, of a file. */
const textsOf = (fileId: string, count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) => `${fileId} passage number ${index} ${'abcdefgh'.slice(index % 8)}`,
  )

async function put(fileId: string, count: number): Promise<string[]> {
  const passages = textsOf(fileId, count)
  await putIndexedFile(storage, { storeId: 'vs_1', fileId, passages })
  return passages
}

async function search(text: string, { limit = 10, model = 'local/hash' } = {}): Promise<string[]> {
  const scope = { storeIds: ['vs_1'], isWanted: (rowId: string) => !rowId.endsWith('hidden') }
  const vectors = [toCompact(localVector(text))]
  const [found = []] = await searchByVectors(storage, scope, { model, vectors, limit })
  return found.map(({ rowId, passage }) => `${rowId}#${passage}`)
}

/** The places of the texts by the similarity of their compact vectors, all compared. */
function naive(texts: ReadonlyMap<string, readonly string[]>, query: string): [string, number][] {
  const vector = toCompact(localVector(query))
  const all = Array.from(texts, ([fileId, passages]) =>
    passages.map((text, index): [string, CompactVector] => [
      `vs_1/${fileId}#${index}`,
      toCompact(localVector(text)),
    ]),
  ).flat()
  return all
    .map(([place, other]): [string, number] => [place, similarity(vector, other)])
    .sort(([, a], [, b]) => b - a)
}

describe('the vectors of a store', () => {
  it('find the passage that says the same, in blocks of any fill', async () => {
    for (const [fileId, count] of Object.entries({ a: 3, b: 300, c: 5, d: 90 })) await put(fileId, count)
    await embedding.proceed()
    expect((await search('b passage number 211 defgh'))[0]).toBe('vs_1/b#211')
    expect((await search('a passage number 2 cdefgh'))[0]).toBe('vs_1/a#2')
    expect((await search('d passage number 89 bcdefgh'))[0]).toBe('vs_1/d#89')
    const blocks = await storage.read(['vectorBlocks'], (tx) => tx.count('vectorBlocks', 'store', ['vs_1']))
    expect(blocks).toBe(2)
  })

  it('give nearly what comparing all of them gives', async () => {
    const texts = new Map([
      ['a', await put('a', 120)],
      ['b', await put('b', 120)],
    ])
    await embedding.proceed()
    const all = naive(texts, 'b passage number 31')
    const similarities = new Map(all)
    const found = (await search('b passage number 31')).map((place) => similarities.get(place) ?? 0)
    const best = all.slice(0, 10).map(([, value]) => value)
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
    expect(found[0]).toBe(best[0])
    expect(sum(found)).toBeGreaterThan(0.95 * sum(best))
  })

  it('leave out files that are not wanted, and those that are gone', async () => {
    await put('a', 10)
    await put('hidden', 10)
    await embedding.proceed()
    expect(
      (await search('hidden passage number 3', { limit: 30 })).every((place) => place.startsWith('vs_1/a')),
    ).toBe(true)
    await dropIndexedFile(storage, 'vs_1', 'a')
    expect(await search('a passage number 3')).toEqual([])
  })

  it('are gone from the storage once more than a quarter of a block is dead', async () => {
    for (const fileId of ['a', 'b', 'c']) await put(fileId, 30)
    await embedding.proceed()
    await search('warm')
    await dropIndexedFile(storage, 'vs_1', 'b')
    await mergeSegments(storage, 'vs_1', signal)
    const rows = await storage.read(['vectorBlocks'], (tx) =>
      tx.scan('vectorBlocks', 'store', { prefix: ['vs_1'] }),
    )
    expect(
      rows.flatMap(({ runs }) => runs.map(({ rowId, first, count }) => ({ rowId, first, count }))),
    ).toEqual([
      { rowId: 'vs_1/a', first: 0, count: 30 },
      { rowId: 'vs_1/c', first: 0, count: 30 },
    ])
    expect((await search('c passage number 17 bcdefgh'))[0]).toBe('vs_1/c#17')
    for (const fileId of ['a', 'c']) await dropIndexedFile(storage, 'vs_1', fileId)
    const left = await storage.snapshot()
    for (const table of ['vectorBlocks', 'vectorCodes', '"vectors"'])
      expect(left).not.toContain(`"table":"${table}`)
  })

  it('are made of each text once, whatever file it is in', async () => {
    await put('a', 10)
    await embedding.proceed()
    expect(embeddings.requests.flat()).toHaveLength(10)
    await putIndexedFile(storage, { storeId: 'vs_1', fileId: 'again', passages: textsOf('a', 10) })
    await embedding.proceed()
    expect(embeddings.requests.flat()).toHaveLength(10)
    expect((await search('a passage number 3 defgh')).slice(0, 2).sort()).toEqual([
      'vs_1/a#3',
      'vs_1/again#3',
    ])
  })

  it('are made anew for another model, and those of the first are left out', async () => {
    await put('a', 10)
    await embedding.proceed()
    embeddings.choose('local/other')
    expect(await search('a passage number 3', { model: 'local/other' })).toEqual([])
    await embedding.proceed()
    expect(embeddings.requests.flat()).toHaveLength(20)
    expect(await search('a passage number 3', { model: 'local/other' })).toHaveLength(10)
    expect(await search('a passage number 3')).toEqual([])
  })

  it('are not made without a model', async () => {
    embeddings.choose(null)
    await put('a', 10)
    await embedding.proceed()
    expect(embeddings.requests).toEqual([])
  })

  it('are gone on with where a failing endpoint has left them', async () => {
    await put('a', 200)
    const { current } = embeddings
    let requests = 0
    embeddings.current = async () => {
      const embedder = await current()
      if (embedder === null) return null
      return {
        ...embedder,
        embed: (texts, stopped) => {
          requests += 1
          embeddings.failWith(requests === 3 ? new AppError({ kind: 'server', detail: 'down' }) : null)
          return embedder.embed(texts, stopped)
        },
      }
    }
    await embedding.proceed()
    expect(await search('passage', { limit: 500 })).toHaveLength(128)
    await embedding.proceed()
    expect(await search('passage', { limit: 500 })).toHaveLength(200)
    expect(requests).toBe(5)
  })

  /** A model that refuses passages of some files. */
  function refuse(...fileIds: string[]): void {
    const { current } = embeddings
    embeddings.current = async () => {
      const embedder = await current()
      return (
        embedder && {
          ...embedder,
          embed: (texts, stopped) => {
            const isRefused = fileIds.some((fileId) => texts[0]?.startsWith(`${fileId} `))
            const error = new AppError({ kind: 'context-length', detail: 'Too long.' })
            embeddings.failWith(isRefused ? error : null)
            return embedder.embed(texts, stopped)
          },
        }
      )
    }
  }

  it('are made of the other files when the model refuses one', async () => {
    for (const fileId of ['a', 'b', 'c']) await put(fileId, 5)
    refuse('a', 'b')
    await embedding.proceed()
    const found = await search('passage', { limit: 20 })
    expect(found.toSorted()).toEqual(['vs_1/c#0', 'vs_1/c#1', 'vs_1/c#2', 'vs_1/c#3', 'vs_1/c#4'])
  })

  it('are no longer asked for when it refuses three files, one after the other', async () => {
    const fileIds = ['a', 'b', 'c', 'd', 'e']
    for (const fileId of fileIds) await put(fileId, 5)
    refuse(...fileIds)
    await embedding.proceed()
    expect(embeddings.requests).toHaveLength(3)
  })

  it('are not kept for a file that goes while they are made', async () => {
    await put('a', 100)
    const { current } = embeddings
    embeddings.current = async () => {
      const embedder = await current()
      return (
        embedder && {
          ...embedder,
          embed: async (texts, stopped) => {
            await dropIndexedFile(storage, 'vs_1', 'a')
            return embedder.embed(texts, stopped)
          },
        }
      )
    }
    await embedding.proceed()
    expect(await storage.snapshot()).not.toContain('"table":"vectorBlocks"')
  })
})
