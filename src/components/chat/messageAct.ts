import type { AssistantMessage, Attachment, UserMessage } from '@/domain/chat.ts'

/** What a person may do with a message; the view carries it out. */
export type MessageAct =
  | { type: 'copy-markdown'; text: string }
  | { type: 'copy-text'; text: string }
  | { type: 'edit'; message: UserMessage }
  | { type: 'edit-cancel' }
  | { type: 'edit-send'; message: UserMessage; text: string; attachments: Attachment[] }
  | { type: 'regenerate'; message: AssistantMessage }
  | { type: 'continue'; message: AssistantMessage }
  | { type: 'retry'; message: AssistantMessage; without?: string[] }
  | { type: 'schedule-retry'; message: AssistantMessage }
  | { type: 'cancel-retry' }
  | { type: 'unlock'; message: AssistantMessage }
  | { type: 'show-branch'; messageId: string; offset: -1 | 1 }
  | { type: 'remove'; messageId: string }
  | { type: 'show-raw'; message: AssistantMessage }

/** What the reply that is under way is doing. */
export interface LivePhase {
  phase: 'waiting' | 'reasoning' | 'answering'
  startedAt: number
}

/** Where a message stands among its siblings: alternatives from edits and regenerations. */
export interface Branch {
  index: number
  count: number
}
