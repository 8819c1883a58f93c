import type { DBSchema } from 'idb'
import type { Chat, ChatMessage } from '@/domain/chat.ts'
import type { ChatDraft } from '@/domain/chatDraft.ts'

/** What the console keeps in IndexedDB. A change here needs one more entry in `migrations.ts`. */
export interface ConsoleSchema extends DBSchema {
  chats: { key: string; value: Chat }
  messages: { key: string; value: ChatMessage; indexes: { byChat: string } }
  /** By chat; `new` for the chat that is not sent yet. */
  drafts: { key: string; value: ChatDraft }
}
