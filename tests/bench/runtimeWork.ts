import OpenAI from 'openai'
import type { ModelDirectory } from '../../src/runtime/deps.ts'
import type { Runtime } from '../../src/runtime/index.ts'

const WARM_UP = 30
const RUNS = 300
const MESSAGES = 10_000
const LISTS = 200
const BASE_URL = 'https://runtime.invalid/v1'

/** A model that has answered as soon as it is asked, so that what is measured is the runtime's own. */
export function createInstantModels(): ModelDirectory {
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({
      id: 'chatcmpl-instant',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'instant',
      choices: [{ index: 0, delta, finish_reason }],
      usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
    })}\n\n`
  const answer = `${chunk({ role: 'assistant', content: 'Done.' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: BASE_URL,
    maxRetries: 0,
    dangerouslyAllowBrowser: true,
    fetch: () => Promise.resolve(new Response(answer, { headers: { 'content-type': 'text/event-stream' } })),
  })
  const endpoint = {
    client,
    api: 'chat-completions',
    kind: 'custom',
    model: 'instant',
    contextWindow: null,
    refused: [],
    refuse: () => undefined,
  } as const
  return { find: () => Promise.resolve(endpoint) }
}

/** Milliseconds, by what was done. */
export type RuntimeFigures = Record<string, number>

/** A run from its creation to `thread.run.completed`, and a page of 100 out of 10,000 messages. */
export async function measureRuntime(runtime: Runtime): Promise<RuntimeFigures> {
  const runs = await measureRuns(runtime)
  const lists = await measureLists(runtime)
  return {
    'run p50 ms': share(runs, 0.5),
    'run p95 ms': share(runs, 0.95),
    'list p50 ms': share(lists, 0.5),
    'list p95 ms': share(lists, 0.95),
  }
}

async function measureRuns(runtime: Runtime): Promise<number[]> {
  const assistant = await post(runtime, '/assistants', { model: 'instant' })
  const times: number[] = []
  for (let index = 0; index < WARM_UP + RUNS; index += 1) {
    const thread = await post(runtime, '/threads', { messages: [{ role: 'user', content: 'Do it.' }] })
    const start = performance.now()
    const events = await send(runtime, `/threads/${idOf(thread)}/runs`, {
      assistant_id: idOf(assistant),
      stream: true,
    })
    times.push(performance.now() - start)
    if (!events.includes('event: thread.run.completed')) throw new Error(`The run went wrong: ${events}`)
  }
  return times.slice(WARM_UP)
}

async function measureLists(runtime: Runtime): Promise<number[]> {
  const messages = Array.from({ length: MESSAGES }, (_, index) => ({
    role: 'user',
    content: `Message ${index}, of about the length that a short question has.`,
  }))
  const thread = await post(runtime, '/threads', { messages })
  const times: number[] = []
  let after = ''
  for (let index = 0; index < LISTS; index += 1) {
    const start = performance.now()
    const body = await send(runtime, `/threads/${idOf(thread)}/messages?limit=100${after}`)
    times.push(performance.now() - start)
    const page: unknown = JSON.parse(body)
    if (keyOf(page, 'has_more') === true) after = `&after=${String(keyOf(page, 'last_id'))}`
    else after = ''
  }
  return times
}

async function post(runtime: Runtime, path: string, body: object): Promise<unknown> {
  return JSON.parse(await send(runtime, path, body))
}

async function send(runtime: Runtime, path: string, body?: object): Promise<string> {
  const response = await runtime.fetch(
    BASE_URL + path,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  )
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${text}`)
  return text
}

function idOf(object: unknown): string {
  return String(keyOf(object, 'id'))
}

function keyOf(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined
}

function share(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Number((sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(2))
}
