import type { Chat, ChatMessage } from '@/domain/chat.ts'
import { isEmptyDraft, type ChatDraft } from '@/domain/chatDraft.ts'
import { withDatabase } from './database.ts'
import { tellTabs } from './tabNews.ts'

// Every function here throws AppError of kind `storage-full` or `storage`, and every change is told to other tabs.

/** A chat with all that belongs to it. */
export interface StoredChat {
  chat: Chat
  messages: ChatMessage[]
}

/** A change to a chat's row. `base` is the row to start from when none is stored; `null`: then do nothing. */
interface ChatChange {
  id: string
  base: Chat | null
  patch: Partial<Chat>
}

/** All chats, or those of `ids` that there are. */
export function readChats(ids?: readonly string[]): Promise<Chat[]> {
  return withDatabase(async (database) => {
    if (ids === undefined) return database.getAll('chats')
    const chats = await Promise.all(ids.map((id) => database.get('chats', id)))
    return chats.filter((chat) => chat !== undefined)
  })
}

export function readMessages(chatId: string): Promise<ChatMessage[]> {
  return withDatabase((database) => database.getAllFromIndex('messages', 'byChat', chatId))
}

/** So many messages are read at a time: taking in all of a long chat at once would hold up the page. */
const BATCH = 200
/** Where a chat has at least this share of all messages, reading over the others takes less than asking for each one. */
const LARGE_SHARE = 0.25

/** As `readMessages`, for long chats: with pauses, in which the page goes on. */
export function readManyMessages(chatId: string): Promise<ChatMessage[]> {
  return withDatabase(async (database) => {
    // By the order of ids, as the store itself.
    const ids = await database.getAllKeysFromIndex('messages', 'byChat', chatId)
    const isLarge = ids.length >= LARGE_SHARE * (await database.count('messages'))
    const messages: ChatMessage[] = []
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = ids.slice(start, start + BATCH)
      const first = batch[0]
      const last = batch.at(-1)
      if (first === undefined || last === undefined) break
      const read = isLarge
        ? await database.getAll('messages', IDBKeyRange.bound(first, last))
        : await readMessagesById(batch)
      messages.push(...read.filter((message) => message.chatId === chatId))
    }
    return messages
  })
}

/**
 * A message with those that led to it, up to `count`, oldest first. None where the chat has no more than `atMost`
 * messages.
 */
export function readEnd(
  chatId: string,
  leafId: string,
  { count, atMost }: { count: number; atMost: number },
): Promise<ChatMessage[]> {
  return withDatabase(async (database) => {
    const { store } = database.transaction('messages')
    if ((await store.index('byChat').count(chatId)) <= atMost) return []
    const path: ChatMessage[] = []
    for (let id: string | null = leafId; id !== null && path.length < count;) {
      const message: ChatMessage | undefined = await store.get(id)
      if (message === undefined) break
      path.push(message)
      id = message.parentId
    }
    return path.reverse()
  })
}

/** Those of `ids` that there are. */
export function readMessagesById(ids: readonly string[]): Promise<ChatMessage[]> {
  return withDatabase(async (database) => {
    const messages = await Promise.all(ids.map((id) => database.get('messages', id)))
    return messages.filter((message) => message !== undefined)
  })
}

/**
 * Changes a chat and stores messages of it, all or nothing. The row is read again for it, so that another tab's
 * change to another field stays. Gives the row, or `null` when the chat is gone: nothing is stored then.
 */
export async function writeChat(
  { id, base, patch }: ChatChange,
  messages: readonly ChatMessage[] = [],
): Promise<Chat | null> {
  const chat = await withDatabase(async (database) => {
    const transaction = database.transaction(['chats', 'messages'], 'readwrite')
    const before = (await transaction.objectStore('chats').get(id)) ?? base
    if (before === null) return null
    const after: Chat = { ...before, ...patch }
    await write(transaction, [
      () => transaction.objectStore('chats').put(after),
      ...messages.map((message) => () => transaction.objectStore('messages').put(message)),
    ])
    return after
  })
  if (chat !== null) tellChange(id, messages)
  return chat
}

/** Stores a newer state of a message; whether it is (still) there: what has been deleted does not come back. */
export async function writeMessage(message: ChatMessage): Promise<boolean> {
  const isStored = await withDatabase(async (database) => {
    const transaction = database.transaction('messages', 'readwrite')
    if ((await transaction.store.getKey(message.id)) === undefined) return false
    await write(transaction, [() => transaction.store.put(message)])
    return true
  })
  if (isStored) tellTabs({ type: 'messages-changed', chatId: message.chatId, messageIds: [message.id] })
  return isStored
}

/** A reply that no tab is writing any more was interrupted. Gives the message as it is now. */
export async function interruptReply(id: string): Promise<ChatMessage | undefined> {
  return withDatabase(async (database) => {
    const transaction = database.transaction('messages', 'readwrite')
    const message = await transaction.store.get(id)
    if (message?.role !== 'assistant' || message.status !== 'streaming') return message
    const interrupted: ChatMessage = { ...message, status: 'interrupted' }
    await write(transaction, [() => transaction.store.put(interrupted)])
    return interrupted
  })
}

export async function deleteMessages(chatId: string, ids: readonly string[]): Promise<void> {
  await withDatabase(async (database) => {
    const transaction = database.transaction('messages', 'readwrite')
    await write(
      transaction,
      ids.map((id) => () => transaction.store.delete(id)),
    )
  })
  tellTabs({ type: 'messages-changed', chatId, messageIds: [...ids] })
}

/** Gives what was deleted, for the undo. */
export async function deleteChat(id: string): Promise<StoredChat | null> {
  const deleted = await withDatabase(async (database) => {
    const transaction = database.transaction(['chats', 'messages', 'drafts'], 'readwrite')
    const chat = await transaction.objectStore('chats').get(id)
    const messages = await transaction.objectStore('messages').index('byChat').getAll(id)
    await write(transaction, [
      () => transaction.objectStore('chats').delete(id),
      () => transaction.objectStore('drafts').delete(id),
      ...messages.map((message) => () => transaction.objectStore('messages').delete(message.id)),
    ])
    return chat === undefined ? null : { chat, messages }
  })
  tellTabs({ type: 'chats-changed', chatIds: [id] })
  return deleted
}

/** Stores a chat that is not there yet; never overwrites, and stores nothing at all when an id is taken. */
export async function addChat({ chat, messages }: StoredChat): Promise<void> {
  await withDatabase(async (database) => {
    const transaction = database.transaction(['chats', 'messages'], 'readwrite')
    await write(transaction, [
      () => transaction.objectStore('chats').add(chat),
      ...messages.map((message) => () => transaction.objectStore('messages').add(message)),
    ])
  })
  tellChange(chat.id, messages)
}

/** Which of these message ids are taken, by whatever chat. */
export function takenMessageIds(ids: readonly string[]): Promise<Set<string>> {
  return withDatabase(async (database) => {
    const { store, done } = database.transaction('messages')
    const keys = await Promise.all(ids.map((id) => store.getKey(id)))
    await done
    return new Set(keys.filter((key) => key !== undefined))
  })
}

/** Shows every stored message to `visit`, one at a time, until `signal` aborts. */
export function scanMessages(visit: (message: ChatMessage) => void, signal: AbortSignal): Promise<void> {
  return withDatabase(async (database) => {
    let cursor = await database.transaction('messages').store.openCursor()
    while (cursor !== null && !signal.aborted) {
      visit(cursor.value)
      cursor = await cursor.continue()
    }
  })
}

export function readDraft(chatId: string): Promise<ChatDraft | undefined> {
  return withDatabase((database) => database.get('drafts', chatId))
}

/** An empty draft is removed. */
export async function writeDraft(chatId: string, draft: ChatDraft): Promise<void> {
  await withDatabase(async (database) => {
    if (isEmptyDraft(draft)) await database.delete('drafts', chatId)
    else await database.put('drafts', draft, chatId)
  })
}

function tellChange(chatId: string, messages: readonly ChatMessage[]): void {
  if (messages.length > 0) {
    tellTabs({ type: 'messages-changed', chatId, messageIds: messages.map((message) => message.id) })
  }
  tellTabs({ type: 'chats-changed', chatIds: [chatId] })
}

/** All of `writes` or none. */
async function write(
  transaction: { done: Promise<void>; abort: () => void },
  writes: readonly (() => Promise<unknown>)[],
): Promise<void> {
  try {
    // When one fails, `done` tells why for all of them (a full disk, say).
    for (const start of writes) start().catch(() => undefined)
  } catch (cause) {
    // A value that cannot be stored is refused at once; the writes before it must not stay.
    transaction.done.catch(() => undefined)
    transaction.abort()
    throw cause
  }
  await transaction.done
}
