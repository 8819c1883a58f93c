import type OpenAI from 'openai'
import { createId } from '../../domain/ids.ts'
import { BATCH_FILE_DAYS } from '../../facts/limits.ts'
import { ApiError } from '../../http/errors.ts'
import type { FileObject } from '../wire.ts'
import type { ReadTransaction, Storage, WriteTransaction } from './port.ts'
import { nextPosition, notFound, requireRow, secondsOf } from './rows.ts'
import type { Tables } from './tables.ts'
import { STORE_FILE_TABLES } from './vectorStoreFiles.ts'
import { detachFile } from './vectorStoreFiles.ts'

/** The tables that removing a file touches. */
const TABLES_OF_A_FILE = ['files', 'contents', ...STORE_FILE_TABLES] as const

const BATCH_EXPIRY_SECONDS = BATCH_FILE_DAYS * 24 * 3600

export interface NewFile {
  blob: Blob
  filename: string
  purpose: FileObject['purpose']
  /** `null`: kept until it is deleted, or as long as its purpose has it. */
  expiresAfterSeconds: number | null
}

/** Keeps a new file. */
export function createFile(storage: Storage, file: NewFile, nowMs: number): Promise<FileObject> {
  return storage.write(['files', 'contents'], (tx) => addFile(tx, file, nowMs))
}

/** Keeps a new file as part of a greater change, over the tables `files` and `contents`. */
export async function addFile(tx: WriteTransaction, file: NewFile, nowMs: number): Promise<FileObject> {
  const lifetime = file.expiresAfterSeconds ?? (file.purpose === 'batch' ? BATCH_EXPIRY_SECONDS : null)
  const object: FileObject = {
    id: createId('file').replace('_', '-'),
    object: 'file',
    bytes: file.blob.size,
    created_at: secondsOf(nowMs),
    ...(lifetime !== null && { expires_at: secondsOf(nowMs) + lifetime }),
    filename: file.filename,
    purpose: file.purpose,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the wire still requires it.
    status: 'processed',
  }
  const position = await nextPosition(tx, 'files', 'all', [])
  await tx.put('files', { id: object.id, position, object, purpose: object.purpose })
  await tx.put('contents', { id: object.id, blob: file.blob })
  return object
}

/** Whether a file's `expires_at` has come: from then on there is no such file. */
export function isExpired({ expires_at }: FileObject, nowMs: number): boolean {
  return expires_at !== undefined && expires_at <= secondsOf(nowMs)
}

/** The row of a file that has not expired. @throws ApiError 404 */
export async function requireFile(tx: ReadTransaction, id: string, nowMs: number): Promise<Tables['files']> {
  const row = await requireRow(tx, 'files', id)
  if (isExpired(row.object, nowMs)) throw notFound('files', id)
  return row
}

/** A file as it travels. One that has expired is removed now. @throws ApiError 404 */
export async function readFile(storage: Storage, id: string, nowMs: number): Promise<FileObject> {
  const { object } = await storage.read(['files'], (tx) => requireRow(tx, 'files', id))
  if (!isExpired(object, nowMs)) return object
  await removeFiles(storage, [id])
  throw notFound('files', id)
}

/** Deletes a file, and takes it out of all vector stores. @throws ApiError 404 */
export async function deleteFile(storage: Storage, id: string, nowMs: number): Promise<OpenAI.FileDeleted> {
  await readFile(storage, id, nowMs)
  await removeFiles(storage, [id])
  return { id, object: 'file', deleted: true }
}

const UNREADABLE_PURPOSES: readonly string[] = ['assistants', 'user_data'] satisfies OpenAI.FilePurpose[]

/**
 * A file with its bytes. `isOwner`: whoever asks may see the files of all purposes.
 * @throws ApiError 404, and 400 for a purpose whose files are not handed out.
 */
export async function readContent(
  storage: Storage,
  { id, isOwner }: { id: string; isOwner: boolean },
  nowMs: number,
): Promise<{ object: FileObject; blob: Blob }> {
  const { purpose } = await readFile(storage, id, nowMs)
  if (!isOwner && UNREADABLE_PURPOSES.includes(purpose)) {
    throw new ApiError(400, `Not allowed to download files of purpose: ${purpose}`)
  }
  return storage.read(['files', 'contents'], async (tx) => {
    const { object } = await requireRow(tx, 'files', id)
    const content = await tx.get('contents', id)
    if (content === undefined) throw notFound('files', id)
    return { object, blob: content.blob }
  })
}

/** Removes the files whose time has come. */
export async function sweepExpiredFiles(storage: Storage, nowMs: number): Promise<void> {
  const rows = await storage.read(['files'], (tx) => tx.scan('files', 'all', { prefix: [] }))
  const expired = rows.filter(({ object }) => isExpired(object, nowMs)).map(({ id }) => id)
  if (expired.length > 0) await removeFiles(storage, expired)
}

function removeFiles(storage: Storage, ids: readonly string[]): Promise<void> {
  return storage.write(TABLES_OF_A_FILE, async (tx) => {
    for (const id of ids) {
      await tx.delete('files', id)
      await tx.delete('contents', id)
      await detachFile(tx, id)
    }
  })
}
