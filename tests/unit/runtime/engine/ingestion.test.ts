import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { IngestionError, type ChunkLimits, type PassageBatch, type SourceFile } from '@/ingest/types.ts'
import { addFile, deleteFile } from '@/runtime/db/files.ts'
import { cancelFileBatch, createFileBatch, requireFileBatch } from '@/runtime/db/fileBatches.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { type Storage, StorageError } from '@/runtime/db/port.ts'
import { beginReading as beginReadingRow } from '@/runtime/db/fileReading.ts'
import { fileRowId, removeStoreFile, updateFileAttributes } from '@/runtime/db/vectorStoreFiles.ts'
import {
  addFileToStore,
  createVectorStore,
  deleteVectorStore,
  VECTOR_STORE_TABLES,
} from '@/runtime/db/vectorStores.ts'
import type { Tables, TableName } from '@/runtime/db/tables.ts'
import { createIngestion, type Ingestion } from '@/runtime/engine/ingestion.ts'
import { createLocks } from '@/runtime/engine/locks.ts'
import { systemClock } from '@/runtime/clock.ts'
import type { FileReader } from '@/runtime/retrieval/port.ts'
import { passageBatch } from '../../../support/passageBatch.ts'

const NOW = 1_800_000_000_000
const DAY = 86_400_000
const NO_FILES = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 }

/** One that a reader was asked for, and which goes on when the test says so. */
interface Reading {
  file: SourceFile
  limits: ChunkLimits
  /** How many passages are left out. */
  from: number
  signal: AbortSignal
  give: (batch: PassageBatch) => void
  /** Ends it, with that text as its last passage. */
  finish: (text: string) => void
  fail: (error: unknown) => void
}

function beginReading(asked: Pick<Reading, 'file' | 'limits' | 'from' | 'signal'>): {
  reading: Reading
  batches: ReadableStream<PassageBatch>
} {
  const { readable: batches, writable } = new TransformStream<PassageBatch, PassageBatch>()
  const writer = writable.getWriter()
  const ignore = (): void => undefined
  const fail = (error: unknown): void => void writer.abort(error).catch(ignore)
  asked.signal.addEventListener('abort', () => fail(new Error('stopped')))
  const give = (batch: PassageBatch): void => void writer.write(batch).catch(ignore)
  const finish = (text: string): void => {
    give(passageBatch(text))
    writer.close().catch(ignore)
  }
  return { reading: { ...asked, give, finish, fail }, batches }
}

let storage: Storage
let readings: Reading[]
let reader: FileReader
let now: number
let opened: Ingestion[]
const locks = createLocks()

beforeEach(() => {
  storage = createMemoryStorage()
  readings = []
  opened = []
  now = NOW
  reader = {
    read: (file, limits, signal, { passages }) => {
      const { reading, batches } = beginReading({ file, limits, from: passages, signal })
      readings.push(reading)
      return batches
    },
  }
})

afterEach(() => {
  for (const ingestion of opened) ingestion.close()
})

/** A page that is open: each has an ingestion of its own over the one storage. */
function openPage(over: Storage = storage): Ingestion {
  const ingestion = createIngestion({
    storage: over,
    reader,
    locks,
    clock: { ...systemClock, now: () => now },
  })
  opened.push(ingestion)
  return ingestion
}

async function upload(text = 'text'): Promise<string> {
  const file = await storage.write(['files', 'contents'], (tx) =>
    addFile(
      tx,
      { blob: new Blob([text]), filename: 'a.txt', purpose: 'assistants', expiresAfterSeconds: null },
      now,
    ),
  )
  return file.id
}

async function storeWith(count: number, days?: number): Promise<{ id: string; fileIds: string[] }> {
  const fileIds: string[] = []
  for (let index = 0; index < count; index += 1) fileIds.push(await upload())
  const expiry = days === undefined ? {} : { expires_after: { anchor: 'last_active_at' as const, days } }
  const { id } = await createVectorStore(storage, { file_ids: fileIds, ...expiry }, now)
  return { id, fileIds }
}

const addAgain = (storeId: string, file_id: string): Promise<unknown> =>
  storage.write(VECTOR_STORE_TABLES, (tx) => addFileToStore(tx, storeId, { file_id }, now))

function row<Name extends TableName>(table: Name, id: string): Promise<Tables[Name] | undefined> {
  return storage.read([table], (tx) => tx.get(table, id))
}

const fileOf = async (storeId: string, fileId: string) =>
  (await row('vectorStoreFiles', fileRowId(storeId, fileId)))?.object
const storeOf = async (id: string) => (await row('vectorStores', id))?.object
const batchOf = async (storeId: string, id: string) =>
  (await storage.read(['vectorStores', 'fileBatches'], (tx) => requireFileBatch(tx, storeId, id))).object

/** The reading of that number, counted from 0, once it has begun. */
async function reading(index: number): Promise<Reading> {
  return vi.waitFor(() => {
    const found = readings[index]
    if (found === undefined) throw new Error(`Reading ${index} has not begun.`)
    return found
  })
}

const passagesOf = (storeId: string, fileId: string) =>
  storage.read(['passages'], (tx) => tx.scan('passages', 'file', { prefix: [fileRowId(storeId, fileId)] }))
/** How many passages of a store are in its index by words. */
async function indexed(storeId: string): Promise<number> {
  const segments = await storage.read(['segments'], (tx) =>
    tx.scan('segments', 'store', { prefix: [storeId] }),
  )
  const runs = segments.flatMap((segment) => segment.runs).filter(({ isDead }) => !isDead)
  return runs.reduce((sum, { count }) => sum + count, 0)
}

const settled = (expectation: () => Promise<void>): Promise<void> => vi.waitFor(expectation)

/** Lets everything that is under way come to where it waits for the test. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

describe('ingestion', () => {
  it('reads one file at a time, and keeps text, bytes and counts together', async () => {
    const { id, fileIds } = await storeWith(2)
    openPage().proceed()
    const first = await reading(0)
    expect(first).toMatchObject({
      file: { filename: 'a.txt' },
      limits: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 },
      from: 0,
    })
    await pause()
    expect(readings).toHaveLength(1)
    first.finish('häuser')
    const second = await reading(1)
    expect(await fileOf(id, fileIds[0] ?? '')).toMatchObject({ status: 'completed', usage_bytes: 7 })
    expect(await passagesOf(id, fileIds[0] ?? '')).toMatchObject([{ text: 'häuser' }])
    expect(await indexed(id)).toBe(1)
    expect(await storeOf(id)).toMatchObject({
      status: 'in_progress',
      usage_bytes: 7,
      file_counts: { ...NO_FILES, in_progress: 1, completed: 1, total: 2 },
    })
    second.finish('x')
    await settled(async () => {
      expect(await storeOf(id)).toMatchObject({
        status: 'completed',
        usage_bytes: 8,
        file_counts: { ...NO_FILES, completed: 2, total: 2 },
      })
    })
  })

  it.each([
    [new IngestionError('unsupported_file', 'No.'), { code: 'unsupported_file', message: 'No.' }],
    [new TypeError('broken'), { code: 'server_error', message: 'broken' }],
  ])('makes a file fail with the reason: %s', async (error, last_error) => {
    const { id, fileIds } = await storeWith(1)
    openPage().proceed()
    ;(await reading(0)).fail(error)
    await settled(async () => {
      expect(await fileOf(id, fileIds[0] ?? '')).toMatchObject({
        status: 'failed',
        last_error,
        usage_bytes: 0,
      })
    })
    expect(await storeOf(id)).toMatchObject({ file_counts: { ...NO_FILES, failed: 1, total: 1 } })
  })

  it('goes on after a page that was closed in the middle', async () => {
    const { id, fileIds } = await storeWith(2)
    const page = openPage()
    await page.start()
    const broken = await reading(0)
    page.close()
    expect(broken.signal.aborted).toBe(true)
    await pause()
    expect(await fileOf(id, fileIds[0] ?? '')).toMatchObject({ status: 'in_progress', last_error: null })
    await openPage().start()
    ;(await reading(1)).finish('a')
    ;(await reading(2)).finish('b')
    await settled(async () => {
      expect(await storeOf(id)).toMatchObject({ file_counts: { ...NO_FILES, completed: 2, total: 2 } })
    })
    expect(readings).toHaveLength(3)
  })

  it('goes on behind the passages that an earlier page has kept', async () => {
    const { id, fileIds } = await storeWith(1)
    const [fileId = ''] = fileIds
    const page = openPage()
    await page.start()
    const first = await reading(0)
    const reads = async () => (await row('vectorStoreFiles', fileRowId(id, fileId)))?.reading
    expect(await reads()).toMatchObject({ progress: 0, passages: 0, attempts: 1 })
    first.give(passageBatch('Größe ', { progress: 0.4 }))
    await settled(async () => {
      expect(await reads()).toMatchObject({ progress: 0.4, passages: 1, bytes: 8, attempts: 0 })
    })
    expect(await storeOf(id)).toMatchObject({ usage_bytes: 0, file_counts: { in_progress: 1 } })
    await updateFileAttributes(storage, { storeId: id, fileId }, { year: 2026 })
    page.close()
    await pause()
    await openPage().start()
    const second = await reading(1)
    expect(second.from).toBe(1)
    second.finish('und Gewicht')
    await settled(async () => {
      expect(await fileOf(id, fileId)).toMatchObject({
        status: 'completed',
        usage_bytes: 19,
        attributes: { year: 2026 },
      })
    })
    expect(await reads()).toBeUndefined()
    expect((await passagesOf(id, fileId)).map(({ position }) => position)).toEqual([0, 1])
  })

  it('gives a file up at which three pages have ended', async () => {
    const { id, fileIds } = await storeWith(1)
    const rowId = fileRowId(id, fileIds[0] ?? '')
    for (let count = 0; count < 3; count += 1) await beginReadingRow(storage, rowId)
    await openPage().start()
    await settled(async () => {
      expect(await fileOf(id, fileIds[0] ?? '')).toMatchObject({
        status: 'failed',
        last_error: { code: 'server_error', message: expect.stringContaining('3 times') },
      })
    })
    expect(readings).toEqual([])
  })

  it('does not count against a file that its page was closed', async () => {
    const { id } = await storeWith(1)
    for (let count = 0; count < 5; count += 1) {
      const page = openPage()
      await page.start()
      await reading(count)
      page.close()
      await pause()
    }
    await openPage().start()
    ;(await reading(5)).finish('text')
    await settled(async () => {
      expect(await storeOf(id)).toMatchObject({ file_counts: { completed: 1 } })
    })
  })

  it('reads each file once, however many pages are open', async () => {
    const { id } = await storeWith(4)
    await Promise.all([openPage().start(), openPage().start()])
    for (let index = 0; index < 4; index += 1) (await reading(index)).finish('text')
    await settled(async () => {
      expect(await storeOf(id)).toMatchObject({ file_counts: { ...NO_FILES, completed: 4, total: 4 } })
    })
    await pause()
    expect(readings).toHaveLength(4)
  })

  it('takes over the file of another page that has gone', async () => {
    const { id } = await storeWith(1)
    const [one, other] = [openPage(), openPage()]
    await one.start()
    await reading(0)
    await other.start()
    one.close()
    ;(await reading(1)).finish('text')
    await settled(async () => {
      expect(await storeOf(id)).toMatchObject({ status: 'completed', file_counts: { completed: 1 } })
    })
  })

  it('stops reading a file whose batch is cancelled', async () => {
    const [{ id }, file_ids] = [await storeWith(0), [await upload(), await upload(), await upload()]]
    const batch = await createFileBatch(storage, id, { file_ids }, now)
    const page = openPage()
    page.proceed()
    ;(await reading(0)).finish('done')
    const second = await reading(1)
    second.give(passageBatch('some', { progress: 0.5 }))
    await settled(async () => expect(await indexed(id)).toBe(2))
    await cancelFileBatch(storage, id, batch.id)
    page.proceed()
    await settled(() => {
      expect(second.signal.aborted).toBe(true)
      return Promise.resolve()
    })
    await pause()
    const counts = { ...NO_FILES, completed: 1, cancelled: 2, total: 3 }
    expect(await batchOf(id, batch.id)).toMatchObject({ status: 'cancelled', file_counts: counts })
    expect(await storeOf(id)).toMatchObject({ status: 'completed', file_counts: counts, usage_bytes: 4 })
    expect(await indexed(id)).toBe(1)
    expect(readings).toHaveLength(2)
  })

  it('keeps nothing of a file that another page cancelled meanwhile', async () => {
    const [{ id }, file_id] = [await storeWith(0), await upload()]
    const batch = await createFileBatch(storage, id, { file_ids: [file_id] }, now)
    openPage().proceed()
    const late = await reading(0)
    await cancelFileBatch(storage, id, batch.id)
    late.finish('late')
    await pause()
    expect(await fileOf(id, file_id)).toMatchObject({ status: 'cancelled', usage_bytes: 0 })
    expect(await passagesOf(id, file_id)).toEqual([])
    expect(await indexed(id)).toBe(0)
  })

  it.each([
    ['the store is deleted', (id: string) => deleteVectorStore(storage, id)],
    ['the file is taken out', (id: string, fileId: string) => removeStoreFile(storage, id, fileId)],
    ['the file is deleted', (_: string, fileId: string) => deleteFile(storage, fileId, now)],
  ])('goes on with the next file when %s', async (_, remove) => {
    const { id, fileIds } = await storeWith(1)
    const page = openPage()
    page.proceed()
    const gone = await reading(0)
    gone.give(passageBatch('first', { progress: 0.5 }))
    await settled(async () => expect(await indexed(id)).toBe(1))
    await remove(id, fileIds[0] ?? '')
    const { id: other } = await storeWith(1)
    page.proceed()
    ;(await reading(1)).finish('next')
    expect(gone.signal.aborted).toBe(true)
    await settled(async () => {
      expect(await storeOf(other)).toMatchObject({ file_counts: { ...NO_FILES, completed: 1, total: 1 } })
    })
    expect(await fileOf(id, fileIds[0] ?? '')).toBeUndefined()
    expect(await passagesOf(id, fileIds[0] ?? '')).toEqual([])
    expect(await indexed(id)).toBe(0)
  })

  it('reads a file again that was added again', async () => {
    const { id, fileIds } = await storeWith(1)
    const [fileId = ''] = fileIds
    const page = openPage()
    page.proceed()
    ;(await reading(0)).finish('first')
    await settled(async () => {
      expect(await fileOf(id, fileId)).toMatchObject({ status: 'completed' })
    })
    await addAgain(id, fileId)
    expect(await storeOf(id)).toMatchObject({
      status: 'in_progress',
      usage_bytes: 0,
      file_counts: { ...NO_FILES, in_progress: 1, total: 1 },
    })
    expect(await passagesOf(id, fileId)).toEqual([])
    expect(await indexed(id)).toBe(0)
    page.proceed()
    ;(await reading(1)).finish('second')
    await settled(async () => {
      expect(await storeOf(id)).toMatchObject({ usage_bytes: 6, file_counts: { completed: 1, total: 1 } })
    })
  })

  it('ends a batch whose file was added again alone', async () => {
    const [{ id }, file_ids] = [await storeWith(0), [await upload(), await upload()]]
    const batch = await createFileBatch(storage, id, { file_ids }, now)
    await addAgain(id, file_ids[0] ?? '')
    openPage().proceed()
    ;(await reading(0)).finish('a')
    ;(await reading(1)).finish('b')
    await settled(async () => {
      expect(await batchOf(id, batch.id)).toMatchObject({
        status: 'completed',
        file_counts: { ...NO_FILES, completed: 1, cancelled: 1, total: 2 },
      })
    })
    await settled(async () => {
      expect(await storeOf(id)).toMatchObject({ file_counts: { ...NO_FILES, completed: 2, total: 2 } })
    })
  })

  it('makes a file fail whose text has no room, and leaves it be while the storage is broken', async () => {
    const { id, fileIds } = await storeWith(1)
    let failure: StorageError | undefined = new StorageError('failed', 'The disk is gone.')
    const page = openPage({
      ...storage,
      write: (tables, work) =>
        storage.write(tables, (tx) =>
          work({
            ...tx,
            put: (table, value) =>
              table === 'passages' && failure !== undefined ? Promise.reject(failure) : tx.put(table, value),
          }),
        ),
    })
    page.proceed()
    ;(await reading(0)).finish('text')
    await pause()
    expect(await fileOf(id, fileIds[0] ?? '')).toMatchObject({ status: 'in_progress' })
    failure = new StorageError('full', 'The disk is full.')
    page.proceed()
    ;(await reading(1)).finish('text')
    await settled(async () => {
      expect(await fileOf(id, fileIds[0] ?? '')).toMatchObject({
        status: 'failed',
        last_error: { code: 'server_error', message: 'The disk is full.' },
      })
    })
    failure = undefined
  })

  it('ends the stores whose time is over when a page is opened', async () => {
    const { id, fileIds } = await storeWith(1, 1)
    now += DAY
    await openPage().start()
    expect(await storeOf(id)).toMatchObject({ status: 'expired', usage_bytes: 0, file_counts: NO_FILES })
    expect(await fileOf(id, fileIds[0] ?? '')).toBeUndefined()
    await pause()
    expect(readings).toEqual([])
  })
})
