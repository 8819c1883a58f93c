import type { ChatApi, Connection } from '@/domain/connection.ts'
import type { ChatEvent } from '@/domain/chat.ts'
import type { requestWithout } from '@/domain/chatRequest.ts'
import { continueEvents } from '@/domain/continuation.ts'
import { AppError } from '@/domain/errors.ts'
import type { ReplyPlan } from '@/domain/replyPlan.ts'
import { untilAborted } from '@/domain/untilAborted.ts'
import { clientFor } from '@/services/clients.ts'

/** Whom a chat asks, and how; a connection may have been removed, and a model not be chosen. */
export interface ReplyTarget {
  connection: Connection | undefined
  model: string | null
  api: ChatApi
  settings: ReturnType<typeof requestWithout>
}

/** Makes a planned request and gives its answer as it comes. @throws AppError */
export async function* requestReply(
  { turns, continued }: ReplyPlan,
  { connection, model, api, settings }: ReplyTarget,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  if (connection === undefined) {
    throw new AppError({
      kind: 'not-found',
      code: 'connection_missing',
      detail: 'The connection has been removed.',
    })
  }
  if (model === null) {
    throw new AppError({ kind: 'model-not-found', code: 'model_missing', detail: 'No model is chosen.' })
  }
  // Loaded with the first reply: neither is needed to type.
  const [client, { streamChat }] = await untilAborted(
    Promise.all([clientFor(connection), import('@/services/chat.ts')]),
    signal,
  )
  const events = streamChat(client, { api, model, turns, ...settings }, signal)
  yield* continued === null ? events : continueEvents(continued.text, continued.usage, events)
}
