import type { AssistantMessage, Chat, UserMessage } from '../../src/domain/chat.ts'
import { emptyReply } from '../../src/domain/replyReducer.ts'

export function chatOf(changes: Partial<Chat> = {}): Chat {
  return {
    id: 'chat_1',
    title: 'Sorting',
    titleSource: 'auto',
    createdAt: 1_000,
    updatedAt: 2_000,
    isPinned: false,
    isArchived: false,
    folder: null,
    connectionId: 'demo',
    model: 'test-large',
    api: 'chat-completions',
    isStreaming: true,
    parameters: {},
    leafId: null,
    ...changes,
  }
}

export function userMessage(changes: Partial<UserMessage> = {}): UserMessage {
  return {
    id: 'user_1',
    chatId: 'chat_1',
    parentId: null,
    createdAt: 1_000,
    role: 'user',
    text: 'How do I sort?',
    attachments: [],
    ...changes,
  }
}

export function assistantMessage(changes: Partial<AssistantMessage> = {}): AssistantMessage {
  const reply = emptyReply(
    { id: 'reply_1', chatId: 'chat_1', parentId: 'user_1', createdAt: 1_001 },
    { connectionId: 'demo', model: 'test-large', api: 'chat-completions', isStreamed: true },
    1_001,
  )
  return { ...reply, status: 'complete', text: 'Use `sort`.', ...changes }
}
