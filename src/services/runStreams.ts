import type OpenAI from 'openai'
import type { APIPromise } from 'openai'
import type { Run, RunCreateParams, ThreadCreateAndRunParams, ToolOutput } from '../domain/api.ts'
import type { RunStreamEvent } from '../domain/runEvents.ts'
import { standsStill } from '../domain/runMachine.ts'
import { failure, isEventStream, readEvents } from './answer.ts'
import { guard } from './errors.ts'
import { knownRun } from './knownRun.ts'
import { readObject, type Target } from './requests.ts'
import { runsPath, type RunAddress } from './runs.ts'
import { runStreamEvents } from './runStreamEvents.ts'

/**
 * Starts a run and follows it, until it is over or waits for tool outputs: `stream-ended` then. Of a server that does not stream
 * comes nothing but the run; it is to be polled, as after an error. Whoever stops following does not stop the run.
 * @throws AppError as `createRun`; `stream-cut`, `stream-error`, `malformed`
 */
export function streamRun(
  client: OpenAI,
  threadId: string,
  params: RunCreateParams,
  signal: AbortSignal,
): AsyncGenerator<RunStreamEvent> {
  return follow({ client, path: runsPath(threadId), signal }, (options) =>
    client.beta.threads.runs.create(threadId, { ...params, stream: true }, options),
  )
}

/** A new thread, which comes first, and a run over it. @throws AppError as `streamRun` */
export function streamThreadAndRun(
  client: OpenAI,
  params: ThreadCreateAndRunParams,
  signal: AbortSignal,
): AsyncGenerator<RunStreamEvent> {
  return follow({ client, path: '/threads/runs', signal }, (options) =>
    client.beta.threads.createAndRun({ ...params, stream: true }, options),
  )
}

/** Answers all calls of a run that requires action, and follows it on. @throws AppError as `submitToolOutputs` and `streamRun` */
export function streamToolOutputs(
  client: OpenAI,
  { threadId, runId }: RunAddress,
  toolOutputs: ToolOutput[],
  signal: AbortSignal,
): AsyncGenerator<RunStreamEvent> {
  const path = `${runsPath(threadId)}/${runId}/submit_tool_outputs`
  const params = { thread_id: threadId, tool_outputs: toolOutputs, stream: true as const }
  return follow({ client, path, signal }, (options) =>
    client.beta.threads.runs.submitToolOutputs(runId, params, options),
  )
}

type Send = (options: { signal: AbortSignal }) => APIPromise<unknown>

function follow(target: Target, send: Send): AsyncGenerator<RunStreamEvent> {
  const { client, path, signal } = target
  return guard(readRun(target, send), { url: client.baseURL + path, signal })
}

async function* readRun({ client, signal }: Target, send: Send): AsyncGenerator<RunStreamEvent> {
  const response = await send({ signal }).asResponse()
  if (!isEventStream(response, true)) {
    yield { type: 'run-changed', run: knownRun(await readObject<Run>(response)) }
    return
  }
  let isAtRest = false
  for await (const item of readEvents(client, response, signal)) {
    if (item === 'done') break
    for (const event of runStreamEvents(item.data, response)) {
      if (event.type === 'run-changed') isAtRest = standsStill(event.run.status)
      yield event
    }
  }
  if (!isAtRest) throw failure('stream-cut', 'The stream ended before the run did.', response)
  yield { type: 'stream-ended' }
}
