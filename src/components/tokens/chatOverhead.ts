import * as v from 'valibot'

export const ROLES = ['system', 'developer', 'user', 'assistant'] as const

export const ChatRowSchema = v.object({ id: v.string(), role: v.picklist(ROLES), content: v.string() })
/** A message of a chat whose tokens are counted. */
export type ChatRow = v.InferOutput<typeof ChatRowSchema>

/** What OpenAI's cookbook ("How to count tokens with tiktoken") adds for each message, and once for the reply that follows. */
const PER_MESSAGE = 3
const FOR_REPLY = 3

/** The tokens that a chat has besides those of its roles and contents. */
export function overheadOf(messages: number): number {
  return messages === 0 ? 0 : messages * PER_MESSAGE + FOR_REPLY
}
