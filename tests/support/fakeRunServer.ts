import type { Message, Run, RunStep } from '@/domain/api.ts'
import { runOf } from './threadObjects.ts'

interface Asked {
  /** Such as `GET /threads/thread_1/runs/run_1`. */
  line: string
  body: unknown
  /** By the clock of the test. */
  atMs: number
  signal: AbortSignal
}

type Answer = (asked: Asked) => Response | Promise<Response> | undefined

export interface FakeRunServer {
  fetch: typeof globalThis.fetch
  run: Run
  steps: RunStep[]
  messages: Message[]
  asked: Asked[]
  /** Answers before the server does, where it gives something: for servers that behave badly. */
  answer: Answer
  /** When the run itself was asked for. */
  looks: () => number[]
  count: (line: string) => number
}

/** A server with the run `run_1` of `thread_1`, which is as the test says. */
export function createFakeRunServer(status: Run['status'] = 'queued'): FakeRunServer {
  const startMs = Date.now()
  const server: FakeRunServer = {
    run: runOf(status),
    steps: [],
    messages: [],
    asked: [],
    answer: () => undefined,
    looks: () => server.asked.filter(({ line }) => line === LOOK).map(({ atMs }) => atMs),
    count: (line) => server.asked.filter((asked) => asked.line === line).length,
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const path = new URL(request.url).pathname.replace(/^.*?\/v1/, '')
      const text = await request.text()
      const signal = init?.signal ?? request.signal
      const asked = {
        line: `${request.method} ${path}`,
        body: text === '' ? null : (JSON.parse(text) as unknown),
        atMs: Date.now() - startMs,
        signal,
      }
      server.asked.push(asked)
      return (await server.answer(asked)) ?? usual(server, asked.line)
    },
  }
  return server
}

export const LOOK = 'GET /threads/thread_1/runs/run_1'
export const RUNS = 'GET /threads/thread_1/runs'
export const STEPS = `${LOOK}/steps`
export const MESSAGES = 'GET /threads/thread_1/messages'
export const START = 'POST /threads/thread_1/runs'
export const CANCEL = 'POST /threads/thread_1/runs/run_1/cancel'
export const SUBMIT = 'POST /threads/thread_1/runs/run_1/submit_tool_outputs'

function usual(server: FakeRunServer, line: string): Response {
  if (line === STEPS) return list(server.steps)
  if (line === MESSAGES) return list(server.messages.toReversed())
  if (line === RUNS) return list([server.run])
  if (line === LOOK || line === START) return Response.json(server.run)
  return refusal(404, 'No such path.')
}

function list(items: object[]): Response {
  return Response.json({ object: 'list', data: items, has_more: false })
}

export function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  const error = { message, type: 'invalid_request_error', param: null, code: null }
  return Response.json({ error }, { status, headers })
}

/** An answer that comes when it is told to; an abort ends it, as it ends a real one, unless it `ignoresAbort`. */
export function later(
  signal: AbortSignal,
  { ignoresAbort = false } = {},
): {
  response: Promise<Response>
  send: (response: Response) => void
} {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  if (!ignoresAbort) signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
  return { response: promise, send: resolve }
}

/** A stream of events that the test writes. */
export function openEvents(): {
  response: Response
  send: (event: string, data: object | string) => void
  end: () => void
  break: () => void
} {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  return {
    response: new Response(readable, { headers: { 'content-type': 'text/event-stream' } }),
    send: (event, data) => {
      const text = typeof data === 'string' ? data : JSON.stringify(data)
      const line = encoder.encode(`event: ${event}\ndata: ${text}\n\n`)
      writer.write(line).catch(() => undefined) // nobody reads any more
    },
    end: () => void writer.close(),
    break: () => void writer.abort(new TypeError('network error')),
  }
}
