/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import { createPageRuntime } from '../../src/app/pageRuntime.ts'
import { DEMO_CONNECTION } from '../../src/domain/connection.ts'
import type { AppErrorData } from '../../src/domain/errors.ts'
import type { ModelDirectory, ModelEndpoint } from '../../src/runtime/deps.ts'
import type { Runtime } from '../../src/runtime/index.ts'
import { createClient } from '../../src/services/createClient.ts'
import { toAppError } from '../../src/services/errors.ts'
import { createTalkingModel, DATABASE_NAME, TOOL_OUTPUT } from './runtimePageModel.ts'

declare global {
  interface Window {
    runtimePage: RuntimePage
  }
}

type Run = OpenAI.Beta.Threads.Run

export interface RunIds {
  thread_id: string
  run_id: string
}

/** What tests do with the runtime inside the page. */
export interface RuntimePage {
  client: OpenAI
  runtime: Runtime
  /** What the storage told of trouble, so far. */
  troubles: AppErrorData[]
  /** Writes a thread and starts a run of it, of an assistant that has a function tool. */
  begin: () => Promise<RunIds>
  /** Follows a run to its end by polling, and answers the function calls that it asks for. */
  finish: (ids: RunIds) => Promise<Run>
  /** As `begin` and `finish`, over one stream after the other. */
  beginStreamed: () => Promise<{ ids: RunIds; ended: Promise<void> }>
  /** How a request fails for those who ask over the services. */
  failureOf: (request: Promise<unknown>) => Promise<AppErrorData | null>
  /** The run and its thread as they stand now. */
  read: (ids: RunIds) => Promise<ThreadState>
}

export interface ThreadState {
  run: Run
  /** Oldest first. */
  messages: OpenAI.Beta.Threads.Message[]
  /** Oldest first. */
  steps: OpenAI.Beta.Threads.Runs.RunStep[]
}

const TOOL: OpenAI.Beta.FunctionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}

const query = new URLSearchParams(location.search)
const pageName = query.get('page') ?? 'page'

/** The server of this page counts what the models are asked. */
async function onAsked(): Promise<void> {
  await fetch(`asked?page=${pageName}`, { method: 'POST' })
}

const MODEL = 'talking'

/** The model is that of the test, whatever the name. */
async function createModels(): Promise<ModelDirectory> {
  const talking = createTalkingModel({ pieceMs: Number(query.get('piece') ?? 12), onAsked })
  const endpoint: ModelEndpoint = {
    client: await createClient(DEMO_CONNECTION, { apiKey: null, fetch: talking }),
    api: 'chat-completions',
    kind: 'custom',
    model: MODEL,
    contextWindow: null,
    refused: [],
    refuse: () => undefined,
  }
  return { find: () => Promise.resolve(endpoint) }
}

async function createThread(): Promise<{ thread_id: string; assistant_id: string }> {
  const { assistants, threads } = window.runtimePage.client.beta
  const assistant = await assistants.create({ model: MODEL, tools: [TOOL] })
  const thread = await threads.create({ messages: [{ role: 'user', content: 'What is the weather?' }] })
  return { thread_id: thread.id, assistant_id: assistant.id }
}

async function begin(): Promise<RunIds> {
  const { thread_id, assistant_id } = await createThread()
  const run = await window.runtimePage.client.beta.threads.runs.create(thread_id, { assistant_id })
  return { thread_id, run_id: run.id }
}

async function beginStreamed(): Promise<{ ids: RunIds; ended: Promise<void> }> {
  const { runs } = window.runtimePage.client.beta.threads
  const { thread_id, assistant_id } = await createThread()
  const stream = runs.stream(thread_id, { assistant_id })
  const created = await new Promise<Run>((resolve, reject) => {
    stream.on('event', ({ event, data }) => {
      if (event === 'thread.run.created') resolve(data)
    })
    stream.on('error', reject)
  })
  const ids = { thread_id, run_id: created.id }
  const follow = async (): Promise<void> => {
    const run = await stream.finalRun()
    if (run.status !== 'requires_action') return
    const next = runs.submitToolOutputsStream(run.id, {
      thread_id,
      tool_outputs: outputsOf(run),
    })
    await next.finalRun()
  }
  return { ids, ended: follow() }
}

async function finish({ thread_id, run_id }: RunIds): Promise<Run> {
  const { runs } = window.runtimePage.client.beta.threads
  for (;;) {
    const run = await runs.poll(run_id, { thread_id }, { pollIntervalMs: 50 })
    if (run.status !== 'requires_action') return run
    await runs.submitToolOutputs(run_id, { thread_id, tool_outputs: outputsOf(run) })
  }
}

function outputsOf(run: Run): OpenAI.Beta.Threads.Runs.RunSubmitToolOutputsParams.ToolOutput[] {
  const calls = run.required_action?.submit_tool_outputs.tool_calls ?? []
  return calls.map(({ id }) => ({ tool_call_id: id, output: TOOL_OUTPUT }))
}

async function read({ thread_id, run_id }: RunIds): Promise<ThreadState> {
  const { messages, runs } = window.runtimePage.client.beta.threads
  // First, as a run that has outlived its time is ended by this.
  const run = await runs.retrieve(run_id, { thread_id })
  const [sent, steps] = await Promise.all([
    messages.list(thread_id, { order: 'asc', limit: 100 }),
    runs.steps.list(run_id, { thread_id, order: 'asc', limit: 100 }),
  ])
  return { run, messages: sent.data, steps: steps.data }
}

function failureOf(request: Promise<unknown>): Promise<AppErrorData | null> {
  return request.then(
    () => null,
    (cause: unknown) => toAppError(cause).data,
  )
}

const troubles: AppErrorData[] = []
const runtime = createPageRuntime({
  name: DATABASE_NAME,
  models: await createModels(),
  onTrouble: (trouble) => troubles.push(trouble),
})
const client = await createClient(
  { ...DEMO_CONNECTION, baseURL: 'https://runtime.skein.invalid/v1' },
  { apiKey: null, fetch: runtime.fetch },
)
window.runtimePage = { client, runtime, troubles, begin, finish, beginStreamed, failureOf, read }
await runtime.start()
