import * as v from 'valibot'
import type { ConnectionKind } from '@/domain/connection.ts'
import type { ModelDirectory, ModelEndpoint } from '@/runtime/deps.ts'
import { createClient } from '@/services/createClient.ts'

/** The body of a request to `/chat/completions`, as far as tests look at it. */
const bodySchema = v.looseObject({
  model: v.string(),
  messages: v.array(v.looseObject({ role: v.string(), content: v.nullish(v.unknown()) })),
})

export type ModelBody = v.InferOutput<typeof bodySchema>

/** One answer of the model: the chunks of a stream, or a whole response such as an error. */
export type ModelAnswer = (
  body: ModelBody,
  signal: AbortSignal,
) => AsyncIterable<object> | Iterable<object> | Response

export interface FakeModel {
  directory: ModelDirectory
  /** What it was asked, in order. */
  requests: ModelBody[]
}

/** A model endpoint that gives these answers one after the other; the last one again and again. */
export function createFakeModel(
  answers: readonly ModelAnswer[],
  endpoint: Partial<Pick<ModelEndpoint, 'contextWindow' | 'kind'>> = {},
): FakeModel {
  const requests: ModelBody[] = []
  const kind: ConnectionKind = endpoint.kind ?? 'custom'
  async function answer(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const body = v.parse(bodySchema, await request.json())
    const given = answers[Math.min(requests.length, answers.length - 1)]
    requests.push(body)
    const result = given!(body, init?.signal ?? request.signal)
    return result instanceof Response ? result : eventStream(result)
  }
  const client = createClient(
    {
      id: 'conn_fake',
      slug: 'fake',
      name: 'Fake',
      kind,
      baseURL: 'https://model.invalid/v1',
      api: 'chat-completions',
      assistants: 'no',
      key: { mode: 'none' },
    },
    { apiKey: null, fetch: answer },
  )
  return {
    requests,
    directory: {
      find: async (model) => ({
        client: await client,
        api: 'chat-completions',
        kind,
        model,
        contextWindow: endpoint.contextWindow ?? null,
        refused: [],
        refuse: () => undefined,
      }),
    },
  }
}

/** The chunks as a streamed answer. */
export function eventStream(chunks: AsyncIterable<object> | Iterable<object>): Response {
  const encoder = new TextEncoder()
  const lines = linesOf(chunks)
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await lines.next()
        if (done === true) controller.close()
        else controller.enqueue(encoder.encode(value))
      } catch (error) {
        controller.error(error)
      }
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

async function* linesOf(chunks: AsyncIterable<object> | Iterable<object>): AsyncGenerator<string> {
  for await (const value of chunks) yield `data: ${JSON.stringify(value)}\n\n`
  yield 'data: [DONE]\n\n'
}

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'fake' }

export function chunk(delta: object, finishReason: string | null = null): object {
  return { ...HEAD, choices: [{ index: 0, delta, finish_reason: finishReason }] }
}

export function usageChunk(prompt: number, completion: number): object {
  const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
  return { ...HEAD, choices: [], usage }
}

/** Says `pieces`, and what it cost. */
export const says = (pieces: readonly string[], { finishReason = 'stop', usage = [10, 5] } = {}) =>
  function* (): Generator<object> {
    for (const content of pieces) yield chunk({ content })
    yield chunk({}, finishReason)
    const [prompt = 0, completion = 0] = usage
    if (usage.length > 0) yield usageChunk(prompt, completion)
  }

/** Calls functions, each as `[name, arguments]`, with text before and after where given. */
export const calls = (made: readonly [name: string, args: string][], { before = '', after = '' } = {}) =>
  function* (body: ModelBody): Generator<object> {
    if (before !== '') yield chunk({ content: before })
    for (const [index, [name, args]] of made.entries()) {
      const id = `call_${body.messages.length}_${index}`
      yield chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: args } }] })
    }
    if (after !== '') yield chunk({ content: after })
    yield chunk({}, 'tool_calls')
    yield usageChunk(20, 8)
  }

/** Says `pieces`, and then nothing until it is given up. `onSilence` is called when it falls silent. */
export const fallsSilent = (pieces: readonly string[], onSilence: () => void = () => undefined) =>
  async function* (_body: ModelBody, signal: AbortSignal): AsyncGenerator<object> {
    for (const content of pieces) yield chunk({ content })
    onSilence()
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
    })
  }

/** Answers with an error. */
export const refuses =
  (status: number, error: { message: string; code?: string; type?: string; param?: string }): ModelAnswer =>
  () =>
    Response.json({ error: { type: 'invalid_request_error', param: null, code: null, ...error } }, { status })
