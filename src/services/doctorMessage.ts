import type OpenAI from 'openai'
import type { ChatApi } from '../domain/connection.ts'
import type { AppErrorData } from '../domain/errors.ts'
import { toAppError } from './errors.ts'

/** The Responses API takes no smaller limit. */
const FEW_TOKENS = 16

export interface TinyMessage {
  client: OpenAI
  api: ChatApi
  model: string
  signal: AbortSignal
}

/** Streams an answer of a few tokens and stops at its first event. Gives `null` when one came, else what went wrong. */
export async function sendTinyMessage(message: TinyMessage): Promise<AppErrorData | null> {
  const { signal } = message
  try {
    const stream =
      message.api === 'responses' ? await streamResponse(message) : await streamCompletion(message)
    const events = stream[Symbol.asyncIterator]()
    const first = await events.next()
    await events.return?.()
    return first.done === true ? { kind: 'empty', detail: 'The stream had no event.' } : null
  } catch (cause) {
    const error = toAppError(cause, { signal })
    if (signal.aborted) throw error
    return error.data
  }
}

async function streamResponse({ client, model, signal }: TinyMessage): Promise<AsyncIterable<unknown>> {
  return client.responses.create(
    { model, input: 'Say hi.', max_output_tokens: FEW_TOKENS, stream: true, store: false },
    { signal },
  )
}

/** Older servers know only `max_tokens`, newer models of OpenAI only `max_completion_tokens`. */
async function streamCompletion({ client, model, signal }: TinyMessage): Promise<AsyncIterable<unknown>> {
  const body = { model, messages: [{ role: 'user' as const, content: 'Say hi.' }], stream: true as const }
  try {
    return await client.chat.completions.create({ ...body, ...tokenLimit('max_tokens') }, { signal })
  } catch (cause) {
    if (toAppError(cause, { signal }).data.param !== 'max_tokens') throw cause
    return client.chat.completions.create({ ...body, ...tokenLimit('max_completion_tokens') }, { signal })
  }
}

function tokenLimit(name: 'max_tokens' | 'max_completion_tokens'): Record<string, number> {
  return { [name]: FEW_TOKENS }
}
