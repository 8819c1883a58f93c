import { createId } from '../../domain/ids.ts'
import { md5Of } from '../../domain/md5.ts'
import { UPLOAD_BYTES, UPLOAD_LIFE_SECONDS } from '../../facts/limits.ts'
import { ApiError, quotable } from '../../http/errors.ts'
import type { CompletionParams, UploadParams } from '../schemas/uploads.ts'
import type { Upload, UploadPart } from '../wire.ts'
import { addFile } from './files.ts'
import type { ReadTransaction, Storage, WriteTransaction } from './port.ts'
import { nextPosition, requireRow, secondsOf } from './rows.ts'
import type { Tables } from './tables.ts'

/** Opens an upload, to be completed within an hour. */
export function createUpload(storage: Storage, params: UploadParams, nowMs: number): Promise<Upload> {
  return storage.write(['uploads'], async (tx) => {
    const object: Upload = {
      id: createId('upload'),
      object: 'upload',
      bytes: params.bytes,
      created_at: secondsOf(nowMs),
      expires_at: secondsOf(nowMs) + UPLOAD_LIFE_SECONDS,
      filename: params.filename,
      purpose: params.purpose,
      status: 'pending',
      file: null,
    }
    await tx.put('uploads', {
      id: object.id,
      position: await nextPosition(tx, 'uploads', 'all', []),
      object,
      expiresAfterSeconds: params.expires_after?.seconds ?? null,
      mimeType: params.mime_type,
    })
    return object
  })
}

/** Adds bytes to a pending upload. @throws ApiError 404, and 400 for an upload that is over or full. */
export async function addPart(storage: Storage, id: string, blob: Blob, nowMs: number): Promise<UploadPart> {
  await endWhenExpired(storage, id, nowMs)
  return storage.write(['uploads', 'uploadParts'], async (tx) => {
    await requirePending(tx, id, 'add parts to')
    const parts = await partsOf(tx, id)
    if (bytesOf(parts) + blob.size > UPLOAD_BYTES) {
      throw new ApiError(400, `The parts of an upload may have at most ${UPLOAD_BYTES} bytes together.`)
    }
    const object: UploadPart = {
      id: createId('part'),
      object: 'upload.part',
      created_at: secondsOf(nowMs),
      upload_id: id,
    }
    const position = (parts.at(-1)?.position ?? 0) + 1
    await tx.put('uploadParts', { id: object.id, position, object, uploadId: id, blob })
    return object
  })
}

/**
 * Makes a file of the named parts, in their order.
 * @throws ApiError 404, and 400 for an upload that is over, for parts that are not its own, and for another size or checksum.
 */
export async function completeUpload(
  storage: Storage,
  id: string,
  { part_ids, md5 }: CompletionParams,
  nowMs: number,
): Promise<Upload> {
  await endWhenExpired(storage, id, nowMs)
  const blob = await storage.read(['uploads', 'uploadParts'], async (tx) => {
    const upload = await requirePending(tx, id, 'complete')
    const parts = chosenParts(await partsOf(tx, id), part_ids)
    requireBytes(upload.object, bytesOf(parts))
    return new Blob(
      parts.map((part) => part.blob),
      { type: upload.mimeType },
    )
  })
  if (md5 !== undefined) requireChecksum(await md5Of(blob), md5)
  return storage.write(['uploads', 'uploadParts', 'files', 'contents'], async (tx) => {
    const { expiresAfterSeconds, object } = await requirePending(tx, id, 'complete')
    const { filename, purpose } = object
    const file = await addFile(tx, { blob, filename, purpose, expiresAfterSeconds }, nowMs)
    return endUpload(tx, id, { status: 'completed', file })
  })
}

/** @throws ApiError 404, and 400 for an upload that is over. */
export async function cancelUpload(storage: Storage, id: string, nowMs: number): Promise<Upload> {
  await endWhenExpired(storage, id, nowMs)
  return storage.write(['uploads', 'uploadParts'], async (tx) => {
    await requirePending(tx, id, 'cancel')
    return endUpload(tx, id, { status: 'cancelled' })
  })
}

/** Ends the uploads whose hour is over, and lets go of their parts. */
export async function sweepExpiredUploads(storage: Storage, nowMs: number): Promise<void> {
  const rows = await storage.read(['uploads'], (tx) => tx.scan('uploads', 'all', { prefix: [] }))
  for (const { object } of rows) {
    if (isOverdue(object, nowMs)) await endWhenExpired(storage, object.id, nowMs)
  }
}

/** @throws ApiError 404 */
async function endWhenExpired(storage: Storage, id: string, nowMs: number): Promise<void> {
  const { object } = await storage.read(['uploads'], (tx) => requireRow(tx, 'uploads', id))
  if (!isOverdue(object, nowMs)) return
  await storage.write(['uploads', 'uploadParts'], async (tx) => {
    const row = await requireRow(tx, 'uploads', id)
    if (isOverdue(row.object, nowMs)) await endUpload(tx, id, { status: 'expired' })
  })
}

function isOverdue({ status, expires_at }: Upload, nowMs: number): boolean {
  return status === 'pending' && expires_at <= secondsOf(nowMs)
}

async function endUpload(
  tx: WriteTransaction,
  id: string,
  end: Pick<Upload, 'status' | 'file'>,
): Promise<Upload> {
  const row = await requireRow(tx, 'uploads', id)
  const object: Upload = { ...row.object, ...end }
  await tx.put('uploads', { ...row, object })
  for (const part of await partsOf(tx, id)) await tx.delete('uploadParts', part.id)
  return object
}

async function requirePending(tx: ReadTransaction, id: string, action: string): Promise<Tables['uploads']> {
  const row = await requireRow(tx, 'uploads', id)
  const { status } = row.object
  if (status === 'pending') return row
  throw new ApiError(400, `Cannot ${action} upload with status '${status}'.`)
}

function partsOf(tx: ReadTransaction, id: string): Promise<Tables['uploadParts'][]> {
  return tx.scan('uploadParts', 'upload', { prefix: [id] })
}

function chosenParts(
  parts: readonly Tables['uploadParts'][],
  ids: readonly string[],
): Tables['uploadParts'][] {
  const byId = new Map(parts.map((part) => [part.id, part]))
  return ids.map((id, index) => {
    const part = byId.get(id)
    // Each part is taken once.
    byId.delete(id)
    if (part !== undefined) return part
    throw new ApiError(400, `No part of this upload is left with id '${quotable(id)}'.`, {
      param: `part_ids[${index}]`,
      code: 'invalid_value',
    })
  })
}

function bytesOf(parts: readonly Tables['uploadParts'][]): number {
  return parts.reduce((sum, { blob }) => sum + blob.size, 0)
}

function requireBytes({ bytes }: Upload, given: number): void {
  if (given === bytes) return
  throw new ApiError(
    400,
    `The parts have ${given} bytes together, but the upload was created for ${bytes}.`,
    {
      param: 'part_ids',
      code: 'invalid_value',
    },
  )
}

function requireChecksum(actual: string, expected: string): void {
  if (actual === expected) return
  throw new ApiError(400, `The parts have the MD5 checksum ${actual}, not ${expected}.`, {
    param: 'md5',
    code: 'invalid_value',
  })
}
