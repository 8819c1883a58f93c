import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import {
  addPart,
  cancelUpload,
  completeUpload,
  createUpload,
  sweepExpiredUploads,
} from '@/runtime/db/uploads.ts'
import type { Storage } from '@/runtime/db/port.ts'
import type { Upload } from '@/runtime/wire.ts'

const START = 1_800_000_000_000
const HOUR_MS = 3_600_000

let storage: Storage

beforeEach(() => {
  storage = createMemoryStorage()
})

const open = (bytes = 3): Promise<Upload> =>
  createUpload(
    storage,
    { filename: 'a.bin', purpose: 'vision', bytes, mime_type: 'application/x-test' },
    START,
  )

const abc = new Blob(['abc'])

const partCount = (id: string): Promise<number> =>
  storage.read(['uploadParts'], (tx) => tx.count('uploadParts', 'upload', [id]))

const statusOf = (id: string): Promise<string | undefined> =>
  storage.read(['uploads'], async (tx) => (await tx.get('uploads', id))?.object.status)

describe('an upload', () => {
  it('takes parts until its hour is over', async () => {
    const { id } = await open()
    await addPart(storage, id, abc, START + HOUR_MS - 1)
    await expect(addPart(storage, id, abc, START + HOUR_MS)).rejects.toMatchObject({
      status: 400,
      message: "Cannot add parts to upload with status 'expired'.",
    })
    expect(await statusOf(id)).toBe('expired')
    expect(await partCount(id)).toBe(0)
  })

  it('cannot be completed or cancelled when its hour is over', async () => {
    const { id } = await open()
    const part = await addPart(storage, id, abc, START)
    const late = START + HOUR_MS
    await expect(completeUpload(storage, id, { part_ids: [part.id] }, late)).rejects.toMatchObject({
      message: "Cannot complete upload with status 'expired'.",
    })
    await expect(cancelUpload(storage, id, late)).rejects.toMatchObject({ status: 400 })
    expect(await storage.read(['files'], (tx) => tx.count('files', 'all', []))).toBe(0)
  })

  it('lets go of its parts when it ends', async () => {
    const [done, cancelled] = [await open(), await open()]
    const part = await addPart(storage, done.id, abc, START)
    await addPart(storage, done.id, new Blob(['left out']), START)
    await addPart(storage, cancelled.id, abc, START)
    await completeUpload(storage, done.id, { part_ids: [part.id] }, START)
    await cancelUpload(storage, cancelled.id, START)
    expect(await partCount(done.id)).toBe(0)
    expect(await partCount(cancelled.id)).toBe(0)
  })

  it('gives its file the type that it was created with', async () => {
    const { id } = await open()
    const part = await addPart(storage, id, abc, START)
    const { file } = await completeUpload(storage, id, { part_ids: [part.id] }, START)
    const content = await storage.read(['contents'], (tx) => tx.get('contents', file?.id ?? ''))
    expect(content?.blob.type).toBe('application/x-test')
  })

  it('is completed once, however often it is asked to at the same time', async () => {
    const { id } = await open()
    const part = await addPart(storage, id, abc, START)
    const completion = { part_ids: [part.id], md5: '900150983cd24fb0d6963f7d28e17f72' }
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => completeUpload(storage, id, completion, START)),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await storage.read(['files'], (tx) => tx.count('files', 'all', []))).toBe(1)
  })

  it('says what is wrong with its completion', async () => {
    const { id } = await open(4)
    const part = await addPart(storage, id, abc, START)
    await expect(completeUpload(storage, id, { part_ids: [part.id] }, START)).rejects.toMatchObject({
      message: 'The parts have 3 bytes together, but the upload was created for 4.',
      param: 'part_ids',
    })
    await expect(completeUpload(storage, id, { part_ids: [part.id, 'part_x'] }, START)).rejects.toMatchObject(
      {
        message: "No part of this upload is left with id 'part_x'.",
        param: 'part_ids[1]',
      },
    )
  })
})

describe('sweepExpiredUploads', () => {
  it('ends what is overdue and nothing else', async () => {
    const overdue = await open()
    await addPart(storage, overdue.id, abc, START)
    const done = await open()
    await cancelUpload(storage, done.id, START)
    await sweepExpiredUploads(storage, START + HOUR_MS - 1)
    expect(await statusOf(overdue.id)).toBe('pending')
    await sweepExpiredUploads(storage, START + HOUR_MS)
    expect(await statusOf(overdue.id)).toBe('expired')
    expect(await partCount(overdue.id)).toBe(0)
    expect(await statusOf(done.id)).toBe('cancelled')
  })
})
