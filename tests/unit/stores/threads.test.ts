// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import type OpenAI from 'openai'
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { provideBrowserClient } from '@/services/clients.ts'
import { readThreads } from '@/storage/threadRepository.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import { clientOf, errorOf, memoryClient, signal } from '../../support/serviceScene.ts'
import { createThread, retrieveThread } from '@/services/threads.ts'

let client: OpenAI
let pinias: Pinia[] = []

function openPage(): ReturnType<typeof useThreadsStore> {
  const pinia = createPinia()
  pinias.push(pinia)
  setActivePinia(pinia)
  return useThreadsStore()
}

const key = (threadId: string) => ({ placeId: 'browser', threadId })

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
  client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
})
afterEach(() => {
  pinias.forEach(disposePinia)
  pinias = []
  vi.restoreAllMocks()
})

describe('useThreadsStore', () => {
  it('makes a thread, is called after its first message, and remembers it after a reload', async () => {
    const threads = openPage()
    const made = await threads.create('browser', { messages: [{ role: 'user', content: 'Clause 14?' }] })
    expect(threads.byKey(made)).toMatchObject({ title: 'Clause 14?', titleSource: 'auto', isStreaming: true })
    expect(threads.threadOf(made)?.id).toBe(made.threadId)
    expect((await retrieveThread(client, made.threadId, signal)).object).toBe('thread')

    const reloaded = openPage()
    expect(reloaded.threads).toEqual([])
    await reloaded.load()
    expect(reloaded.isReady).toBe(true)
    expect(reloaded.threads.map(({ id }) => id)).toEqual([made.threadId])
  })

  it('lists what was used last first', async () => {
    const threads = openPage()
    await threads.remember(key('thread_1'), { usedAt: 1 })
    await threads.remember(key('thread_2'), { usedAt: 2 })
    await threads.remember(key('thread_1'), { usedAt: 3 })
    expect(threads.threads.map(({ id }) => id)).toEqual(['thread_1', 'thread_2'])
  })

  it('keeps a title that was typed before one of its own', async () => {
    const threads = openPage()
    await threads.remember(key('thread_1'), { title: 'Mine', titleSource: 'person' })
    await threads.remember(key('thread_1'), { title: 'From a message', usedAt: 5 })
    expect(threads.byKey(key('thread_1'))).toMatchObject({ title: 'Mine', titleSource: 'person', usedAt: 5 })
    await threads.remember(key('thread_1'), { title: 'Mine too', titleSource: 'person' })
    expect((await readThreads())[0]).toMatchObject({ title: 'Mine too' })
  })

  it('shows changes at once, and keeps the last of several', async () => {
    const threads = openPage()
    const first = threads.remember(key('thread_1'), { title: 'A' })
    const second = threads.remember(key('thread_1'), { assistantId: 'asst_1' })
    expect(threads.byKey(key('thread_1'))).toMatchObject({ title: 'A', assistantId: 'asst_1' })
    await Promise.all([first, second])
    expect((await readThreads())[0]).toMatchObject({ title: 'A', assistantId: 'asst_1' })
    expect(threads.byKey(key('thread_1'))).toMatchObject({ title: 'A', assistantId: 'asst_1' })
  })

  it('changes metadata and tool resources where the thread lives', async () => {
    const threads = openPage()
    const made = await threads.create('browser', {})
    await threads.update(made, { metadata: { case: '14' } })
    expect(threads.threadOf(made)?.metadata).toEqual({ case: '14' })
    expect((await threads.retrieve(made)).metadata).toEqual({ case: '14' })
  })

  it('deletes a thread there and here, and lets those at work on it let go of it', async () => {
    const threads = openPage()
    const made = await threads.create('browser', {})
    const told: unknown[] = []
    threads.beforeRemove((gone) => {
      told.push(gone, threads.byKey(gone)?.id)
      return Promise.resolve()
    })
    await threads.remove(made)
    expect(told).toEqual([made, made.threadId])
    expect(threads.threads).toEqual([])
    expect(await readThreads()).toEqual([])
    expect((await errorOf(retrieveThread(client, made.threadId, signal))).kind).toBe('not-found')
  })

  it('forgets one that is gone already, and keeps one that its server does not delete', async () => {
    const threads = openPage()
    await threads.remember(key('thread_gone'), {})
    await threads.remove(key('thread_gone'))
    expect(threads.threads).toEqual([])

    await threads.remember(key('thread_1'), {})
    const letGo = vi.fn(() => Promise.resolve())
    threads.beforeRemove(letGo)
    client = await clientOf(() => Response.json({ error: { message: 'Down.' } }, { status: 500 }))
    expect((await errorOf(threads.remove(key('thread_1')))).kind).toBe('server')
    expect(threads.threads).toHaveLength(1)
    expect(letGo).not.toHaveBeenCalled()
  })

  it('forgets here alone', async () => {
    const threads = openPage()
    const { id } = await createThread(client, {}, signal)
    await threads.remember(key(id), {})
    await threads.forget(key(id))
    expect(await readThreads()).toEqual([])
    expect((await threads.retrieve(key(id))).id).toBe(id)
  })

  it('says why a thread could not be stored, and holds it in this tab', async () => {
    const threads = openPage()
    await threads.load()
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('No room', 'QuotaExceededError')
    })
    await threads.remember(key('thread_1'), { title: 'Unkept' })
    expect(threads.problem?.kind).toBe('storage-full')
    expect(threads.byKey(key('thread_1'))?.title).toBe('Unkept')
    threads.dismissProblem()
    expect(threads.problem).toBeNull()
  })

  it('takes in what another tab remembers and forgets', async () => {
    const threads = openPage()
    await threads.load()
    vi.resetModules()
    const other = await import('@/storage/threadRepository.ts')
    await other.changeThread(key('thread_2'), () => ({
      id: 'thread_2',
      placeId: 'browser',
      title: 'There',
      titleSource: 'auto',
      createdAt: 1,
      usedAt: 1,
      assistantId: null,
      isStreaming: true,
      overrides: {},
    }))
    await vi.waitFor(() => expect(threads.threads.map(({ title }) => title)).toEqual(['There']))
    const told: string[] = []
    threads.onForgottenElsewhere(({ threadId }) => told.push(threadId))
    await other.deleteRememberedThread(key('thread_2'))
    await vi.waitFor(() => expect(threads.threads).toEqual([]))
    expect(told).toEqual(['thread_2'])
    // What this tab forgets is told to nobody here.
    await threads.remember(key('thread_3'), {})
    await threads.forget(key('thread_3'))
    expect(told).toEqual(['thread_2'])
  })
})
