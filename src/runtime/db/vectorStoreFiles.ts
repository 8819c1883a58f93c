import type { FileAttributes } from '../schemas/vectorStoreFiles.ts'
import { dropFile, INDEX_TABLES } from '../retrieval/indexing.ts'
import type { VectorStore, VectorStoreFile, VectorStoreFileBatch } from '../wire.ts'
import { dropPassages } from './passages.ts'
import type { ReadTransaction, Storage, WriteTransaction } from './port.ts'
import { notFound, requireRow } from './rows.ts'
import type { TableName, VectorStoreFileRow } from './tables.ts'

/** What a change of a vector store's files writes to. */
export const STORE_FILE_TABLES = [
  'vectorStores',
  'vectorStoreFiles',
  'fileBatches',
  'passages',
  ...INDEX_TABLES,
] as const satisfies readonly TableName[]

/** A file of one store before and after a change; absent where it was not there, or is not any more. */
interface FileChange {
  before: VectorStoreFileRow | undefined
  after: VectorStoreFileRow | undefined
}

/** The row's id of a file in a store. */
export function fileRowId(storeId: string, fileId: string): string {
  return `${storeId}/${fileId}`
}

/** @throws ApiError 404 for a store that is not there, and for a file that is not in it. */
export async function requireStoreFile(
  tx: ReadTransaction,
  storeId: string,
  fileId: string,
): Promise<VectorStoreFileRow> {
  await requireRow(tx, 'vectorStores', storeId)
  const row = await tx.get('vectorStoreFiles', fileRowId(storeId, fileId))
  if (row === undefined) throw notFound('vectorStoreFiles', fileId)
  return row
}

/**
 * Writes changed files of one store together with its counts, bytes and status, and the counts of their batches. Nothing else
 * writes a file's status, so that the counts are always true. What was read out of a file stays only with a
 * completed one.
 */
export async function changeFiles(
  tx: WriteTransaction,
  storeId: string,
  changes: readonly FileChange[],
): Promise<void> {
  for (const { before, after } of changes) {
    if (before !== undefined && after?.status !== 'completed') await dropContent(tx, before)
    if (after !== undefined) await tx.put('vectorStoreFiles', after)
    else if (before !== undefined) await tx.delete('vectorStoreFiles', before.id)
  }
  await recountStore(tx, storeId, changes)
  await recountBatches(tx, changes)
}

/** Changes what a file's ingestion decides, with all the counts that depend on it. */
export async function setFileStatus(
  tx: WriteTransaction,
  row: VectorStoreFileRow,
  changes: Pick<VectorStoreFile, 'status'> & Partial<Pick<VectorStoreFile, 'last_error' | 'usage_bytes'>>,
): Promise<void> {
  await changeFiles(tx, row.vectorStoreId, [{ before: row, after: ended(row, changes) }])
}

/** The row of a file of which no more is read. */
export function ended(
  row: VectorStoreFileRow,
  changes: Partial<VectorStoreFile> & Pick<VectorStoreFile, 'status'>,
): VectorStoreFileRow {
  const after = { ...row, status: changes.status, object: { ...row.object, ...changes } }
  delete after.reading
  return after
}

/** Takes a file that is being deleted out of every store. */
export async function detachFile(tx: WriteTransaction, fileId: string): Promise<void> {
  for (const before of await tx.scan('vectorStoreFiles', 'file', { prefix: [fileId] })) {
    await changeFiles(tx, before.vectorStoreId, [{ before, after: undefined }])
  }
}

/** Replaces a file's attributes. @throws ApiError 404 */
export function updateFileAttributes(
  storage: Storage,
  { storeId, fileId }: { storeId: string; fileId: string },
  attributes: FileAttributes,
): Promise<VectorStoreFile> {
  return storage.write(['vectorStores', 'vectorStoreFiles'], async (tx) => {
    const row = await requireStoreFile(tx, storeId, fileId)
    const object: VectorStoreFile = { ...row.object, attributes: attributes ?? {} }
    await tx.put('vectorStoreFiles', { ...row, object })
    return object
  })
}

/** Takes a file out of a store; the file itself stays. @throws ApiError 404 */
export function removeStoreFile(
  storage: Storage,
  storeId: string,
  fileId: string,
): Promise<{ id: string; object: 'vector_store.file.deleted'; deleted: true }> {
  return storage.write(STORE_FILE_TABLES, async (tx) => {
    const before = await requireStoreFile(tx, storeId, fileId)
    await changeFiles(tx, storeId, [{ before, after: undefined }])
    return { id: fileId, object: 'vector_store.file.deleted', deleted: true }
  })
}

/** Takes away what was read out of a file, and its place in the index. */
async function dropContent(tx: WriteTransaction, row: VectorStoreFileRow): Promise<void> {
  if (row.status !== 'completed' && row.reading === undefined) return
  await dropPassages(tx, row.id)
  await dropFile(tx, { rowId: row.id, storeId: row.vectorStoreId })
}

async function recountStore(
  tx: WriteTransaction,
  storeId: string,
  changes: readonly FileChange[],
): Promise<void> {
  const row = await requireRow(tx, 'vectorStores', storeId)
  const counts = { ...row.object.file_counts }
  let bytes = row.object.usage_bytes
  for (const { before, after } of changes) {
    if (before !== undefined) counts[before.status] -= 1
    if (after !== undefined) counts[after.status] += 1
    counts.total += Number(after !== undefined) - Number(before !== undefined)
    bytes += (after?.object.usage_bytes ?? 0) - (before?.object.usage_bytes ?? 0)
  }
  const object: VectorStore = {
    ...row.object,
    file_counts: counts,
    usage_bytes: bytes,
    status: row.object.status === 'expired' ? 'expired' : statusOfStore(counts),
  }
  await tx.put('vectorStores', { ...row, object })
}

function statusOfStore(counts: VectorStore['file_counts']): VectorStore['status'] {
  return counts.in_progress > 0 ? 'in_progress' : 'completed'
}

/** A batch counts what became of its files; one that left before it was read counts as cancelled. */
async function recountBatches(tx: WriteTransaction, changes: readonly FileChange[]): Promise<void> {
  const pending = changes.filter(({ before }) => before?.status === 'in_progress' && before.batchId !== '')
  const byBatch = Map.groupBy(pending, ({ before }) => before?.batchId ?? '')
  for (const [batchId, members] of byBatch) {
    const row = await requireRow(tx, 'fileBatches', batchId)
    const counts = { ...row.object.file_counts }
    for (const { after } of members) {
      counts.in_progress -= 1
      counts[after?.batchId === batchId ? after.status : 'cancelled'] += 1
    }
    const object: VectorStoreFileBatch = {
      ...row.object,
      file_counts: counts,
      status: row.object.status === 'cancelled' ? 'cancelled' : statusOfBatch(counts),
    }
    await tx.put('fileBatches', { ...row, object })
  }
}

function statusOfBatch(counts: VectorStoreFileBatch['file_counts']): VectorStoreFileBatch['status'] {
  if (counts.in_progress > 0) return 'in_progress'
  if (counts.cancelled === counts.total) return 'cancelled'
  return counts.failed === counts.total ? 'failed' : 'completed'
}
