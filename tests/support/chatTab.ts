import { locks } from 'node:worker_threads'
import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import type { AssistantMessage, ChatMessage } from '@/domain/chat.ts'
import type { useChatsStore } from '@/stores/chats.ts'
import type { useMessagesStore } from '@/stores/messages.ts'
import type { useModelsStore } from '@/stores/models.ts'
import type { useRepliesStore } from '@/stores/replies.ts'
import type { controlledServer as ControlledServer } from './controlledServer.ts'

export interface ChatTab {
  chats: ReturnType<typeof useChatsStore>
  messages: ReturnType<typeof useMessagesStore>
  replies: ReturnType<typeof useRepliesStore>
  models: ReturnType<typeof useModelsStore>
  server: ReturnType<typeof ControlledServer>
  /** A chat to send in. */
  create: () => Promise<string>
  texts: (chatId: string) => string[]
  lastReply: (chatId: string) => AssistantMessage
}

/** A tab of its own: fresh modules and stores over the one browser storage that all tabs share. jsdom has no locks. */
export async function openChatTab(): Promise<ChatTab> {
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true })
  vi.resetModules()
  const { controlledServer } = await import('./controlledServer.ts')
  const stores = {
    ...(await import('@/stores/chats.ts')),
    ...(await import('@/stores/messages.ts')),
    ...(await import('@/stores/replies.ts')),
    ...(await import('@/stores/models.ts')),
  }
  const pinia = createPinia()
  setActivePinia(pinia)
  const chats = stores.useChatsStore(pinia)
  const messages = stores.useMessagesStore(pinia)
  await chats.load()
  return {
    chats,
    messages,
    replies: stores.useRepliesStore(pinia),
    models: stores.useModelsStore(pinia),
    server: controlledServer(),
    create: async () => (await chats.create({ model: 'test-large', api: 'chat-completions' })).id,
    texts: (chatId) => messages.pathOf(chatId).map(({ text }) => text),
    lastReply: (chatId) => assistantOf(messages.pathOf(chatId).at(-1)),
  }
}

function assistantOf(message: ChatMessage | undefined): AssistantMessage {
  if (message?.role !== 'assistant') throw new Error(`Not a reply: ${JSON.stringify(message)}`)
  return message
}

/** A message as a person types it. */
export function typed(text: string): { text: string; attachments: [] } {
  return { text, attachments: [] }
}
