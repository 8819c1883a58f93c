import { createId } from '../../domain/ids.ts'
import type { AddedFile, FileBatchParams } from '../schemas/vectorStoreFiles.ts'
import type { VectorStoreFileBatch } from '../wire.ts'
import type { ReadTransaction, Storage } from './port.ts'
import { nextPosition, notFound, requireRow, secondsOf } from './rows.ts'
import type { Tables } from './tables.ts'
import { addFiles, VECTOR_STORE_TABLES } from './vectorStores.ts'
import { changeFiles, ended, STORE_FILE_TABLES } from './vectorStoreFiles.ts'

/** Adds several files to a store at once. @throws ApiError 404, 400 for an expired store. */
export function createFileBatch(
  storage: Storage,
  storeId: string,
  params: FileBatchParams,
  nowMs: number,
): Promise<VectorStoreFileBatch> {
  return storage.write(VECTOR_STORE_TABLES, async (tx) => {
    const id = createId('vsfb')
    const added = filesOf(params)
    await addFiles(tx, { storeId, batchId: id, added }, nowMs)
    const total = await tx.count('vectorStoreFiles', 'batch', [id])
    const object: VectorStoreFileBatch = {
      id,
      object: 'vector_store.files_batch',
      created_at: secondsOf(nowMs),
      vector_store_id: storeId,
      status: 'in_progress',
      file_counts: { in_progress: total, completed: 0, failed: 0, cancelled: 0, total },
    }
    const position = await nextPosition(tx, 'fileBatches', 'store', [storeId])
    await tx.put('fileBatches', { id, position, vectorStoreId: storeId, object })
    return object
  })
}

/** @throws ApiError 404, also for a batch of another store. */
export async function requireFileBatch(
  tx: ReadTransaction,
  storeId: string,
  batchId: string,
): Promise<Tables['fileBatches']> {
  await requireRow(tx, 'vectorStores', storeId)
  const row = await requireRow(tx, 'fileBatches', batchId)
  if (row.vectorStoreId !== storeId) throw notFound('fileBatches', batchId)
  return row
}

/** Cancels what has not been read of a batch; one that has ended stays as it is. @throws ApiError 404 */
export function cancelFileBatch(
  storage: Storage,
  storeId: string,
  batchId: string,
): Promise<VectorStoreFileBatch> {
  return storage.write(STORE_FILE_TABLES, async (tx) => {
    const row = await requireFileBatch(tx, storeId, batchId)
    if (row.object.status !== 'in_progress') return row.object
    await tx.put('fileBatches', { ...row, object: { ...row.object, status: 'cancelled' } })
    const unread = await tx.scan('vectorStoreFiles', 'batchStatus', { prefix: [batchId, 'in_progress'] })
    const changes = unread.map((before) => ({ before, after: ended(before, { status: 'cancelled' }) }))
    await changeFiles(tx, storeId, changes)
    return (await requireRow(tx, 'fileBatches', batchId)).object
  })
}

/** The settings beside `file_ids` are for all of them; `files` bring their own. */
function filesOf({ file_ids, files, ...settings }: FileBatchParams): AddedFile[] {
  return files ?? (file_ids ?? []).map((file_id) => ({ file_id, ...settings }))
}
