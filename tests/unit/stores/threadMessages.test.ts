// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import type OpenAI from 'openai'
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { wordsOf } from '@/domain/threadTitle.ts'
import type { ThreadKey } from '@/domain/place.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { createMessage, deleteMessage } from '@/services/messages.ts'
import { createThread, deleteThread } from '@/services/threads.ts'
import { useThreadMessagesStore } from '@/stores/threadMessages.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'
import { clientOf, clientOver, errorOf, memoryClient, signal } from '../../support/serviceScene.ts'

let client: OpenAI
let pinia: Pinia
let messages: ReturnType<typeof useThreadMessagesStore>

/** A thread with messages `1` to `count`. */
async function threadWith(count: number): Promise<ThreadKey> {
  const texts = Array.from({ length: count }, (_, index) => `${index + 1}`)
  const { id } = await createThread(
    client,
    { messages: texts.map((content) => ({ role: 'user', content })) },
    signal,
  )
  return { placeId: 'browser', threadId: id }
}

const texts = (key: ThreadKey): string[] => messages.messagesOf(key).map(({ content }) => wordsOf(content))

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
  client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
  pinia = createPinia()
  setActivePinia(pinia)
  messages = useThreadMessagesStore()
})
afterEach(() => disposePinia(pinia))

describe('useThreadMessagesStore', () => {
  it('lists the newest page, and older ones before it, oldest first', async () => {
    const key = await threadWith(70)
    expect(messages.pageOf(key)).toEqual({ status: 'pending' })
    await messages.load(key)
    expect(texts(key).slice(0, 1)).toEqual(['41'])
    expect(texts(key)).toHaveLength(30)
    await messages.loadOlder(key)
    await messages.loadOlder(key)
    expect(texts(key)).toEqual(Array.from({ length: 70 }, (_, index) => `${index + 1}`))
    expect(messages.pageOf(key)).toMatchObject({ status: 'ready', next: null, error: null })
    await messages.loadOlder(key)
    expect(texts(key)).toHaveLength(70)
  })

  it('brings all older pages, until it is told to stop', async () => {
    const key = await threadWith(250)
    await messages.load(key)
    await messages.loadRest(key, AbortSignal.abort())
    expect(texts(key)).toHaveLength(30)
    await messages.loadRest(key, signal)
    expect(texts(key)).toEqual(Array.from({ length: 250 }, (_, index) => `${index + 1}`))
    expect(messages.pageOf(key)).toMatchObject({ next: null })
  })

  it('reads all that is there, whatever is shown', async () => {
    const key = await threadWith(130)
    await messages.load(key)
    expect((await messages.readAll(key, signal)).map(({ content }) => wordsOf(content))).toEqual(
      Array.from({ length: 130 }, (_, index) => `${index + 1}`),
    )
    expect(texts(key)).toHaveLength(30)
  })

  it('keeps the older pages when the newest is asked for again', async () => {
    const key = await threadWith(40)
    await messages.load(key)
    await messages.loadOlder(key)
    await createMessage(client, key.threadId, { role: 'user', content: 'new' }, signal)
    await messages.load(key)
    expect(texts(key)).toHaveLength(41)
    expect(texts(key).at(-1)).toBe('new')
    expect(messages.pageOf(key)).toMatchObject({ next: null })
  })

  it('leaves no gap when more has been added elsewhere than a page holds', async () => {
    const key = await threadWith(70)
    await messages.load(key)
    await messages.loadOlder(key)
    for (let n = 71; n <= 120; n += 1)
      await createMessage(client, key.threadId, { role: 'user', content: `${n}` }, signal)
    await messages.load(key)
    expect(texts(key)).toEqual(Array.from({ length: 30 }, (_, index) => `${index + 91}`))
    for (let page = 0; page < 3; page += 1) await messages.loadOlder(key)
    expect(texts(key)).toEqual(Array.from({ length: 120 }, (_, index) => `${index + 1}`))
  })

  it('shows no more what another program has deleted', async () => {
    const key = await threadWith(3)
    await messages.load(key)
    const { id } = messages.messagesOf(key)[1]!
    await deleteMessage(client, { threadId: key.threadId, messageId: id }, signal)
    await messages.load(key)
    expect(texts(key)).toEqual(['1', '3'])
  })

  it('shows none of a thread that another program has deleted', async () => {
    const key = await threadWith(3)
    await messages.load(key)
    await deleteThread(client, key.threadId, signal)
    await messages.load(key)
    expect(messages.pageOf(key)).toMatchObject({ status: 'failed', error: { kind: 'not-found' } })
  })

  it('asks for older ones after the oldest that is left, when the oldest was deleted', async () => {
    const key = await threadWith(40)
    await messages.load(key)
    const [oldest, next] = messages.messagesOf(key)
    await messages.remove(key, oldest!.id)
    const fetch = vi.fn(() => Promise.resolve(Response.json({ object: 'list', data: [], has_more: false })))
    client = await clientOver(fetch)
    await messages.loadOlder(key)
    expect(String(fetch.mock.calls.flat()[0])).toContain(`after=${next!.id}`)
  })

  it('shows a thread whose title cannot be had', async () => {
    const threads = useThreadsStore()
    const runtime = createMemoryRuntime()
    client = await clientOver((input, init) =>
      new Request(input).url.includes('order=asc')
        ? Promise.resolve(Response.json({}, { status: 400 }))
        : runtime.fetch(input, init),
    )
    const key = await threadWith(40)
    await threads.remember(key, {})
    await messages.load(key)
    expect(messages.pageOf(key).status).toBe('ready')
    expect(texts(key)).toHaveLength(30)
    expect(threads.byKey(key)?.title).toBe('')
  })

  it('says why there is nothing, and tries again', async () => {
    const key = await threadWith(1)
    const server = client
    client = await clientOf(() => Response.json({ error: { message: 'Down.' } }, { status: 500 }))
    await messages.load(key)
    expect(messages.pageOf(key)).toMatchObject({ status: 'failed', error: { kind: 'server' } })
    client = server
    await messages.load(key)
    expect(texts(key)).toEqual(['1'])
  })

  it('keeps what is there when an older page does not come', async () => {
    const key = await threadWith(40)
    await messages.load(key)
    const server = client
    client = await clientOf(() => Response.json({ error: { message: 'Down.' } }, { status: 500 }))
    await messages.loadOlder(key)
    expect(messages.pageOf(key)).toMatchObject({ status: 'ready', error: { kind: 'server' } })
    expect(texts(key)).toHaveLength(30)
    client = server
    await messages.loadOlder(key)
    expect(texts(key)).toHaveLength(40)
  })

  it('calls a thread that was opened by its id after its first message, however long it is', async () => {
    const threads = useThreadsStore()
    const key = await threadWith(40)
    await threads.remember(key, {})
    await messages.load(key)
    expect(threads.byKey(key)?.title).toBe('1')
  })

  it('creates, retrieves, modifies and deletes', async () => {
    const threads = useThreadsStore()
    const key = await threads.create('browser', {})
    const message = await messages.create(key, { role: 'assistant', content: 'Said' }, signal)
    expect(messages.messagesOf(key)).toEqual([message])
    expect(threads.byKey(key)?.title).toBe('Said')
    await messages.update(key, message.id, { metadata: { mood: 'calm' } })
    expect(messages.messagesOf(key)[0]?.metadata).toEqual({ mood: 'calm' })
    expect((await messages.retrieve(key, message.id)).metadata).toEqual({ mood: 'calm' })
    await messages.remove(key, message.id)
    expect(messages.messagesOf(key)).toEqual([])
    expect((await errorOf(messages.retrieve(key, message.id))).kind).toBe('not-found')
  })

  it('tells that a message was not there any more when it is to be deleted', async () => {
    const key = await threadWith(1)
    await messages.load(key)
    const { id } = messages.messagesOf(key)[0]!
    await deleteMessage(client, { threadId: key.threadId, messageId: id }, signal)
    expect((await errorOf(messages.remove(key, id))).kind).toBe('not-found')
  })

  it('lets go of a thread that is forgotten', async () => {
    const threads = useThreadsStore()
    const key = await threads.create('browser', { messages: [{ role: 'user', content: 'Hi' }] })
    await messages.load(key)
    await threads.forget(key)
    expect(messages.pageOf(key)).toEqual({ status: 'pending' })
  })
})
