import type { AssistantMessage, Chat, ChatMessage, ChatTurn, TokenUsage, UserMessage } from './chat.ts'
import type { ChatDraft } from './chatDraft.ts'
import { turnsOf } from './chatRequest.ts'
import { titleFrom } from './chatTitle.ts'
import { continuationTurn } from './continuation.ts'
import { createId } from './ids.ts'
import { emptyReply } from './replyReducer.ts'

/** What to store before a request is made, and what to ask. */
export interface ReplyPlan {
  reply: AssistantMessage
  /** New or changed, parents first; `reply` is the last. */
  messages: ChatMessage[]
  patch: Partial<Chat>
  turns: ChatTurn[]
  /** The reply goes on from here, instead of from nothing. */
  continued: { text: string; usage: TokenUsage | null } | null
}

/** Whom a reply is asked of. */
export type ReplySource = Pick<AssistantMessage, 'connectionId' | 'model' | 'api' | 'isStreamed'>

/** A message after `path` (the messages before it, root first), and the reply to it. */
export function planMessage(
  chat: Chat,
  path: readonly ChatMessage[],
  draft: ChatDraft,
  { source, now }: { source: ReplySource; now: number },
): ReplyPlan {
  const user: UserMessage = {
    id: createId('msg'),
    chatId: chat.id,
    parentId: path.at(-1)?.id ?? null,
    createdAt: now,
    role: 'user',
    text: draft.text,
    // Copies: a component's reactive proxies cannot be stored.
    attachments: draft.attachments.map((attachment) => ({ ...attachment })),
  }
  const plan = planReply(user, path, { source, now })
  const isTitled = chat.titleSource === 'auto' && path.length === 0
  return {
    ...plan,
    messages: [user, plan.reply],
    patch: isTitled ? { ...plan.patch, title: titleFrom(user.text, user.attachments) } : plan.patch,
  }
}

/** A new reply to `parent`, beside the ones that it may have; `path` leads up to the parent. */
export function planReply(
  parent: ChatMessage,
  path: readonly ChatMessage[],
  { source, now }: { source: ReplySource; now: number },
): ReplyPlan {
  const id = createId('msg')
  const reply = emptyReply({ id, chatId: parent.chatId, parentId: parent.id, createdAt: now }, source, now)
  return {
    reply,
    messages: [reply],
    patch: { leafId: reply.id, updatedAt: now },
    turns: turnsOf([...path, parent]),
    continued: null,
  }
}

/** The same request again in place of a reply that has nothing to lose; `path` leads up to it. */
export function planRetry(
  failed: AssistantMessage,
  path: readonly ChatMessage[],
  { source, now }: { source: ReplySource; now: number },
): ReplyPlan {
  const { id, chatId, parentId, createdAt } = failed
  const reply = emptyReply({ id, chatId, parentId, createdAt }, source, now)
  return { reply, messages: [reply], patch: { updatedAt: now }, turns: turnsOf(path), continued: null }
}

/** Goes on with a reply that has some text; `path` leads up to it. */
export function planContinuation(
  reply: AssistantMessage,
  path: readonly ChatMessage[],
  { source, now }: { source: ReplySource; now: number },
): ReplyPlan {
  const resumed: AssistantMessage = {
    ...reply,
    ...source,
    status: 'streaming',
    finishReason: null,
    error: null,
  }
  return {
    reply: resumed,
    messages: [resumed],
    patch: { updatedAt: now },
    turns: [...turnsOf([...path, reply]), continuationTurn(reply.text)],
    continued: { text: reply.text, usage: reply.usage },
  }
}

/** Whether a retry in place would throw something away. */
export function hasContent(reply: AssistantMessage): boolean {
  return reply.text !== '' || reply.reasoning !== '' || reply.refusal !== '' || reply.toolCalls.length > 0
}
