import type { DBSchema } from 'idb'
import type { Chat, ChatMessage } from '@/domain/chat.ts'
import type { ChatDraft } from '@/domain/chatDraft.ts'
import type { FunctionHandler } from '@/domain/functionHandler.ts'
import type { RememberedRun } from '@/domain/rememberedRun.ts'
import type { RememberedThread } from '@/domain/rememberedThread.ts'

/** What the console keeps in IndexedDB. A change here needs one more entry in `migrations.ts`. */
export interface ConsoleSchema extends DBSchema {
  chats: { key: string; value: Chat }
  messages: { key: string; value: ChatMessage; indexes: { byChat: string } }
  /** By chat; `new` for the chat that is not sent yet. */
  drafts: { key: string; value: ChatDraft }
  /** Threads that were made or opened here: the API has no list of them. By place and id. */
  threads: { key: [placeId: string, id: string]; value: RememberedThread }
  /** Runs that were seen here. By place and id. */
  runs: {
    key: [placeId: string, id: string]
    value: RememberedRun
    indexes: { byThread: [string, string]; byStatus: string }
  }
  /** By the name of the function. */
  handlers: { key: string; value: FunctionHandler }
}
