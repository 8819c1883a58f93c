import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage, WriteTransaction } from '@/runtime/db/port.ts'
import { dropStore, INDEX_TABLES } from '@/runtime/retrieval/indexing.ts'
import { mergeSegments } from '@/runtime/retrieval/mergeSegments.ts'
import { searchByWords } from '@/runtime/retrieval/wordSearch.ts'
import { dropIndexedFile, putIndexedFile } from '../../../support/indexedStore.ts'
import { watchedStorage, type WatchedStorage } from '../../../support/watchedStorage.ts'

const signal = new AbortController().signal
let storage: WatchedStorage

beforeEach(() => {
  storage = watchedStorage(createMemoryStorage())
})

/** A word that only the file of that number has. */
const ownWord = (file: number): string =>
  `own${String.fromCharCode(97 + (file % 26), 97 + Math.floor(file / 26))}`

async function putFiles(count: number): Promise<void> {
  for (let file = 0; file < count; file += 1) {
    await putIndexedFile(storage, {
      storeId: 'vs_1',
      fileId: `f${file}`,
      passages: [`common ${ownWord(file)}`, 'more common'],
    })
  }
}

async function placesOf(word: string, storeIds = ['vs_1']): Promise<string[]> {
  const [found = []] = await storage.read(['segments', 'postings'], (tx) =>
    searchByWords(tx, { storeIds, isWanted: () => true }, { queries: [word], limit: 100 }),
  )
  return found.map(({ rowId, passage }) => `${rowId}#${passage}`).sort()
}

const segments = () => storage.read(['segments'], (tx) => tx.scan('segments', 'store', { prefix: ['vs_1'] }))

/** The storage, where `act` is done before the `nth` write. */
function interrupted(nth: number, act: () => Promise<void>): Storage {
  let writes = 0
  return {
    ...storage,
    async write<T>(tables: Parameters<Storage['write']>[0], work: (tx: WriteTransaction) => Promise<T>) {
      writes += 1
      if (writes === nth) await act()
      return storage.write(tables, work)
    },
  }
}

describe('a merge', () => {
  it('makes few segments of many, with the same passages in them', async () => {
    await putFiles(30)
    const before = await placesOf('common')
    expect(before).toHaveLength(60)
    await mergeSegments(storage, 'vs_1', signal)
    expect((await segments()).length).toBeLessThan(4)
    expect(await placesOf('common')).toEqual(before)
    expect(await placesOf(ownWord(17))).toEqual(['vs_1/f17#0'])
  })

  it('leaves the segments of other stores alone', async () => {
    await putFiles(8)
    await putIndexedFile(storage, { storeId: 'vs_2', fileId: 'f1', passages: ['common'] })
    await mergeSegments(storage, 'vs_1', signal)
    expect(await placesOf('common', ['vs_2'])).toEqual(['vs_2/f1#0'])
    expect(await placesOf('common', ['vs_1', 'vs_2'])).toHaveLength(17)
  })

  it('clears away the words of files that are gone, once these are more than a quarter', async () => {
    await putFiles(8)
    await mergeSegments(storage, 'vs_1', signal)
    await dropIndexedFile(storage, 'vs_1', 'f0')
    await mergeSegments(storage, 'vs_1', signal)
    expect(await storage.snapshot()).toContain(`"${ownWord(0)}"`)
    expect(await placesOf(ownWord(0))).toEqual([])
    for (const gone of ['f1', 'f2']) await dropIndexedFile(storage, 'vs_1', gone)
    await mergeSegments(storage, 'vs_1', signal)
    const snapshot = await storage.snapshot()
    for (const gone of [0, 1, 2]) expect(snapshot).not.toContain(`"${ownWord(gone)}"`)
    expect(await placesOf(ownWord(3))).toEqual(['vs_1/f3#0'])
  })

  it('of which nothing lives any more leaves nothing', async () => {
    await putFiles(3)
    for (const gone of ['f0', 'f1', 'f2']) await dropIndexedFile(storage, 'vs_1', gone)
    expect(await segments()).toEqual([])
  })

  it.each([1, 2, 3])('that is cut off at its write %i is begun again', async (nth) => {
    await putFiles(9)
    const failure = new Error('The page went away.')
    const failing = mergeSegments(
      interrupted(nth, () => Promise.reject(failure)),
      'vs_1',
      signal,
    )
    await expect(failing).rejects.toBe(failure)
    expect(await placesOf('common')).toHaveLength(18)
    await mergeSegments(storage, 'vs_1', signal)
    expect(await placesOf('common')).toHaveLength(18)
    expect((await segments()).every(({ isWhole }) => isWhole)).toBe(true)
  })

  it.each([1, 2, 3])('heeds a file that goes before its write %i', async (nth) => {
    await putFiles(9)
    await mergeSegments(
      interrupted(nth, () => dropIndexedFile(storage, 'vs_1', 'f4')),
      'vs_1',
      signal,
    )
    expect(await placesOf(ownWord(4))).toEqual([])
    expect(await placesOf('common')).toHaveLength(16)
  })

  it.each([1, 2, 3])('leaves nothing of a store that goes before its write %i', async (nth) => {
    await putFiles(9)
    await mergeSegments(
      interrupted(nth, () => storage.write(INDEX_TABLES, (tx) => dropStore(tx, 'vs_1'))),
      'vs_1',
      signal,
    )
    expect(await segments()).toEqual([])
    expect(await storage.snapshot()).not.toContain('"postings"')
  })

  it('stops when it is told to', async () => {
    await putFiles(9)
    const stopped = mergeSegments(storage, 'vs_1', AbortSignal.abort(new Error('closed')))
    await expect(stopped).rejects.toThrow('closed')
  })
})
