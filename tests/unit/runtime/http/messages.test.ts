/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import OpenAI, { toFile } from 'openai'
import { beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '@/runtime/clock.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage } from '@/runtime/db/port.ts'
import type { Message } from '@/runtime/wire.ts'
import { createMemoryRuntime } from '../../../support/memoryRuntime.ts'

const DAY_MS = 86_400_000

let storage: Storage
let client: OpenAI
let now: number

beforeEach(() => {
  storage = createMemoryStorage()
  now = Date.now()
  const { fetch } = createMemoryRuntime({ storage, clock: { ...systemClock, now: () => now } })
  client = new OpenAI({ apiKey: 'none', baseURL: 'https://x.invalid/v1', fetch, maxRetries: 0 })
})

const newThread = async (): Promise<string> => (await client.beta.threads.create()).id

type Attachments = OpenAI.Beta.Threads.MessageCreateParams.Attachment[]

const create = (threadId: string, attachments: Attachments = []): Promise<Message> =>
  client.beta.threads.messages.create(threadId, { role: 'user', content: 'x', attachments })

const text = (): Promise<File> => toFile(new Blob(['text']), 'a.txt')

describe('messages', () => {
  it('are at most 100,000 in a thread', async () => {
    const threadId = await newThread()
    const object = await create(threadId)
    await storage.write(['messages'], async (tx) => {
      for (let position = 1; position < 100_000; position += 1) {
        await tx.put('messages', { id: `msg_${position}`, position, threadId, runId: '', object })
      }
    })
    await expect(create(threadId)).rejects.toThrow(OpenAI.BadRequestError)
    await storage.write(['messages'], (tx) => tx.delete('messages', 'msg_1'))
    await expect(create(threadId)).resolves.toMatchObject({ thread_id: threadId })
  })

  it('come after one that was deleted, for whoever reads on from there', async () => {
    const { messages } = client.beta.threads
    const threadId = await newThread()
    await create(threadId)
    const { id: last } = await create(threadId)
    const { data } = await messages.list(threadId, { order: 'asc' })
    for (const { id } of data) await messages.delete(id, { thread_id: threadId })
    await systemClock.sleep(5, new AbortController().signal)
    const added = await create(threadId)
    expect((await messages.list(threadId, { order: 'asc', after: last })).data).toEqual([added])
  })

  it('cannot have a file that has expired', async () => {
    const threadId = await newThread()
    const expires_after = { anchor: 'created_at' as const, seconds: 3600 }
    const file = await client.files.create({ file: await text(), purpose: 'assistants', expires_after })
    const attachments: Attachments = [{ file_id: file.id, tools: [{ type: 'code_interpreter' }] }]
    await create(threadId, attachments)
    now += 3_600_000
    await expect(create(threadId, attachments)).rejects.toThrow(`No file found with id '${file.id}'.`)
  })

  it('put files into a new store once the old one has expired', async () => {
    const threadId = await newThread()
    const file = await client.files.create({ file: await text(), purpose: 'assistants' })
    const storeAfter = async (days: number): Promise<string | undefined> => {
      now += days * DAY_MS
      await create(threadId, [{ file_id: file.id, tools: [{ type: 'file_search' }] }])
      const { tool_resources: resources } = await client.beta.threads.retrieve(threadId)
      return resources?.file_search?.vector_store_ids?.[0]
    }
    const first = await storeAfter(0)
    expect(await storeAfter(6)).toBe(first)
    expect(await storeAfter(6)).toBe(first)
    expect(await storeAfter(7)).not.toBe(first)
  })

  it('are all there, or none with its thread', async () => {
    const image = { type: 'image_file' as const, image_file: { file_id: 'file-0' } }
    const request = client.beta.threads.create({
      messages: [
        { role: 'user', content: 'x' },
        { role: 'user', content: [image] },
      ],
    })
    await expect(request).rejects.toThrow(OpenAI.NotFoundError)
    expect(await storage.read(['threads'], (tx) => tx.count('threads', 'all', []))).toBe(0)
  })
})
