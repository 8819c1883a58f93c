import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cancelFileBatch, createFileBatch } from '@/runtime/db/fileBatches.ts'
import { addFile, deleteFile } from '@/runtime/db/files.ts'
import { beginReading, finishReading, keepBatch } from '@/runtime/db/fileReading.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage } from '@/runtime/db/port.ts'
import { fileRowId, removeStoreFile } from '@/runtime/db/vectorStoreFiles.ts'
import { addFileToStore, createVectorStore, VECTOR_STORE_TABLES } from '@/runtime/db/vectorStores.ts'
import { ApiError } from '@/http/errors.ts'
import { passageBatch } from '../../../support/passageBatch.ts'

const NOW = 1_800_000_000_000

interface Scene {
  storage: Storage
  stores: string[]
  files: string[]
  batches: { storeId: string; id: string }[]
}

type Operation = (scene: Scene) => Promise<unknown>

const index = fc.nat({ max: 3 })
const at = <T>(list: readonly T[], position: number): T => {
  const found = list[position % list.length]
  if (found === undefined) throw new Error('The list is empty.')
  return found
}

const add = fc.tuple(index, index).map(
  ([store, file]): Operation =>
    ({ storage, stores, files }) =>
      storage.write(VECTOR_STORE_TABLES, (tx) =>
        addFileToStore(tx, at(stores, store), { file_id: at(files, file) }, NOW),
      ),
)

const batch = fc
  .tuple(index, fc.array(index, { minLength: 1, maxLength: 4 }))
  .map(([store, chosen]): Operation => async ({ storage, stores, files, batches }) => {
    const file_ids = chosen.map((file) => at(files, file))
    const { id } = await createFileBatch(storage, at(stores, store), { file_ids }, NOW)
    batches.push({ storeId: at(stores, store), id })
  })

const cancel = index.map((position): Operation => async ({ storage, batches }) => {
  if (batches.length === 0) return
  const { storeId, id } = at(batches, position)
  await cancelFileBatch(storage, storeId, id)
})

/** Reads some of a file; and ends that, where it is told how. */
const read = fc
  .tuple(index, index, fc.constantFrom('not yet', 'completed', 'failed'))
  .map(([store, file, ending]): Operation => async ({ storage, stores, files }) => {
    const begun = await beginReading(storage, fileRowId(at(stores, store), at(files, file)))
    if (begun === undefined) return
    const kept = await keepBatch(storage, begun, passageBatch('text', { start: 10 * begun.reading.passages }))
    if (kept === undefined || ending === 'not yet') return
    const error = { code: 'invalid_file' as const, message: 'No.' }
    await finishReading(storage, kept, ending === 'failed' ? error : undefined)
  })

const remove = fc.tuple(index, index).map(
  ([store, file]): Operation =>
    ({ storage, stores, files }) =>
      removeStoreFile(storage, at(stores, store), at(files, file)),
)

const erase = index.map(
  (file): Operation =>
    ({ storage, files }) =>
      deleteFile(storage, at(files, file), NOW),
)

async function openScene(): Promise<Scene> {
  const storage = createMemoryStorage()
  const scene: Scene = { storage, stores: [], files: [], batches: [] }
  for (let count = 0; count < 2; count += 1) scene.stores.push((await createVectorStore(storage, {}, NOW)).id)
  for (const filename of ['a', 'b', 'c', 'd']) {
    const { id } = await storage.write(['files', 'contents'], (tx) =>
      addFile(tx, { blob: new Blob(['x']), filename, purpose: 'assistants', expiresAfterSeconds: null }, NOW),
    )
    scene.files.push(id)
  }
  return scene
}

/** Counts again from the rows what the stores and batches say of themselves. */
async function expectTrueCounts({ storage, stores, files, batches }: Scene): Promise<void> {
  await storage.read([...VECTOR_STORE_TABLES], async (tx) => {
    for (const id of stores) {
      const rows = await tx.scan('vectorStoreFiles', 'store', { prefix: [id] })
      const count = (status: string): number => rows.filter((row) => row.status === status).length
      expect((await tx.get('vectorStores', id))?.object).toMatchObject({
        status: count('in_progress') > 0 ? 'in_progress' : 'completed',
        usage_bytes: rows.reduce((sum, { object }) => sum + object.usage_bytes, 0),
        file_counts: {
          in_progress: count('in_progress'),
          completed: count('completed'),
          failed: count('failed'),
          cancelled: count('cancelled'),
          total: rows.length,
        },
      })
      expect(rows.every(({ status, object }) => status === object.status)).toBe(true)
      for (const file of files) {
        const rowId = fileRowId(id, file)
        const row = rows.find((one) => one.id === rowId)
        const isRead = row?.status === 'completed' || row?.reading !== undefined
        expect((await tx.count('passages', 'file', [rowId])) > 0).toBe(isRead)
        const runs = (await tx.scan('segments', 'store', { prefix: [id] })).flatMap((segment) => segment.runs)
        expect(runs.some((run) => run.rowId === rowId && !run.isDead)).toBe(isRead)
      }
    }
    for (const { id } of batches) {
      const object = (await tx.get('fileBatches', id))?.object
      if (object === undefined) throw new Error('The batch is gone.')
      const { total, ...counts } = object.file_counts
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(total)
      expect(counts.in_progress).toBe(await tx.count('vectorStoreFiles', 'batchStatus', [id, 'in_progress']))
      expect(object.status === 'in_progress').toBe(counts.in_progress > 0)
    }
  })
}

it('keeps the counts of stores and batches true, whatever happens to their files', async () => {
  const operations = fc.array(fc.oneof(add, batch, cancel, read, read, remove, erase), { maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(operations, async (steps) => {
      const scene = await openScene()
      for (const step of steps) {
        await step(scene).catch((error: unknown) => {
          // A file or store that an earlier step removed.
          if (!(error instanceof ApiError) || error.status !== 404) throw error
        })
        await expectTrueCounts(scene)
      }
    }),
    { numRuns: 300 },
  )
})
