/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; other servers speak it on. */
import type OpenAI from 'openai'
import type {
  Run,
  RunCreateParams,
  RunListParams,
  RunUpdateParams,
  ThreadCreateAndRunParams,
  ToolOutput,
} from '../domain/api.ts'
import type { ListPage } from '../domain/listPage.ts'
import { knownRun } from './knownRun.ts'
import { requestAnswer, requestObject, requestPage } from './requests.ts'

/** Where a run is. */
export interface RunAddress {
  threadId: string
  runId: string
}

/** A run that was asked for again. */
export interface PolledRun {
  run: Run
  /** Milliseconds after which the server would be asked again; `null` where it does not say. */
  pollAfterMs: number | null
}

/** Polling asks again; one answer that does not come must not end it. */
const RETRIEVE_TIMEOUT_MS = 20_000

export function runsPath(threadId: string): string {
  return `/threads/${threadId}/runs`
}

/**
 * Starts a run; it goes on by itself.
 * @throws AppError `not-found`; `invalid` with its `param`, and without one while another run holds the thread; `unsupported` for a
 * status that the table of statuses does not know, as every function here.
 */
export async function createRun(
  client: OpenAI,
  threadId: string,
  params: RunCreateParams,
  signal: AbortSignal,
): Promise<Run> {
  const run = await requestObject({ client, path: runsPath(threadId), signal }, (options) =>
    client.beta.threads.runs.create(threadId, { ...params, stream: false }, options),
  )
  return knownRun(run)
}

/** A new thread and a run over it; the run names the thread. @throws AppError as `createRun` */
export async function createThreadAndRun(
  client: OpenAI,
  params: ThreadCreateAndRunParams,
  signal: AbortSignal,
): Promise<Run> {
  const run = await requestObject({ client, path: '/threads/runs', signal }, (options) =>
    client.beta.threads.createAndRun({ ...params, stream: false }, options),
  )
  return knownRun(run)
}

/** The run as it is now, and when to look again. @throws AppError `not-found`, `timeout`, `unsupported` */
export async function retrieveRun(
  client: OpenAI,
  { threadId, runId }: RunAddress,
  signal: AbortSignal,
): Promise<PolledRun> {
  const target = { client, path: `${runsPath(threadId)}/${runId}`, signal, timeoutMs: RETRIEVE_TIMEOUT_MS }
  const { object, headers } = await requestAnswer(target, (options) =>
    client.beta.threads.runs.retrieve(runId, { thread_id: threadId }, options),
  )
  return { run: knownRun(object), pollAfterMs: pollAfterMs(headers) }
}

/** One page of a thread's runs, the newest first where `params` say nothing else. @throws AppError `not-found`, `unsupported` */
export async function listRuns(
  client: OpenAI,
  threadId: string,
  params: RunListParams,
  signal: AbortSignal,
): Promise<ListPage<Run>> {
  const page = await requestPage({ client, path: runsPath(threadId), signal }, (options) =>
    client.beta.threads.runs.list(threadId, params, options),
  )
  return { ...page, items: page.items.map(knownRun) }
}

/** Changes metadata. @throws AppError `not-found`, `unsupported`; `invalid` with its `param`. */
export async function updateRun(
  client: OpenAI,
  { threadId, runId }: RunAddress,
  params: RunUpdateParams,
  signal: AbortSignal,
): Promise<Run> {
  const run = await requestObject({ client, path: `${runsPath(threadId)}/${runId}`, signal }, (options) =>
    client.beta.threads.runs.update(runId, { thread_id: threadId, ...params }, options),
  )
  return knownRun(run)
}

/** Asks a run to stop; it may still end otherwise. @throws AppError `invalid` when it is over already; `not-found`, `unsupported` */
export async function cancelRun(
  client: OpenAI,
  { threadId, runId }: RunAddress,
  signal: AbortSignal,
): Promise<Run> {
  const path = `${runsPath(threadId)}/${runId}/cancel`
  const run = await requestObject({ client, path, signal }, (options) =>
    client.beta.threads.runs.cancel(runId, { thread_id: threadId }, options),
  )
  return knownRun(run)
}

/**
 * Answers all calls of a run that requires action, at once; it goes on by itself.
 * @throws AppError `invalid` for outputs that are missing, or when the run waits for none; `not-found`, `unsupported`
 */
export async function submitToolOutputs(
  client: OpenAI,
  { threadId, runId }: RunAddress,
  toolOutputs: ToolOutput[],
  signal: AbortSignal,
): Promise<Run> {
  const path = `${runsPath(threadId)}/${runId}/submit_tool_outputs`
  const params = { thread_id: threadId, tool_outputs: toolOutputs, stream: false as const }
  const run = await requestObject({ client, path, signal }, (options) =>
    client.beta.threads.runs.submitToolOutputs(runId, params, options),
  )
  return knownRun(run)
}

function pollAfterMs(headers: Headers): number | null {
  const said = headers.get('openai-poll-after-ms')
  return said !== null && /^\s*\d+(\.\d+)?\s*$/.test(said) ? Number(said) : null
}
