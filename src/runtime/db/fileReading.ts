import type { PassageBatch } from '../../ingest/types.ts'
import { INDEX_TABLES, indexBatch } from '../retrieval/indexing.ts'
import type { VectorStoreFile } from '../wire.ts'
import { putPassages } from './passages.ts'
import type { ReadTransaction, Storage } from './port.ts'
import type { FileReading, VectorStoreFileRow } from './tables.ts'
import { setFileStatus, STORE_FILE_TABLES } from './vectorStoreFiles.ts'

const UNREAD: FileReading = { progress: 0, passages: 0, bytes: 0, attempts: 0 }

/** A file that is being read, as its row was written last. */
export type ReadFile = VectorStoreFileRow & { reading: FileReading }

/**
 * Notes that a file is about to be read, from where an earlier page left it; `undefined` for one that is not waited for (any more).
 */
export function beginReading(storage: Storage, rowId: string): Promise<ReadFile | undefined> {
  return storage.write(['vectorStoreFiles'], async (tx) => {
    const row = await tx.get('vectorStoreFiles', rowId)
    if (row?.status !== 'in_progress') return undefined
    const { attempts, ...reading } = row.reading ?? UNREAD
    const begun = { ...row, reading: { ...reading, attempts: attempts + 1 } }
    await tx.put('vectorStoreFiles', begun)
    return begun
  })
}

/** Notes that a page has stopped reading, and was not ended by it. */
export function pauseReading(storage: Storage, file: ReadFile): Promise<void> {
  return storage.write(['vectorStoreFiles'], async (tx) => {
    const row = await current(tx, file)
    if (row) await tx.put('vectorStoreFiles', { ...row, reading: { ...file.reading, attempts: 0 } })
  })
}

/**
 * Keeps the next passages of a file and makes them findable; `undefined` where the file is not waited for any more, or another tab
 * reads it. OpenAI's limit of five million tokens a file is not kept: the index is the person's own, and never in memory as a whole.
 */
export async function keepBatch(
  storage: Storage,
  file: ReadFile,
  batch: PassageBatch,
): Promise<ReadFile | undefined> {
  const { reading, id: rowId, vectorStoreId: storeId } = file
  const next: FileReading = {
    progress: batch.progress,
    passages: reading.passages + batch.passages.length,
    bytes: reading.bytes + batch.newBytes,
    attempts: 0,
  }
  return storage.write(['vectorStoreFiles', 'passages', ...INDEX_TABLES], async (tx) => {
    const row = await current(tx, file)
    if (row === undefined) return undefined
    await putPassages(tx, { rowId, storeId, first: reading.passages }, batch)
    await indexBatch(tx, { rowId, storeId }, { ...batch, firstPassage: reading.passages })
    const kept = { ...row, reading: next }
    await tx.put('vectorStoreFiles', kept)
    return kept
  })
}

/** Ends the reading of a file with all its passages kept, or with the reason why there are none. */
export function finishReading(
  storage: Storage,
  file: ReadFile,
  error?: NonNullable<VectorStoreFile['last_error']>,
): Promise<void> {
  return storage.write(STORE_FILE_TABLES, async (tx) => {
    const row = await current(tx, file)
    if (row === undefined) return
    await setFileStatus(
      tx,
      row,
      error === undefined
        ? { status: 'completed', usage_bytes: file.reading.bytes }
        : { status: 'failed', last_error: error },
    )
  })
}

/** The row of a file that is as its reader left it: not removed, cancelled, added anew, or read in another tab. */
async function current(
  tx: ReadTransaction,
  { id, position, reading }: ReadFile,
): Promise<ReadFile | undefined> {
  const row = await tx.get('vectorStoreFiles', id)
  const isSame = row?.status === 'in_progress' && row.position === position
  return isSame && row.reading?.passages === reading.passages ? { ...row, reading: row.reading } : undefined
}
