import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive, shallowRef } from 'vue'
import type { Thread, ThreadCreateParams, ThreadUpdateParams } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { textOfThreadKey, type ThreadKey } from '@/domain/place.ts'
import type { RememberedThread } from '@/domain/rememberedThread.ts'
import { titleOfMessages } from '@/domain/threadTitle.ts'
import { createThread, deleteThread, retrieveThread, updateThread } from '@/services/threads.ts'
import { requestPersistence } from '@/storage/persistence.ts'
import { onTabNews } from '@/storage/tabNews.ts'
import { changeThread, deleteRememberedThread, readThreads } from '@/storage/threadRepository.ts'
import { usePlacesStore } from './places.ts'

/** Threads: those that were made or opened here, which the API cannot list, and what their servers say of them. */
export const useThreadsStore = defineStore('threads', () => {
  const places = usePlacesStore()
  const remembered = shallowReactive(new Map<string, RememberedThread>())
  /** As their servers last told them. */
  const objects = shallowReactive(new Map<string, Thread>())
  /** How many changes of a thread are on their way into storage. */
  const writing = new Map<string, number>()
  /** Those that could not be stored: they last as long as this tab. */
  const unkept = new Set<string>()
  const removalHooks = new Set<(key: ThreadKey) => Promise<void>>()
  const forgottenListeners = new Set<(key: ThreadKey) => void>()
  const isReady = shallowRef(false)
  /** Why threads could not be read, or kept. */
  const problem = shallowRef<AppErrorData | null>(null)
  const threads = computed(() => [...remembered.values()].sort((a, b) => b.usedAt - a.usedAt))
  let loading: Promise<void> | null = null

  /** Reads the threads, once. When that fails, `problem` says why and a later call tries again. */
  function load(): Promise<void> {
    loading ??= reload().finally(() => {
      isReady.value = true
      if (problem.value !== null) loading = null
    })
    return loading
  }

  async function reload(): Promise<void> {
    try {
      const rows = new Map((await readThreads()).map((thread) => [textOf(thread), thread]))
      const gone = [...remembered].filter(
        ([name]) => !rows.has(name) && !unkept.has(name) && !writing.has(name),
      )
      for (const [name] of gone) remembered.delete(name)
      for (const [name, thread] of rows) {
        if (!unkept.has(name) && !writing.has(name)) remembered.set(name, thread)
      }
      for (const [, { placeId, id: threadId }] of gone)
        for (const listener of forgottenListeners) listener({ placeId, threadId })
    } catch (cause) {
      problem.value = errorDataOf(cause)
    }
  }

  function byKey(key: ThreadKey): RememberedThread | undefined {
    return remembered.get(textOfThreadKey(key))
  }

  /**
   * Changes what is remembered of a thread, here at once and then in storage; adds it when it is new. What a person has typed as title
   * stays before an automatic one. Never rejects: `problem` says why it could not be stored, and it holds in this tab.
   */
  async function remember(key: ThreadKey, patch: Partial<RememberedThread>): Promise<void> {
    const name = textOfThreadKey(key)
    const isNew = !remembered.has(name)
    remembered.set(name, patched(key, remembered.get(name), patch))
    writing.set(name, (writing.get(name) ?? 0) + 1)
    try {
      const stored = await changeThread(key, (before) => patched(key, before, patch))
      unkept.delete(name)
      // With others on their way, theirs is the row that counts.
      if (writing.get(name) === 1 && remembered.has(name)) remembered.set(name, stored)
      if (isNew) void requestPersistence()
    } catch (cause) {
      unkept.add(name)
      problem.value = errorDataOf(cause)
    } finally {
      const left = (writing.get(name) ?? 1) - 1
      if (left === 0) writing.delete(name)
      else writing.set(name, left)
    }
  }

  /** Makes a thread, with first messages where `params` has them, and remembers it. @throws AppError */
  async function create(placeId: string, params: ThreadCreateParams, signal = never()): Promise<ThreadKey> {
    const thread = await createThread(await places.clientOf(placeId), params, signal)
    const key = { placeId, threadId: thread.id }
    objects.set(textOfThreadKey(key), thread)
    await remember(key, { title: titleOfMessages(params.messages ?? []) })
    return key
  }

  /** Asks for a thread again. It is not remembered by that. @throws AppError `not-found` */
  async function retrieve(key: ThreadKey, signal = never()): Promise<Thread> {
    const thread = await retrieveThread(await places.clientOf(key.placeId), key.threadId, signal)
    objects.set(textOfThreadKey(key), thread)
    return thread
  }

  /** As it was last told. */
  function threadOf(key: ThreadKey): Thread | undefined {
    return objects.get(textOfThreadKey(key))
  }

  /** Changes metadata and tool resources. @throws AppError `not-found`; `invalid` with its `param` */
  async function update(key: ThreadKey, params: ThreadUpdateParams, signal = never()): Promise<Thread> {
    const thread = await updateThread(await places.clientOf(key.placeId), key.threadId, params, signal)
    objects.set(textOfThreadKey(key), thread)
    return thread
  }

  /** Deletes a thread where it lives, and forgets it here; one that is gone there already is only forgotten. @throws AppError */
  async function remove(key: ThreadKey): Promise<void> {
    try {
      await deleteThread(await places.clientOf(key.placeId), key.threadId, never())
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.kind !== 'not-found') throw cause
    }
    // Not before: of a thread that stays, everything stays.
    for (const hook of removalHooks) await hook(key)
    await drop(key)
  }

  /** Forgets a thread here only; it can be opened again by its id. @throws AppError `storage` */
  async function forget(key: ThreadKey): Promise<void> {
    for (const hook of removalHooks) await hook(key)
    await drop(key)
  }

  async function drop(key: ThreadKey): Promise<void> {
    const name = textOfThreadKey(key)
    await deleteRememberedThread(key)
    remembered.delete(name)
    unkept.delete(name)
    objects.delete(name)
  }

  /** Runs before a thread is forgotten, deleted or not: what is at work on it lets go of it. */
  function beforeRemove(hook: (key: ThreadKey) => Promise<void>): void {
    removalHooks.add(hook)
  }

  /** Calls `listener` once another tab has forgotten a thread: it may have deleted it, or only taken it off the list. */
  function onForgottenElsewhere(listener: (key: ThreadKey) => void): void {
    forgottenListeners.add(listener)
  }

  function dismissProblem(): void {
    problem.value = null
  }

  onScopeDispose(
    onTabNews((news) => {
      if (news.type === 'threads-changed') void reload() // says itself what went wrong
    }),
  )

  return {
    isReady,
    problem,
    threads,
    load,
    byKey,
    remember,
    create,
    retrieve,
    threadOf,
    update,
    remove,
    forget,
    beforeRemove,
    onForgottenElsewhere,
    dismissProblem,
  }
})

function never(): AbortSignal {
  return new AbortController().signal
}

function textOf({ placeId, id }: RememberedThread): string {
  return textOfThreadKey({ placeId, threadId: id })
}

function patched(
  { placeId, threadId: id }: ThreadKey,
  before: RememberedThread | undefined,
  patch: Partial<RememberedThread>,
): RememberedThread {
  const now = Date.now()
  const thread: RememberedThread = before ?? {
    id,
    placeId,
    title: '',
    titleSource: 'auto',
    createdAt: now,
    usedAt: now,
    assistantId: null,
    isStreaming: true,
    overrides: {},
  }
  const isTyped = thread.titleSource === 'person' && patch.titleSource !== 'person'
  const { title, titleSource } = thread
  return { ...thread, ...patch, ...(isTyped && { title, titleSource }) }
}
