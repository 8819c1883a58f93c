import { createId } from '../../domain/ids.ts'
import { CHUNK_OVERLAP, CHUNK_TOKENS } from '../../facts/limits.ts'
import { ApiError } from '../../http/errors.ts'
import type { AddedFile } from '../schemas/vectorStoreFiles.ts'
import type {
  ChunkingStrategyParams,
  VectorStoreChanges,
  VectorStoreParams,
} from '../schemas/vectorStores.ts'
import type { VectorStore, VectorStoreFile } from '../wire.ts'
import { dropStore } from '../retrieval/indexing.ts'
import { requireFile } from './files.ts'
import { dropPassages } from './passages.ts'
import type { ReadTransaction, Storage, WriteTransaction } from './port.ts'
import { nextPosition, requireRow, secondsOf } from './rows.ts'
import type { TableName, VectorStoreFileRow } from './tables.ts'
import { changeFiles, fileRowId, STORE_FILE_TABLES } from './vectorStoreFiles.ts'

/** What adding, changing and removing vector stores and their files takes. */
export const VECTOR_STORE_TABLES = [...STORE_FILE_TABLES, 'files'] as const satisfies readonly TableName[]

/** The chunks of the `auto` strategy, as the API documents them. */
export const AUTO_CHUNKING = {
  max_chunk_size_tokens: CHUNK_TOKENS.preset,
  chunk_overlap_tokens: CHUNK_OVERLAP,
}
const DAY_SECONDS = 86_400

/** Adds a vector store, and its files as `in_progress`. @throws ApiError 404 for a file that is not there. */
export async function insertVectorStore(
  tx: WriteTransaction,
  params: VectorStoreParams,
  nowMs: number,
): Promise<VectorStore> {
  const now = secondsOf(nowMs)
  const object = withExpiry({
    id: createId('vs'),
    object: 'vector_store',
    created_at: now,
    name: params.name ?? '',
    description: params.description ?? null,
    usage_bytes: 0,
    file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
    status: 'completed',
    ...(params.expires_after && { expires_after: params.expires_after }),
    last_active_at: now,
    metadata: params.metadata ?? {},
  })
  const position = await nextPosition(tx, 'vectorStores', 'all', [])
  await tx.put('vectorStores', { id: object.id, position, object })
  const { chunking_strategy } = params
  const added = (params.file_ids ?? []).map((file_id) => ({
    file_id,
    ...(chunking_strategy && { chunking_strategy }),
  }))
  if (added.length === 0) return object
  await addFiles(tx, { storeId: object.id, batchId: '', added }, nowMs)
  return (await requireRow(tx, 'vectorStores', object.id)).object
}

/** Adds a file as `in_progress`; one that is there already is read again. @throws ApiError 404, 400 for an expired store. */
export async function addFileToStore(
  tx: WriteTransaction,
  storeId: string,
  file: AddedFile,
  nowMs: number,
): Promise<VectorStoreFile> {
  await addFiles(tx, { storeId, batchId: '', added: [file] }, nowMs)
  return (await requireRow(tx, 'vectorStoreFiles', fileRowId(storeId, file.file_id))).object
}

/** The same for several, which may share a batch (`''`: none). A file that is named twice is added once, as named last. */
export async function addFiles(
  tx: WriteTransaction,
  { storeId, batchId, added }: { storeId: string; batchId: string; added: readonly AddedFile[] },
  nowMs: number,
): Promise<void> {
  await requireLiveStore(tx, storeId, nowMs)
  let position = await nextPosition(tx, 'vectorStoreFiles', 'store', [storeId])
  const changes = []
  for (const file of new Map(added.map((entry) => [entry.file_id, entry])).values()) {
    await requireFile(tx, file.file_id, nowMs)
    const before = await tx.get('vectorStoreFiles', fileRowId(storeId, file.file_id))
    changes.push({ before, after: newFileRow(file, { storeId, batchId, position }, nowMs) })
    position += 1
  }
  await changeFiles(tx, storeId, changes)
  await touchVectorStore(tx, storeId, nowMs)
}

/** Notes that a store was used, which puts off its expiry; does nothing for one that is gone or has expired. */
export async function touchVectorStore(tx: WriteTransaction, id: string, nowMs: number): Promise<void> {
  const row = await tx.get('vectorStores', id)
  if (row === undefined || hasExpired(row.object, nowMs)) return
  await tx.put('vectorStores', {
    ...row,
    object: withExpiry({ ...row.object, last_active_at: secondsOf(nowMs) }),
  })
}

/** @throws ApiError 404, or 400 for a store that has expired. */
export async function requireLiveStore(tx: ReadTransaction, id: string, nowMs: number): Promise<VectorStore> {
  const { object } = await requireRow(tx, 'vectorStores', id)
  if (hasExpired(object, nowMs)) throw new ApiError(400, `Vector store '${id}' has expired.`)
  return object
}

/** A store as it is by now: one whose time is over has expired, and its files are gone. */
export function asOf(object: VectorStore, nowMs: number): VectorStore {
  if (!hasExpired(object, nowMs)) return object
  return {
    ...object,
    status: 'expired',
    usage_bytes: 0,
    file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
  }
}

/** Ends a store whose time is over: its files go, it stays as `expired`. Does nothing to any other. */
export async function expireVectorStore(storage: Storage, id: string, nowMs: number): Promise<void> {
  const seen = await storage.read(['vectorStores'], (tx) => tx.get('vectorStores', id))
  if (seen === undefined || !isOverdue(seen.object, nowMs)) return
  await storage.write(STORE_FILE_TABLES, async (tx) => {
    const row = await tx.get('vectorStores', id)
    if (row === undefined || !isOverdue(row.object, nowMs)) return
    const files = await tx.scan('vectorStoreFiles', 'store', { prefix: [id] })
    await tx.put('vectorStores', { ...row, object: { ...row.object, status: 'expired' } })
    await changeFiles(
      tx,
      id,
      files.map((before) => ({ before, after: undefined })),
    )
  })
}

export function createVectorStore(
  storage: Storage,
  params: VectorStoreParams,
  nowMs: number,
): Promise<VectorStore> {
  return storage.write(VECTOR_STORE_TABLES, (tx) => insertVectorStore(tx, params, nowMs))
}

/** Replaces what is given; `null` clears. @throws ApiError 404 */
export function updateVectorStore(
  storage: Storage,
  id: string,
  { name, metadata, expires_after }: VectorStoreChanges,
): Promise<VectorStore> {
  return storage.write(['vectorStores'], async (tx) => {
    const row = await requireRow(tx, 'vectorStores', id)
    const { expires_after: before, ...rest } = row.object
    const kept = expires_after === undefined ? before : expires_after
    const object = withExpiry({
      ...rest,
      ...(name !== undefined && { name: name ?? '' }),
      ...(metadata !== undefined && { metadata: metadata ?? {} }),
      ...(kept && { expires_after: kept }),
    })
    await tx.put('vectorStores', { ...row, object })
    return object
  })
}

/** Removes a store with all that was read out of its files; the files themselves stay. @throws ApiError 404 */
export function deleteVectorStore(
  storage: Storage,
  id: string,
): Promise<{ id: string; object: 'vector_store.deleted'; deleted: true }> {
  return storage.write(STORE_FILE_TABLES, async (tx) => {
    await requireRow(tx, 'vectorStores', id)
    for (const file of await tx.scan('vectorStoreFiles', 'store', { prefix: [id] })) {
      await dropPassages(tx, file.id)
      await tx.delete('vectorStoreFiles', file.id)
    }
    for (const batch of await tx.scan('fileBatches', 'store', { prefix: [id] })) {
      await tx.delete('fileBatches', batch.id)
    }
    await dropStore(tx, id)
    await tx.delete('vectorStores', id)
    return { id, object: 'vector_store.deleted', deleted: true }
  })
}

function withExpiry(store: VectorStore): VectorStore {
  const { expires_after, last_active_at, created_at } = store
  if (store.status === 'expired') return store
  const expires_at = expires_after ? (last_active_at ?? created_at) + expires_after.days * DAY_SECONDS : null
  return { ...store, expires_at }
}

function hasExpired(store: VectorStore, nowMs: number): boolean {
  return store.status === 'expired' || isOverdue(store, nowMs)
}

function isOverdue({ status, expires_at }: VectorStore, nowMs: number): boolean {
  return status !== 'expired' && secondsOf(nowMs) >= (expires_at ?? Infinity)
}

function newFileRow(
  file: AddedFile,
  { storeId, batchId, position }: { storeId: string; batchId: string; position: number },
  nowMs: number,
): VectorStoreFileRow {
  return {
    id: fileRowId(storeId, file.file_id),
    position,
    vectorStoreId: storeId,
    fileId: file.file_id,
    batchId,
    status: 'in_progress',
    object: {
      id: file.file_id,
      object: 'vector_store.file',
      created_at: secondsOf(nowMs),
      vector_store_id: storeId,
      usage_bytes: 0,
      status: 'in_progress',
      last_error: null,
      chunking_strategy: chunkingOf(file.chunking_strategy),
      attributes: file.attributes ?? {},
    },
  }
}

function chunkingOf(
  strategy: ChunkingStrategyParams = { type: 'auto' },
): NonNullable<VectorStoreFile['chunking_strategy']> {
  return strategy.type === 'static' ? strategy : { type: 'static', static: AUTO_CHUNKING }
}
