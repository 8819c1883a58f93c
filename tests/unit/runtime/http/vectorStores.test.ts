import OpenAI from 'openai'
import { beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '@/runtime/clock.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage } from '@/runtime/db/port.ts'
import { touchVectorStore } from '@/runtime/db/vectorStores.ts'
import type { Runtime } from '@/runtime/index.ts'
import { createMemoryRuntime } from '../../../support/memoryRuntime.ts'

const NOW = 1_800_000_000_000
const DAY = 86_400_000
const WEEK = { anchor: 'last_active_at' as const, days: 7 }

let now: number
let storage: Storage
let runtime: Runtime
let client: OpenAI

beforeEach(() => {
  now = NOW
  storage = createMemoryStorage()
  runtime = createMemoryRuntime({ storage, clock: { ...systemClock, now: () => now } })
  client = new OpenAI({
    baseURL: 'https://runtime.invalid/v1',
    apiKey: 'none',
    maxRetries: 0,
    fetch: runtime.fetch,
  })
})

/** A store of one file that has been read, which expires after a week. */
async function storeOfAWeek(): Promise<{ id: string; fileId: string }> {
  const { id } = await client.vectorStores.create({ expires_after: WEEK })
  const file = await client.vectorStores.files.uploadAndPoll(id, new File(['some words'], 'a.txt'))
  expect(file.status).toBe('completed')
  return { id, fileId: file.id }
}

describe('a vector store that expires', () => {
  it('is there until its second', async () => {
    const { id } = await storeOfAWeek()
    now += 7 * DAY - 1
    expect(await client.vectorStores.retrieve(id)).toMatchObject({
      status: 'completed',
      expires_at: (NOW + 7 * DAY) / 1000,
      file_counts: { completed: 1, total: 1 },
    })
  })

  it.each([
    ['a search', (id: string) => client.vectorStores.search(id, { query: 'words' })],
    [
      'an added file',
      (id: string, fileId: string) => client.vectorStores.files.create(id, { file_id: fileId }),
    ],
    [
      'a batch',
      (id: string, fileId: string) => client.vectorStores.fileBatches.create(id, { file_ids: [fileId] }),
    ],
  ])('is kept by %s', async (_, use) => {
    const { id, fileId } = await storeOfAWeek()
    now += 6 * DAY
    await use(id, fileId)
    const active = (NOW + 6 * DAY) / 1000
    expect(await client.vectorStores.retrieve(id)).toMatchObject({
      last_active_at: active,
      expires_at: active + (7 * DAY) / 1000,
    })
    now += 6 * DAY
    expect((await client.vectorStores.retrieve(id)).status).not.toBe('expired')
  })

  it('is not kept by being looked at or changed', async () => {
    const { id } = await storeOfAWeek()
    now += 6 * DAY
    await client.vectorStores.files.list(id)
    await client.vectorStores.update(id, { name: 'still the same' })
    expect(await client.vectorStores.retrieve(id)).toMatchObject({ expires_at: (NOW + 7 * DAY) / 1000 })
  })

  it('is kept by a run, unless it is too late', async () => {
    const { id } = await storeOfAWeek()
    const touch = (): Promise<void> => storage.write(['vectorStores'], (tx) => touchVectorStore(tx, id, now))
    now += 6 * DAY
    await touch()
    expect(await client.vectorStores.retrieve(id)).toMatchObject({ last_active_at: now / 1000 })
    now += 7 * DAY
    await touch()
    expect((await client.vectorStores.retrieve(id)).status).toBe('expired')
  })

  it('stays as expired without its files, which are no longer there in it', async () => {
    const { id, fileId } = await storeOfAWeek()
    now += 7 * DAY
    const expired = {
      id,
      status: 'expired',
      usage_bytes: 0,
      file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
    }
    expect((await client.vectorStores.list()).data).toMatchObject([expired])
    expect(await client.vectorStores.retrieve(id)).toMatchObject(expired)
    expect((await client.vectorStores.files.list(id)).data).toEqual([])
    await expect(client.vectorStores.files.retrieve(fileId, { vector_store_id: id })).rejects.toMatchObject({
      status: 404,
    })
    expect(await client.vectorStores.update(id, { name: 'x', expires_after: null })).toMatchObject(expired)
    expect(await client.vectorStores.retrieve(id)).toMatchObject(expired)
    expect(await client.files.retrieve(fileId)).toMatchObject({ id: fileId })
    await client.vectorStores.delete(id)
    expect((await client.vectorStores.list()).data).toEqual([])
  })

  it.each([
    ['searched', (id: string) => client.vectorStores.search(id, { query: 'words' })],
    ['added to', (id: string, fileId: string) => client.vectorStores.files.create(id, { file_id: fileId })],
    [
      'given a batch',
      (id: string, fileId: string) => client.vectorStores.fileBatches.create(id, { file_ids: [fileId] }),
    ],
  ])('cannot be %s any more', async (_, use) => {
    const { id, fileId } = await storeOfAWeek()
    now += 7 * DAY
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(use(id, fileId)).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining(`Vector store '${id}' has expired.`),
      })
      await client.vectorStores.files.list(id)
    }
  })
})

describe('a file of a vector store', () => {
  it('that has expired itself cannot be added', async () => {
    const { id } = await client.vectorStores.create({})
    const { id: file_id } = await client.files.create({
      file: new File(['x'], 'a.txt'),
      purpose: 'assistants',
      expires_after: { anchor: 'created_at', seconds: 3600 },
    })
    now += 3_600_000
    await expect(client.vectorStores.files.create(id, { file_id })).rejects.toMatchObject({ status: 404 })
  })
})
