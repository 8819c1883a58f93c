import * as v from 'valibot'
import { provideClients } from '@/services/clients.ts'
import { createClient } from '@/services/createClient.ts'
// Loaded with the test, so that no wait inside it is a wait for the SDK.
import '@/services/sdk.ts'

const bodySchema = v.looseObject({
  model: v.string(),
  messages: v.array(v.looseObject({ role: v.string(), content: v.unknown() })),
})

/** A request that a chat service has made, answered piece by piece by the test. */
export interface ControlledRequest {
  body: v.InferOutput<typeof bodySchema>
  signal: AbortSignal | null
  write: (delta: object) => void
  text: (text: string) => void
  /** The end as servers say it, with usage. */
  end: (finishReason?: string) => void
  /** The connection breaks. */
  cut: () => void
}

/** Chat completions whose every piece the test sends. `next` waits for a request; `refuseWith` answers instead of it. */
export function controlledServer(): {
  requests: ControlledRequest[]
  next: () => Promise<ControlledRequest>
  refuseWith: (answer: (() => Response) | null) => void
} {
  const requests: ControlledRequest[] = []
  const waiting: ((request: ControlledRequest) => void)[] = []
  let taken = 0
  let refusal: (() => Response) | null = null

  provideClients((connection) =>
    createClient(connection, {
      apiKey: null,
      fetch: (_input, init) => {
        if (refusal !== null) return Promise.resolve(refusal())
        const { request, response } = answer(init?.body, init?.signal ?? null)
        requests.push(request)
        const wake = waiting.shift()
        if (wake !== undefined) {
          taken += 1
          wake(request)
        }
        return Promise.resolve(response)
      },
    }),
  )

  return {
    requests,
    next: () =>
      new Promise((resolve) => {
        const request = requests[taken]
        if (request === undefined) waiting.push(resolve)
        else {
          taken += 1
          resolve(request)
        }
      }),
    refuseWith: (answerWith) => {
      refusal = answerWith
    },
  }
}

function answer(
  body: unknown,
  signal: AbortSignal | null,
): { request: ControlledRequest; response: Response } {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>({
    start: (created) => {
      controller = created
    },
  })
  signal?.addEventListener('abort', () => controller?.error(new DOMException('Aborted', 'AbortError')))
  const send = (text: string): void => controller?.enqueue(encoder.encode(text))
  const chunk = (choice: object, more: object = {}): void =>
    send(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'test-large-2026', choices: [{ index: 0, ...choice }], ...more })}\n\n`,
    )
  const write = (delta: object): void => chunk({ delta, finish_reason: null })
  const request: ControlledRequest = {
    body: v.parse(bodySchema, JSON.parse(String(body))),
    signal,
    write,
    text: (text) => write({ content: text }),
    end: (finishReason = 'stop') => {
      chunk(
        { delta: {}, finish_reason: finishReason },
        { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
      )
      send('data: [DONE]\n\n')
      controller?.close()
    },
    cut: () => controller?.error(new TypeError('network error')),
  }
  return { request, response: new Response(stream, { headers: { 'content-type': 'text/event-stream' } }) }
}
