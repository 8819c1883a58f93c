import type { ChatEvent, ChatRequest } from '@/domain/chat.ts'
import type { Connection } from '@/domain/connection.ts'
import { AppError } from '@/domain/errors.ts'

/** A connection to a test's server. */
export function connectionTo(baseURL: string, changes: Partial<Connection> = {}): Connection {
  return {
    id: 'connection_test',
    slug: 'test',
    name: 'Test',
    kind: 'custom',
    baseURL,
    api: 'auto',
    assistants: 'no',
    key: { mode: 'none' },
    ...changes,
  }
}

export function chatRequest(changes: Partial<ChatRequest> = {}): ChatRequest {
  return {
    api: 'chat-completions',
    isStreaming: true,
    model: 'test-large',
    turns: [{ role: 'user', text: 'Hello 你好', attachments: [] }],
    parameters: {},
    maxTokensName: 'max_completion_tokens',
    ...changes,
  }
}

/** What came of a reply: its events, what they add up to, and the error that ended it. */
export interface Outcome {
  events: ChatEvent[]
  text: string
  reasoning: string
  refusal: string
  toolCalls: { id: string; name: string; arguments: string }[]
  error: AppError | null
}

/** Reads a reply to its end or its error. @throws whatever is not an AppError */
export async function outcomeOf(stream: AsyncIterable<ChatEvent>): Promise<Outcome> {
  const outcome: Outcome = { events: [], text: '', reasoning: '', refusal: '', toolCalls: [], error: null }
  try {
    for await (const event of stream) {
      outcome.events.push(event)
      if (event.type === 'text-delta') outcome.text += event.text
      if (event.type === 'reasoning-delta') outcome.reasoning += event.text
      if (event.type === 'refusal-delta') outcome.refusal += event.text
      if (event.type === 'tool-call-delta') {
        const call = (outcome.toolCalls[event.index] ??= { id: '', name: '', arguments: '' })
        call.id ||= event.id ?? ''
        call.name ||= event.name ?? ''
        call.arguments += event.arguments
      }
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    outcome.error = error
  }
  return outcome
}

/** The one event of a type. @throws Error when there is none */
export function eventOf<T extends ChatEvent['type']>(
  outcome: Outcome,
  type: T,
): Extract<ChatEvent, { type: T }> {
  const found = outcome.events.find((event): event is Extract<ChatEvent, { type: T }> => event.type === type)
  if (found === undefined)
    throw new Error(`No ${type} among ${outcome.events.map((event) => event.type).join(', ')}.`)
  return found
}
