import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Message, MessageCreateParams, MessageUpdateParams } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { goneIds } from '@/domain/goneItems.ts'
import type { ListPage } from '@/domain/listPage.ts'
import { textOfThreadKey, type ThreadKey } from '@/domain/place.ts'
import { titleOfMessages } from '@/domain/threadTitle.ts'
import { allPages } from '@/services/allPages.ts'
import {
  createMessage,
  deleteMessage,
  listMessages,
  retrieveMessage,
  updateMessage,
} from '@/services/messages.ts'
import { usePlacesStore } from './places.ts'
import { useThreadsStore } from './threads.ts'
import { useThreadStatesStore } from './threadStates.ts'

/** How much of a thread's messages is here. */
export type MessagesPage =
  | { status: 'pending' }
  | {
      status: 'ready'
      /** The oldest message that was listed, where there are older ones. */
      next: string | null
      /** The newest message of the last listing: between it and `next` all are here. */
      newest: string | null
      isLoadingOlder: boolean
      /** Why the last page did not come. */
      error: AppErrorData | null
    }
  | { status: 'failed'; error: AppErrorData }

const PAGE_SIZE = 30
/** Where all are wanted. */
const LARGE_PAGE_SIZE = 100
/** For a page that is on its way. */
const WAIT_MS = 50
const PENDING: MessagesPage = { status: 'pending' }

/** The messages of threads: listed from the newest, page by page; what runs write comes by way of the states of threads. */
export const useThreadMessagesStore = defineStore('threadMessages', () => {
  const places = usePlacesStore()
  const threads = useThreadsStore()
  const states = useThreadStatesStore()
  const pages = shallowReactive(new Map<string, MessagesPage>())
  /** The requests on their way, one a thread. */
  const asking = new Map<string, AbortController>()

  threads.beforeRemove((key) => {
    forget(key)
    return Promise.resolve()
  })

  // Whether it is still there, its server knows.
  threads.onForgottenElsewhere((key) => {
    if (pages.has(textOfThreadKey(key))) void load(key) // the page says what went wrong
  })

  function forget(key: ThreadKey): void {
    const name = textOfThreadKey(key)
    asking.get(name)?.abort()
    asking.delete(name)
    pages.delete(name)
  }

  /** Oldest first. */
  function messagesOf(key: ThreadKey): Message[] {
    return [...states.stateOf(key).messages.values()]
  }

  function pageOf(key: ThreadKey): MessagesPage {
    return pages.get(textOfThreadKey(key)) ?? PENDING
  }

  /** Whether the server said that the thread is not there. */
  function isThreadGone(key: ThreadKey): boolean {
    const page = pageOf(key)
    return page.status === 'failed' && page.error.kind === 'not-found'
  }

  /**
   * Asks for the newest page. Older messages that are here stay, unless so many came since that some between are not here; what is not
   * there any more goes. Never rejects: `pageOf` says what went wrong.
   */
  async function load(key: ThreadKey): Promise<void> {
    const name = textOfThreadKey(key)
    const before = pageOf(key)
    if (before.status === 'failed') pages.set(name, PENDING)
    try {
      const { messages: known, streamed } = states.stateOf(key)
      const page = await receive(key, null)
      if (page === undefined) return
      const { items, next } = page
      const isJoined = before.status === 'ready' && items.some(({ id }) => id === before.newest)
      // What a stream is just telling need not be stored yet.
      const stored = new Map([...known].filter(([id]) => !streamed.content.has(id)))
      for (const messageId of goneIds(stored, { items, hasOlder: next !== null && isJoined }))
        states.apply(key, { type: 'message-deleted', messageId })
      pages.set(name, {
        status: 'ready',
        next: isJoined ? before.next : next,
        newest: items[0]?.id ?? null,
        isLoadingOlder: false,
        error: null,
      })
      // It goes without a title until there is one to be had.
      if (before.status !== 'ready') await giveTitle(key).catch(() => undefined)
    } catch (cause) {
      const error = errorDataOf(cause)
      // Nothing can be done with messages of a thread that is gone.
      const isKept = before.status === 'ready' && error.kind !== 'not-found'
      pages.set(name, isKept ? { ...before, isLoadingOlder: false, error } : { status: 'failed', error })
    }
  }

  /** Asks for the page before the oldest message that is here. Never rejects. */
  async function loadOlder(key: ThreadKey, limit = PAGE_SIZE): Promise<void> {
    const name = textOfThreadKey(key)
    const before = pageOf(key)
    if (before.status !== 'ready' || before.next === null || before.isLoadingOlder) return
    pages.set(name, { ...before, isLoadingOlder: true, error: null })
    try {
      // The one that was listed last may have been deleted here since.
      const page = await receive(key, messagesOf(key)[0]?.id ?? before.next, limit)
      if (page === undefined) return
      pages.set(name, { ...before, next: page.next, isLoadingOlder: false, error: null })
    } catch (cause) {
      pages.set(name, { ...before, isLoadingOlder: false, error: errorDataOf(cause) })
    }
  }

  /** Asks for all older pages, until one does not come, `signal` aborts or there is enough. Never rejects. */
  async function loadRest(
    key: ThreadKey,
    signal: AbortSignal,
    isEnough: () => boolean = () => false,
  ): Promise<void> {
    let before: string | null = null
    for (;;) {
      const page = pageOf(key)
      // A page that is on its way already is waited for by asking again.
      if (signal.aborted || isEnough()) return
      if (page.status !== 'ready' || page.next === null || page.next === before) return
      before = page.isLoadingOlder ? null : page.next
      if (page.isLoadingOlder) await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
      else await loadOlder(key, LARGE_PAGE_SIZE)
    }
  }

  /**
   * Asks for older messages until one is here, unless `signal` aborts.
   * @throws AppError `not-found` where the thread has no such message; why it could not be had else
   */
  async function bring(key: ThreadKey, messageId: string, signal: AbortSignal): Promise<void> {
    const isHere = (): boolean => states.stateOf(key).messages.has(messageId)
    if (isHere()) return
    // All of a long thread is not worth going through for what is not in it.
    const client = await places.clientOf(key.placeId)
    await retrieveMessage(client, { threadId: key.threadId, messageId }, signal)
    await loadRest(key, signal, isHere)
    const page = pageOf(key)
    if (!signal.aborted && !isHere() && page.status === 'ready' && page.error !== null)
      throw new AppError(page.error)
  }

  /** A page, newest first; `undefined` when another request took over. */
  async function receive(
    key: ThreadKey,
    after: string | null,
    limit = PAGE_SIZE,
  ): Promise<ListPage<Message> | undefined> {
    const name = textOfThreadKey(key)
    asking.get(name)?.abort()
    const controller = new AbortController()
    asking.set(name, controller)
    try {
      const client = await places.clientOf(key.placeId)
      const since = states.stateOf(key)
      const params = { order: 'desc' as const, limit, ...(after !== null && { after }) }
      const page = await listMessages(client, key.threadId, params, controller.signal)
      if (controller.signal.aborted) return undefined
      const messages = page.items.toReversed()
      states.apply(key, { type: 'messages-received', messages, since, isOlder: after !== null })
      return page
    } catch (cause) {
      if (controller.signal.aborted) return undefined
      throw cause
    } finally {
      if (asking.get(name) === controller) asking.delete(name)
    }
  }

  /** Asks for every message, oldest first, whatever is here; tells how many came so far. @throws AppError */
  async function readAll(
    key: ThreadKey,
    signal: AbortSignal,
    tell: (count: number) => void = () => undefined,
  ): Promise<Message[]> {
    const client = await places.clientOf(key.placeId)
    const messages: Message[] = []
    const pages = allPages((cursor) => {
      const params = { order: 'asc' as const, limit: LARGE_PAGE_SIZE, ...cursor }
      return listMessages(client, key.threadId, params, signal)
    })
    for await (const page of pages) {
      messages.push(...page)
      tell(messages.length)
    }
    return messages
  }

  /**
   * Calls a thread that was opened by its id after its first message; before its messages are here, they do that when they come.
   * @throws AppError
   */
  async function giveTitle(key: ThreadKey): Promise<void> {
    const page = pageOf(key)
    if (threads.byKey(key)?.title !== '' || page.status !== 'ready') return
    const title = titleOfMessages(page.next === null ? messagesOf(key) : await firstMessages(key))
    if (title !== '') await threads.remember(key, { title })
  }

  async function firstMessages(key: ThreadKey): Promise<Message[]> {
    const client = await places.clientOf(key.placeId)
    const params = { order: 'asc' as const, limit: 3 }
    return (await listMessages(client, key.threadId, params, new AbortController().signal)).items
  }

  /** Adds a message. @throws AppError `invalid`, with its `param`, and without one while a run holds the thread */
  async function create(key: ThreadKey, params: MessageCreateParams, signal: AbortSignal): Promise<Message> {
    const message = await createMessage(await places.clientOf(key.placeId), key.threadId, params, signal)
    states.apply(key, { type: 'message-changed', message })
    const title = titleOfMessages([params])
    const isUntitled = threads.byKey(key)?.title === ''
    await threads.remember(key, { usedAt: Date.now(), ...(isUntitled && { title }) })
    return message
  }

  /** Asks for a message again. @throws AppError `not-found` */
  async function retrieve(key: ThreadKey, messageId: string): Promise<Message> {
    const client = await places.clientOf(key.placeId)
    const since = states.stateOf(key)
    const address = { threadId: key.threadId, messageId }
    const message = await retrieveMessage(client, address, new AbortController().signal)
    states.apply(key, { type: 'messages-received', messages: [message], since })
    return message
  }

  /** Changes a message's metadata. @throws AppError `not-found`; `invalid` with its `param` */
  async function update(key: ThreadKey, messageId: string, params: MessageUpdateParams): Promise<Message> {
    const client = await places.clientOf(key.placeId)
    const address = { threadId: key.threadId, messageId }
    const message = await updateMessage(client, address, params, new AbortController().signal)
    states.apply(key, { type: 'message-changed', message })
    return message
  }

  /** Deletes a message. @throws AppError `not-found` */
  async function remove(key: ThreadKey, messageId: string): Promise<void> {
    const client = await places.clientOf(key.placeId)
    await deleteMessage(client, { threadId: key.threadId, messageId }, new AbortController().signal)
    states.apply(key, { type: 'message-deleted', messageId })
  }

  return {
    messagesOf,
    pageOf,
    isThreadGone,
    load,
    loadOlder,
    loadRest,
    bring,
    readAll,
    giveTitle,
    create,
    retrieve,
    update,
    remove,
  }
})
