/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; other servers speak it on. */
import type OpenAI from 'openai'
import type { RunStep, RunStepInclude, RunStepListParams } from '../domain/api.ts'
import type { ListPage } from '../domain/listPage.ts'
import { requestObject, requestPage } from './requests.ts'
import { runsPath, type RunAddress } from './runs.ts'

/** What file search found; left out of steps unless asked for. */
const INCLUDE: RunStepInclude[] = ['step_details.tool_calls[*].file_search.results[*].content']

/** One page of a run's steps, with what file search found; the newest first where `params` say nothing else. @throws AppError `not-found` */
export function listRunSteps(
  client: OpenAI,
  { threadId, runId }: RunAddress,
  params: RunStepListParams,
  signal: AbortSignal,
): Promise<ListPage<RunStep>> {
  const path = `${runsPath(threadId)}/${runId}/steps`
  const query = { include: INCLUDE, ...params, thread_id: threadId }
  return requestPage({ client, path, signal }, (options) =>
    client.beta.threads.runs.steps.list(runId, query, options),
  )
}

/** One step, with what file search found. @throws AppError `not-found` */
export function retrieveRunStep(
  client: OpenAI,
  { threadId, runId, stepId }: RunAddress & { stepId: string },
  signal: AbortSignal,
): Promise<RunStep> {
  const path = `${runsPath(threadId)}/${runId}/steps/${stepId}`
  const params = { thread_id: threadId, run_id: runId, include: INCLUDE }
  return requestObject({ client, path, signal }, (options) =>
    client.beta.threads.runs.steps.retrieve(stepId, params, options),
  )
}
