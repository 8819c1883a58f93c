import { openDB } from 'idb'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { AppErrorData } from '@/domain/errors.ts'
import { createIdbStorage } from '@/runtime/db/idb.ts'
import { MIGRATIONS } from '@/runtime/db/migrations.ts'
import type { Storage, StorageErrorKind, WriteTransaction } from '@/runtime/db/port.ts'
import { storedText, uploadPartRow } from '../../support/storedRows.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

interface OpenStorage {
  storage: Storage
  name: string
  trouble: AppErrorData[]
}

/** A storage that holds the text `before` and the parts 1 and 2 of an upload. */
async function openFilled(): Promise<OpenStorage> {
  const name = `failures-${crypto.randomUUID()}`
  const trouble: AppErrorData[] = []
  const storage = createIdbStorage({ name, onTrouble: (each) => trouble.push(each) })
  await storage.write(['passages', 'uploadParts'], async (tx) => {
    await tx.put('passages', storedText({ id: 'a', text: 'before' }))
    for (const position of [1, 2]) await tx.put('uploadParts', uploadPartRow(`part_${position}`, position))
  })
  return { storage, name, trouble }
}

/** What `openFilled` has put there, as far as it still is. */
async function contents(storage: Storage): Promise<unknown> {
  return storage.read(['passages', 'uploadParts'], async (tx) => {
    const parts = await tx.scan('uploadParts', 'upload', { prefix: ['upload_1'] })
    return {
      text: (await tx.get('passages', 'a'))?.text,
      parts: parts.map(({ position }) => position),
      count: await tx.count('uploadParts', 'upload', ['upload_1']),
    }
  })
}
const WHOLE = { text: 'before', parts: [1, 2], count: 2 }

function error(kind: StorageErrorKind): unknown {
  return expect.objectContaining({ name: 'StorageError', kind })
}

declare global {
  interface Navigator {
    /** The Storage Buckets API, which TypeScript does not know yet. */
    storageBuckets: {
      open: (name: string, options: { quota: number }) => Promise<{ indexedDB: IDBFactory }>
      delete: (name: string) => Promise<void>
    }
  }
}

/** Leaves this page room for so many bytes, until the test is over. */
async function leaveRoom(bytes: number): Promise<void> {
  const name = `bucket-${crypto.randomUUID()}`
  const bucket = await navigator.storageBuckets.open(name, { quota: bytes })
  vi.stubGlobal('indexedDB', bucket.indexedDB)
  onTestFinished(async () => {
    vi.unstubAllGlobals()
    await navigator.storageBuckets.delete(name)
  })
}

describe('a disk that is full', () => {
  it.each<[string, (tx: WriteTransaction) => Promise<void>]>([
    ['a long text', (tx) => tx.put('passages', storedText({ id: 'b', text: 'x'.repeat(20_000_000) }))],
    ['a large file', (tx) => tx.put('uploadParts', uploadPartRow('part_3', 3, new Uint8Array(20_000_000)))],
    [
      'many texts',
      async (tx) => {
        for (let id = 0; id < 100; id += 1)
          await tx.put('passages', storedText({ id: String(id), text: 'x'.repeat(200_000) }))
      },
    ],
  ])('has no room for %s, and the database stays whole', async (_name, putMuch) => {
    await leaveRoom(2_000_000)
    const { storage } = await openFilled()
    const writing = storage.write(['passages', 'uploadParts'], async (tx) => {
      await tx.put('passages', storedText({ id: 'a', text: 'after' }))
      await tx.delete('uploadParts', 'part_1')
      await putMuch(tx)
    })
    await expect(writing).rejects.toEqual(error('full'))
    expect(await contents(storage)).toEqual(WHOLE)
  })

  it('still has room for what is small', async () => {
    await leaveRoom(2_000_000)
    const { storage } = await openFilled()
    const put = (text: string): Promise<void> =>
      storage.write(['passages'], (tx) => tx.put('passages', storedText({ id: 'a', text })))
    await expect(put('x'.repeat(20_000_000))).rejects.toEqual(error('full'))
    await put('small')
    expect(await contents(storage)).toEqual({ ...WHOLE, text: 'small' })
  })

  it('that says so at once keeps nothing of what was put before', async () => {
    const { storage } = await openFilled()
    const writing = storage.write(['passages'], async (tx) => {
      await tx.put('passages', storedText({ id: 'a', text: 'after' }))
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
        throw new DOMException('There is no room.', 'QuotaExceededError')
      })
      await tx.put('passages', storedText({ id: 'b', text: 'one more' }))
    })
    await expect(writing).rejects.toEqual(error('full'))
    expect(await contents(storage)).toEqual(WHOLE)
  })
})

describe('a tab with a newer version of the page', () => {
  it('takes over all of the data, and the older one is told so', async () => {
    const { storage, name, trouble } = await openFilled()
    const newer = await openDB(name, MIGRATIONS.length + 1, {
      upgrade: (_database, _oldVersion, _newVersion, transaction) =>
        void transaction.objectStore('passages').put({ id: 'b', text: 'of the newer version' }),
    })
    await vi.waitFor(() => expect(trouble).toMatchObject([{ kind: 'storage', code: 'outdated_tab' }]))
    await expect(contents(storage)).rejects.toEqual(error('outdated'))
    const writing = storage.write(['passages'], (tx) =>
      tx.put('passages', storedText({ id: 'a', text: 'of the older version' })),
    )
    await expect(writing).rejects.toEqual(error('outdated'))
    expect(await newer.getAll('passages')).toEqual([
      storedText({ id: 'a', text: 'before' }),
      { id: 'b', text: 'of the newer version' },
    ])
    expect(await newer.count('uploadParts')).toBe(2)
    newer.close()
  })

  it('waits for what the older one is writing', async () => {
    const { storage, name } = await openFilled()
    const writing = storage.write(['passages'], async (tx) => {
      for (let id = 0; id < 200; id += 1) await tx.put('passages', storedText({ id: `t${id}`, text: 'x' }))
    })
    const opening = openDB(name, MIGRATIONS.length + 1)
    await writing
    const newer = await opening
    expect(await newer.count('passages')).toBe(201)
    newer.close()
  })

  it('leaves data that an older page, opened after it, does not touch', async () => {
    const { storage, name } = await openFilled()
    await storage.close()
    const newer = await openDB(name, MIGRATIONS.length + 1)
    newer.close()
    const trouble: AppErrorData[] = []
    const older = createIdbStorage({ name, onTrouble: (each) => trouble.push(each) })
    await expect(contents(older)).rejects.toEqual(error('outdated'))
    expect(trouble).toMatchObject([{ code: 'outdated_tab' }])
  })
})

describe('a connection that the browser has closed', () => {
  it('is opened anew', async () => {
    const { storage } = await openFilled()
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction')
    begin.mockImplementationOnce(function (this: IDBDatabase, tables) {
      this.close()
      return this.transaction(tables)
    })
    expect(await contents(storage)).toEqual(WHOLE)
    // The mock's own, the closed connection's, the new one's.
    expect(begin.mock.results.map(({ type }) => type)).toEqual(['throw', 'throw', 'return'])
  })

  it('is not opened again once the storage is closed', async () => {
    const { storage, name } = await openFilled()
    const writing = storage.write(['passages'], (tx) =>
      tx.put('passages', storedText({ id: 'a', text: 'last' })),
    )
    await storage.close()
    await writing
    await expect(contents(storage)).rejects.toEqual(error('failed'))
    expect(await contents(createIdbStorage({ name }))).toEqual({ ...WHOLE, text: 'last' })
  })
})
