import type OpenAI from 'openai'
import type { ChatEvent, ChatRequest } from '../domain/chat.ts'
import { streamChatCompletion } from './chatCompletions.ts'
import { guard } from './errors.ts'
import { streamResponse } from './responses.ts'

/**
 * Asks for one reply, over either API, in one piece or as a stream: `request-sent`, `response-started`, deltas, `usage`
 * where the server tells it, `response-ended`. What was yielded before an error has arrived and stays.
 * @throws AppError of any kind that an endpoint, the network or the signal (`aborted`, `timeout`) can cause.
 */
export function streamChat(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  return request.api === 'responses'
    ? guard(streamResponse(client, request, signal), { url: `${client.baseURL}/responses`, signal })
    : guard(streamChatCompletion(client, request, signal), {
        url: `${client.baseURL}/chat/completions`,
        signal,
      })
}
