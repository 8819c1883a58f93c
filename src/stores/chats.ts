import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive, shallowRef } from 'vue'
import type { Chat, ChatMessage } from '@/domain/chat.ts'
import type { ChatDraft } from '@/domain/chatDraft.ts'
import { copyParameters } from '@/domain/chatRequest.ts'
import type { ChatSearchHit } from '@/domain/chatSearch.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { createId } from '@/domain/ids.ts'
import { settledMessage } from '@/domain/replyReducer.ts'
import { addChat, deleteChat, readChats, writeChat, type StoredChat } from '@/storage/chatRepository.ts'
import { onDatabaseTrouble } from '@/storage/database.ts'
import { requestPersistence } from '@/storage/persistence.ts'
import { onTabNews, tellTabs } from '@/storage/tabNews.ts'
import { createDraftKeeper } from './chatDrafts.ts'
import { useConnectionsStore } from './connections.ts'
import { useModelsStore } from './models.ts'

type ChatSeed = Partial<
  Pick<Chat, 'connectionId' | 'model' | 'folder' | 'parameters' | 'isStreaming' | 'api'>
>

/** All chats without their messages, kept in IndexedDB and in step with other tabs; and what is typed in them. */
export const useChatsStore = defineStore('chats', () => {
  const stored = shallowReactive(new Map<string, Chat>())
  /** Made but not sent to yet: in no list and in no storage. */
  const unsent = shallowReactive(new Map<string, Chat>())
  const isReady = shallowRef(false)
  /** What last went wrong where nobody was waiting for it: a draft or a reply that could not be stored, say. */
  const problem = shallowRef<AppErrorData | null>(null)
  const chats = computed(() => [...stored.values()].sort((a, b) => b.updatedAt - a.updatedAt))
  const folders = computed(() =>
    [...new Set(chats.value.map((chat) => chat.folder).filter((folder) => folder !== null))].sort((a, b) =>
      a.localeCompare(b),
    ),
  )
  const drafts = createDraftKeeper(report)
  const removalHooks = new Set<(chatId: string) => Promise<void>>()
  let loading: Promise<void> | null = null
  let searching: { controller: AbortController; hits: Promise<ChatSearchHit[]> } | null = null

  function report(cause: unknown): void {
    problem.value = errorDataOf(cause)
  }

  function dismissProblem(): void {
    problem.value = null
  }

  /** Reads the chats, once. When that fails, `problem` says why and a later call tries again. */
  function load(): Promise<void> {
    loading ??= readChats()
      .then((found) => {
        for (const chat of found) stored.set(chat.id, chat)
      })
      .catch((cause: unknown) => {
        report(cause)
        loading = null
      })
      .finally(() => {
        isReady.value = true
      })
    return loading
  }

  async function reload(ids: readonly string[]): Promise<void> {
    try {
      const found = new Map((await readChats(ids)).map((chat) => [chat.id, chat]))
      for (const id of ids) {
        const chat = found.get(id)
        if (chat === undefined) stored.delete(id)
        else stored.set(id, chat)
      }
    } catch (cause) {
      report(cause)
    }
  }

  function byId(id: string): Chat | undefined {
    return stored.get(id) ?? unsent.get(id)
  }

  /** A chat that is stored and listed once something is sent in it. */
  function create(seed: ChatSeed = {}): Promise<Chat> {
    const connectionId = seed.connectionId ?? useConnectionsStore().currentId
    const now = Date.now()
    const chat: Chat = {
      id: createId('chat'),
      title: '',
      titleSource: 'auto',
      createdAt: now,
      updatedAt: now,
      isPinned: false,
      isArchived: false,
      folder: seed.folder ?? null,
      connectionId,
      model: seed.model ?? useModelsStore().defaultOf(connectionId),
      api: seed.api ?? null,
      isStreaming: seed.isStreaming ?? true,
      parameters: copyParameters(seed.parameters ?? {}),
      leafId: null,
    }
    unsent.set(chat.id, chat)
    return Promise.resolve(chat)
  }

  /** @throws AppError when it cannot be stored; the chat is as before then. */
  async function update(id: string, patch: Partial<Chat>): Promise<void> {
    const before = byId(id)
    if (before === undefined) return
    const change = { ...patch }
    if (patch.parameters !== undefined) change.parameters = copyParameters(patch.parameters)
    if (unsent.has(id)) {
      unsent.set(id, { ...before, ...change })
      return
    }
    await commit(id, change)
  }

  /**
   * Changes a chat, here at once and then in storage, together with messages of it; an unsent chat becomes a stored one.
   * @throws AppError when it cannot be stored, or is gone; the chat is as before then.
   */
  async function commit(
    id: string,
    patch: Partial<Chat>,
    messages: readonly ChatMessage[] = [],
  ): Promise<void> {
    const before = byId(id)
    if (before === undefined) throw goneError()
    const base = unsent.get(id) ?? null
    unsent.delete(id)
    stored.set(id, { ...before, ...patch })
    try {
      const chat = await writeChat({ id, base, patch }, messages)
      if (chat === null) throw goneError()
      stored.set(id, chat)
    } catch (cause) {
      if (base !== null) {
        stored.delete(id)
        unsent.set(id, base)
      } else await reload([id])
      throw cause
    }
    if (base !== null) void requestPersistence()
  }

  /** Deletes a chat with its messages and draft; gives the undo. A reply on its way is stopped first. */
  async function remove(id: string): Promise<() => Promise<void>> {
    for (const hook of removalHooks) await hook(id)
    tellTabs({ type: 'stop', chatId: id })
    const draft = await drafts.read(id)
    const deleted = await deleteChat(id)
    const unsentChat = unsent.get(id)
    drafts.save(id, { text: '', attachments: [] })
    stored.delete(id)
    unsent.delete(id)
    let isUndone = false
    return async () => {
      if (isUndone) return
      isUndone = true
      if (unsentChat !== undefined) unsent.set(id, unsentChat)
      if (deleted !== null) await restore(deleted)
      drafts.save(id, draft)
    }
  }

  async function restore({ chat, messages }: StoredChat): Promise<void> {
    await addChat({ chat, messages: messages.map(settledMessage) })
    stored.set(chat.id, chat)
  }

  /** Runs before a chat is deleted: what is at work on it lets go of it. */
  function beforeRemove(hook: (chatId: string) => Promise<void>): void {
    removalHooks.add(hook)
  }

  /** Newest first. A newer search takes over: whoever waits for an older one gets the newer one's hits. */
  async function search(query: string): Promise<ChatSearchHit[]> {
    searching?.controller.abort()
    const controller = new AbortController()
    const hits = import('./chatSearching.ts').then(({ searchChats }) =>
      searchChats(stored, query, controller.signal),
    )
    searching = { controller, hits }
    await hits
    return searching.hits
  }

  /** Adds the chats of a file: an export of ours, or ChatGPT's `conversations.json`. Nothing is overwritten. */
  async function importFile(text: string): Promise<{ imported: number; skipped: number }> {
    const { currentId } = useConnectionsStore()
    const { importChats } = await import('./chatFiles.ts')
    return importChats(text, currentId, (chat) => stored.set(chat.id, chat))
  }

  async function exportMarkdown(id: string): Promise<string> {
    return (await import('./chatFiles.ts')).markdownOf(id)
  }

  async function exportJSON(id: string): Promise<string> {
    return (await import('./chatFiles.ts')).jsonOf([id])
  }

  async function exportAllJSON(): Promise<string> {
    return (await import('./chatFiles.ts')).jsonOf(chats.value.map((chat) => chat.id))
  }

  const stopListening = onTabNews((news) => {
    if (news.type === 'chats-changed') void reload(news.chatIds)
  })
  onScopeDispose(stopListening)
  onDatabaseTrouble((trouble) => {
    problem.value = trouble
  })

  return {
    isReady,
    chats,
    folders,
    problem,
    report,
    dismissProblem,
    load,
    byId,
    create,
    update,
    commit,
    remove,
    beforeRemove,
    search,
    draftOf: (chatId: string): Promise<ChatDraft> => drafts.read(chatId),
    saveDraft: (chatId: string, draft: ChatDraft): void => drafts.save(chatId, draft),
    importFile,
    exportMarkdown,
    exportJSON,
    exportAllJSON,
  }
})

function goneError(): AppError {
  return new AppError({ kind: 'not-found', detail: 'This chat has been deleted.' })
}
