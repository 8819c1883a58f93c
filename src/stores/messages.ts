import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive, shallowRef, type ComputedRef } from 'vue'
import type { Chat, ChatMessage } from '@/domain/chat.ts'
import {
  createTree,
  dropMessages,
  latestLeaf,
  leafWithout,
  pathTo,
  putMessage,
  shownLeaf,
  siblingsOf as siblingIds,
  subtreeOf,
  type ChatTree,
} from '@/domain/chatTree.ts'
import { settledMessage } from '@/domain/replyReducer.ts'
import {
  deleteMessages,
  interruptReply,
  readChats,
  readEnd,
  readManyMessages,
  readMessages,
  readMessagesById,
  writeMessage,
} from '@/storage/chatRepository.ts'
import { whenReplyIsFree } from '@/storage/replyLock.ts'
import { onTabNews, tellTabs } from '@/storage/tabNews.ts'
import { useChatsStore } from './chats.ts'

/** A chat whose messages are in memory. The tree is changed in place; its two counters are what Vue watches. */
interface OpenChat {
  tree: ChatTree
  structure: Version
  content: Version
  path: ComputedRef<ChatMessage[]>
  /** While older messages are still being read: what has gone meanwhile. */
  gone: Set<string> | null
}

/** A chat of more than `LONG` messages shows its end first: so many, which are read one after the other. */
const SHOWN_FIRST = 12
const LONG = 300

/** Counts the changes to something that Vue cannot see into. */
interface Version {
  track: () => number
  raise: () => void
}

function createVersion(): Version {
  const count = shallowRef(0)
  return { track: () => count.value, raise: () => (count.value += 1) }
}

/** The messages of the chats that have been opened. */
export const useMessagesStore = defineStore('messages', () => {
  const chats = useChatsStore()
  const open = shallowReactive(new Map<string, OpenChat>())
  const opening = new Map<string, Promise<void>>()
  const removalHooks = new Set<(chatId: string, ids: readonly string[]) => Promise<void>>()
  /** Replies that this tab is writing: newer here than in storage. */
  const written = new Set<string>()

  /**
   * Reads a chat's messages, once; the end of a long chat is there before all of it is.
   * @throws AppError of kind `storage`.
   */
  function openChat(chatId: string): Promise<void> {
    const running = opening.get(chatId)
    if (running !== undefined) return running
    const reading = read(chatId).catch((cause: unknown) => {
      opening.delete(chatId)
      throw cause
    })
    opening.set(chatId, reading)
    return reading
  }

  async function read(chatId: string): Promise<void> {
    // A page that opens with a chat need not read all the others first.
    const chat = chats.byId(chatId) ?? (await readChats([chatId]))[0]
    if (chat === undefined) {
      opening.delete(chatId) // it may still come: from another tab, or by an undo
      return
    }
    const { leafId } = chat
    const end = leafId === null ? [] : await readEnd(chatId, leafId, { count: SHOWN_FIRST, atMost: LONG })
    if (end.length > 0) {
      show(chatId, end, new Set())
      await whenIdle() // reading the rest would hold up what shows the end
    }
    const stored = await (end.length > 0 ? readManyMessages(chatId) : readMessages(chatId))
    const messages = new Map(stored.map((message) => [message.id, message]))
    for (const message of stored) {
      if (!isStreaming(message)) continue
      await whenReplyIsFree(message.id, async () => {
        const now = await settle(message.id)
        if (now !== undefined) messages.set(now.id, now)
        const chat = open.get(chatId)
        if (now !== undefined && chat !== undefined) put(chat, now)
      })
    }
    show(chatId, messages.values(), null)
  }

  /** Opens a chat with messages, or puts them in the place of those it was opened with, which are newer. */
  function show(chatId: string, messages: Iterable<ChatMessage>, gone: Set<string> | null): void {
    const before = open.get(chatId)
    if (before === undefined) {
      open.set(chatId, openedChat(chatId, createTree(messages), gone))
      return
    }
    const all = new Map([...messages].map((message) => [message.id, message]))
    for (const message of before.tree.messages.values()) all.set(message.id, message)
    for (const id of before.gone ?? []) all.delete(id)
    before.tree = createTree(all.values())
    before.gone = gone
    before.structure.raise()
  }

  function openedChat(chatId: string, tree: ChatTree, gone: Set<string> | null): OpenChat {
    const structure = createVersion()
    const content = createVersion()
    // Which messages they are is found out anew only when that changes, not for each piece of a reply.
    const ids = computed(() => {
      structure.track()
      return pathTo(chat.tree, shownLeaf(chat.tree, chats.byId(chatId)?.leafId ?? null)).map(({ id }) => id)
    })
    const path = computed(() => {
      content.track()
      return ids.value.flatMap((id) => chat.tree.messages.get(id) ?? [])
    })
    const chat: OpenChat = { tree, structure, content, path, gone }
    return chat
  }

  async function settle(messageId: string): Promise<ChatMessage | undefined> {
    try {
      return await interruptReply(messageId)
    } catch (cause) {
      chats.report(cause)
      return undefined
    }
  }

  /** What another tab has changed. */
  async function refresh(chatId: string, ids: readonly string[]): Promise<void> {
    const chat = open.get(chatId)
    if (chat === undefined) return
    try {
      const found = await readMessagesById(ids)
      const gone = new Set(ids)
      for (const message of found.sort((a, b) => a.createdAt - b.createdAt)) {
        gone.delete(message.id)
        if (!written.has(message.id)) put(chat, message)
      }
      drop(chat, [...gone])
    } catch (cause) {
      chats.report(cause)
    }
  }

  function put(chat: OpenChat, message: ChatMessage): void {
    const isNew = !chat.tree.messages.has(message.id)
    putMessage(chat.tree, message)
    if (isNew) chat.structure.raise()
    else chat.content.raise()
  }

  function drop(chat: OpenChat, ids: readonly string[]): void {
    if (ids.length === 0) return
    dropMessages(chat.tree, ids)
    for (const id of ids) chat.gone?.add(id)
    chat.structure.raise()
  }

  /** The messages on screen, root first. The same array until one of them changes. */
  function pathOf(chatId: string): ChatMessage[] {
    return open.get(chatId)?.path.value ?? []
  }

  function chatWith(messageId: string): [string, OpenChat] | undefined {
    for (const entry of open) if (entry[1].tree.messages.has(messageId)) return entry
    return undefined
  }

  function byId(messageId: string): ChatMessage | undefined {
    return chatWith(messageId)?.[1].tree.messages.get(messageId)
  }

  /** The alternatives to a message, oldest first, and which of them it is. */
  function siblingsOf(messageId: string): { ids: string[]; index: number } {
    const chat = chatWith(messageId)?.[1]
    if (chat === undefined) return { ids: [], index: -1 }
    chat.structure.track()
    const ids = [...siblingIds(chat.tree, messageId)]
    return { ids, index: ids.indexOf(messageId) }
  }

  /** The messages that led to one, itself included. */
  function pathThrough(messageId: string): ChatMessage[] {
    const chat = chatWith(messageId)?.[1]
    return chat === undefined ? [] : pathTo(chat.tree, messageId)
  }

  /** Shows the branch that goes through a message, to its newest end. @throws AppError when it cannot be stored. */
  async function select(messageId: string): Promise<void> {
    const found = chatWith(messageId)
    if (found === undefined) return
    await openChat(found[0])
    await chats.update(found[0], { leafId: latestLeaf(found[1].tree, messageId) })
  }

  /** Deletes a message with all that follows from it; gives the undo. A reply on its way in it is stopped first. */
  async function remove(messageId: string): Promise<() => Promise<void>> {
    const found = chatWith(messageId)
    if (found === undefined) return () => Promise.resolve()
    const [chatId, chat] = found
    await openChat(chatId)
    const ids = subtreeOf(chat.tree, messageId)
    for (const hook of removalHooks) await hook(chatId, ids)
    const removed = ids.map((id) => chat.tree.messages.get(id)).filter((message) => message !== undefined)
    if (removed.some(isStreaming)) tellTabs({ type: 'stop', chatId })
    const leafBefore = chats.byId(chatId)?.leafId ?? null
    const leafId = leafWithout(chat.tree, messageId, leafBefore)
    await chats.commit(chatId, { leafId })
    await deleteMessages(chatId, ids)
    drop(chat, ids)
    return () => add(chatId, removed.map(settledMessage), { leafId: leafBefore })
  }

  /** Runs before messages are deleted: what is at work on them lets go of them. */
  function beforeRemove(hook: (chatId: string, ids: readonly string[]) => Promise<void>): void {
    removalHooks.add(hook)
  }

  /** Shows messages (parents first) and stores them together with the chat's change. @throws AppError, and takes them back. */
  async function add(chatId: string, messages: readonly ChatMessage[], patch: Partial<Chat>): Promise<void> {
    await openChat(chatId)
    const chat = open.get(chatId)
    if (chat === undefined) return
    const before = messages
      .map(({ id }) => chat.tree.messages.get(id))
      .filter((message) => message !== undefined)
    for (const message of messages) put(chat, message)
    try {
      await chats.commit(chatId, patch, messages)
    } catch (cause) {
      const known = new Set(before.map((message) => message.id))
      for (const message of before) put(chat, message)
      drop(
        chat,
        messages.map((message) => message.id).filter((id) => !known.has(id)),
      )
      throw cause
    }
  }

  /** Shows a newer state of a message, without storing it. */
  function showState(message: ChatMessage): void {
    const chat = open.get(message.chatId)
    if (chat?.tree.messages.has(message.id) === true) put(chat, message)
  }

  /** Marks a message as being written in this tab, so that what other tabs say does not undo it; gives the end of it. */
  function startWriting(messageId: string): () => void {
    written.add(messageId)
    return () => written.delete(messageId)
  }

  const stopListening = onTabNews((news) => {
    if (news.type === 'messages-changed') void refresh(news.chatId, news.messageIds)
  })
  onScopeDispose(stopListening)

  return {
    open: openChat,
    pathOf,
    pathThrough,
    byId,
    siblingsOf,
    select,
    remove,
    beforeRemove,
    add,
    show: showState,
    save: writeMessage,
    startWriting,
  }
})

function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    // Neither Safari nor a worker has it.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 1000 })
    else setTimeout(resolve)
  })
}

function isStreaming(message: ChatMessage): boolean {
  return message.role === 'assistant' && message.status === 'streaming'
}
