import type { Connection } from '@/domain/connection.ts'
import type { ModelDirectory } from '@/runtime/deps.ts'
import { createClient } from '@/services/createClient.ts'

/** What a model does, by its name. Each answer costs 10 tokens in and 5 out. */
export const SCRIPTS = [
  /** Writes `hello`. */
  'speaks',
  /** Calls one tool, then speaks. */
  'calls-one',
  /** Calls two at once, then speaks. */
  'calls-two',
  /** Calls one, then another, then speaks. */
  'calls-again',
  /** Refuses the request. */
  'refuses',
  /** Writes `hel`, and breaks off with an error. */
  'breaks',
  /** Writes `hel`, and has reached its limit. */
  'is-cut',
  /** Says nothing until it is released, then speaks. */
  'is-silent',
  /** Writes `hel`, and no more until it is released. */
  'halts',
] as const

export type Script = (typeof SCRIPTS)[number]

/** A model endpoint that does as its name says. */
export interface ScriptedModel {
  directory: ModelDirectory
  /** Lets all who are silent or have halted go on. */
  release: () => void
  /** How many are silent or have halted. */
  waiting: () => number
}

const CONNECTION: Connection = {
  id: 'conn_scripted',
  slug: 'scripted',
  name: 'Scripted',
  kind: 'custom',
  baseURL: 'https://model.invalid/v1',
  api: 'chat-completions',
  assistants: 'no',
  key: { mode: 'none' },
}

export function createScriptedModel(): ScriptedModel {
  let next = Promise.withResolvers<undefined>()
  let waiting = 0

  /** Until it is released, or nobody is interested any more. */
  async function wait(signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>()
    signal.addEventListener('abort', () => aborted.reject(asError(signal.reason)), { once: true })
    waiting += 1
    try {
      await Promise.race([next.promise, aborted.promise])
    } finally {
      waiting -= 1
    }
  }

  async function* chunksOf(script: string, answered: number, signal: AbortSignal): AsyncGenerator<string> {
    const calls = callsOf(script, answered)
    if (calls > 0) {
      for (let index = 0; index < calls; index += 1) yield callChunk(index, `call_${answered}_${index}`)
      yield chunk({}, 'tool_calls')
    } else if (script === 'breaks') {
      yield chunk({ content: 'hel' })
      yield frame({
        error: { message: 'The model broke off.', type: 'server_error', code: null, param: null },
      })
      return
    } else if (script === 'is-cut') {
      yield chunk({ content: 'hel' })
      yield chunk({}, 'length')
    } else {
      if (script === 'is-silent') await wait(signal)
      yield chunk({ content: 'hel' })
      if (script === 'halts') await wait(signal)
      yield chunk({ content: 'lo' })
      yield chunk({}, 'stop')
    }
    yield frame({
      ...HEAD,
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    })
    yield 'data: [DONE]\n\n'
  }

  async function answer(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const body: unknown = await request.json()
    const script = textAt(body, 'model')
    if (script === 'refuses') {
      const error = { message: 'Not this one.', type: 'invalid_request_error', code: null, param: null }
      return Response.json({ error }, { status: 400 })
    }
    const chunks = chunksOf(script, outputsIn(body), init?.signal ?? request.signal)
    return new Response(streamOf(chunks), { headers: { 'content-type': 'text/event-stream' } })
  }

  const client = createClient(CONNECTION, { apiKey: null, fetch: answer })
  return {
    directory: {
      find: async (name) => ({
        client: await client,
        api: 'chat-completions',
        kind: 'custom',
        model: name,
        contextWindow: null,
        refused: [],
        refuse: () => undefined,
      }),
    },
    release() {
      next.resolve(undefined)
      next = Promise.withResolvers()
    },
    waiting: () => waiting,
  }
}

/** How many tools a script calls, after so many outputs. */
function callsOf(script: string, answered: number): number {
  if (script === 'calls-again') return answered < 2 ? 1 : 0
  if (answered > 0) return 0
  return { 'calls-one': 1, 'calls-two': 2 }[script] ?? 0
}

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'scripted' }

function frame(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

function chunk(delta: object, finish_reason: string | null = null): string {
  return frame({ ...HEAD, choices: [{ index: 0, delta, finish_reason }] })
}

function callChunk(index: number, id: string): string {
  const call = { index, id, type: 'function', function: { name: 'look_up', arguments: `{"at":${index}}` } }
  return chunk({ tool_calls: [call] })
}

function streamOf(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(encoder.encode(value))
      } catch (error) {
        controller.error(error)
      }
    },
  })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

function textAt(body: unknown, key: string): string {
  return typeof body === 'object' && body !== null ? String(Reflect.get(body, key)) : ''
}

/** The tool outputs in the request, all of the run that asks: another run's are not in its context. */
function outputsIn(body: unknown): number {
  return JSON.stringify(body).split('"role":"tool"').length - 1
}
