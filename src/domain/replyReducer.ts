import { jsonCopy } from './chatRequest.ts'
import { assertNever, type AppErrorData } from './errors.ts'
import type { AssistantMessage, ChatEvent, ChatMessage, ReplyStatus, ToolCall } from './chat.ts'
import { shortenBody } from './shortenBody.ts'

export type ReplyPhase = 'waiting' | 'reasoning' | 'answering'

/** A reply on its way, as its chat shows it. Times are milliseconds since the epoch. */
export interface LiveReply {
  messageId: string
  phase: ReplyPhase
  startedAt: number
  /** When a failed request is made again by itself. */
  retryAt: number | null
}

/** A reply that nothing has arrived of. */
export function emptyReply(
  fixed: Pick<AssistantMessage, 'id' | 'chatId' | 'parentId' | 'createdAt'>,
  asked: Pick<AssistantMessage, 'connectionId' | 'model' | 'api' | 'isStreamed'>,
  startedAt: number,
): AssistantMessage {
  return {
    ...fixed,
    ...asked,
    role: 'assistant',
    status: 'streaming',
    text: '',
    reasoning: '',
    refusal: '',
    toolCalls: [],
    finishReason: null,
    usage: null,
    timing: { startedAt, firstTokenMs: null, totalMs: null },
    error: null,
    raw: { request: null, response: null },
  }
}

/** A reply with one more event of its stream in it. `elapsedMs` counts from the request. */
export function reduceReply(reply: AssistantMessage, event: ChatEvent, elapsedMs: number): AssistantMessage {
  switch (event.type) {
    case 'request-sent':
      return { ...reply, raw: { request: shortenBody(event.body), response: null } }
    case 'response-started':
      return { ...reply, model: event.model ?? reply.model }
    case 'reasoning-delta':
      return { ...withFirstToken(reply, elapsedMs), reasoning: reply.reasoning + event.text }
    case 'text-delta':
      return { ...withReasoningEnd(reply, elapsedMs), text: reply.text + event.text }
    case 'refusal-delta':
      return { ...withReasoningEnd(reply, elapsedMs), refusal: reply.refusal + event.text }
    case 'tool-call-delta':
      return { ...withReasoningEnd(reply, elapsedMs), toolCalls: withToolCall(reply.toolCalls, event) }
    case 'usage':
      return { ...reply, usage: event.usage }
    case 'response-ended':
      return {
        ...reply,
        finishReason: event.finishReason,
        raw: { request: reply.raw.request, response: jsonCopy(event.raw) },
      }
    default:
      return assertNever(event)
  }
}

/** A reply at its end; what had arrived stays. */
export function endReply(
  reply: AssistantMessage,
  status: Exclude<ReplyStatus, 'streaming'>,
  end: { totalMs: number | null; error: AppErrorData | null },
): AssistantMessage {
  return { ...reply, status, error: end.error, timing: { ...reply.timing, totalMs: end.totalMs } }
}

/** A message that comes from a file or an undo is not on its way any more. */
export function settledMessage(message: ChatMessage): ChatMessage {
  return message.role === 'assistant' && message.status === 'streaming'
    ? { ...message, status: 'interrupted' }
    : message
}

/** What a person sees going on. */
export function phaseOf(
  reply: Pick<AssistantMessage, 'text' | 'reasoning' | 'refusal' | 'toolCalls'>,
): ReplyPhase {
  if (reply.text !== '' || reply.refusal !== '' || reply.toolCalls.length > 0) return 'answering'
  return reply.reasoning === '' ? 'waiting' : 'reasoning'
}

function withFirstToken(reply: AssistantMessage, elapsedMs: number): AssistantMessage {
  if (reply.timing.firstTokenMs !== null) return reply
  return { ...reply, timing: { ...reply.timing, firstTokenMs: elapsedMs } }
}

/** The first piece of the answer ends the reasoning, where that was seen to arrive before it. */
function withReasoningEnd(reply: AssistantMessage, elapsedMs: number): AssistantMessage {
  const { firstTokenMs } = reply.timing
  if (firstTokenMs === null) return withFirstToken(reply, elapsedMs)
  if (phaseOf(reply) !== 'reasoning' || elapsedMs <= firstTokenMs) return reply
  return { ...reply, timing: { ...reply.timing, reasoningMs: elapsedMs - firstTokenMs } }
}

type ToolCallDelta = Extract<ChatEvent, { type: 'tool-call-delta' }>

/** The first delta of a call brings its id and name, later ones add to its arguments. */
function withToolCall(calls: readonly ToolCall[], delta: ToolCallDelta): ToolCall[] {
  const next = [...calls]
  while (next.length < delta.index) next.push({ id: '', name: '', arguments: '' })
  const call = next[delta.index] ?? { id: '', name: '', arguments: '' }
  next[delta.index] = {
    id: delta.id ?? call.id,
    name: delta.name ?? call.name,
    arguments: call.arguments + delta.arguments,
  }
  return next
}
