import type OpenAI from 'openai'
import type { Run, RunStep } from '@/domain/api.ts'
import { AppError } from '@/domain/errors.ts'
import { goneIds } from '@/domain/goneItems.ts'
import type { RunKey, ThreadKey } from '@/domain/place.ts'
import type { ThreadEvent } from '@/domain/runEvents.ts'
import type { ThreadState } from '@/domain/threadState.ts'
import { allPages } from '@/services/allPages.ts'
import { listMessages } from '@/services/messages.ts'
import { listRuns, retrieveRun, type PolledRun } from '@/services/runs.ts'
import { listRunSteps } from '@/services/runSteps.ts'

/** Where what was asked for goes. */
export interface LookTarget {
  clientOf: (placeId: string) => Promise<OpenAI>
  stateOf: (key: ThreadKey) => ThreadState
  accept: (key: ThreadKey, event: ThreadEvent) => void
}

const PAGE = 100
/** More than a run writes between two looks. */
const NEWEST_MESSAGES = 20

/** Asks for a run. Gives it as it is accepted: a stream may have told more meanwhile. @throws AppError */
export async function lookAtRun(target: LookTarget, key: RunKey, signal: AbortSignal): Promise<PolledRun> {
  const client = await target.clientOf(key.placeId)
  const since = target.stateOf(key)
  const { run, pollAfterMs } = await retrieveRun(client, key, signal)
  throwIfLate(signal)
  target.accept(key, { type: 'runs-received', runs: [run], since })
  return { run: target.stateOf(key).runs.get(run.id) ?? run, pollAfterMs }
}

/** Asks for all steps of a run. @throws AppError */
export async function lookAtSteps(target: LookTarget, key: RunKey, signal: AbortSignal): Promise<void> {
  const client = await target.clientOf(key.placeId)
  let since = target.stateOf(key)
  const before = [...since.steps].filter(
    ([id, step]) => step.run_id === key.runId && !since.streamed.calls.has(id),
  )
  const found: RunStep[] = []
  const pages = allPages((cursor) =>
    listRunSteps(client, key, { order: 'asc', limit: PAGE, ...cursor }, signal),
  )
  for await (const steps of pages) {
    throwIfLate(signal)
    target.accept(key, { type: 'steps-received', steps, since })
    since = target.stateOf(key)
    found.push(...steps)
  }
  for (const stepId of goneIds(new Map(before), { items: found, hasOlder: false }))
    target.accept(key, { type: 'step-deleted', stepId })
}

/** Asks for the newest messages of a thread. @throws AppError */
export async function lookAtMessages(target: LookTarget, key: ThreadKey, signal: AbortSignal): Promise<void> {
  const client = await target.clientOf(key.placeId)
  const since = target.stateOf(key)
  const { items, next } = await listMessages(
    client,
    key.threadId,
    { order: 'desc', limit: NEWEST_MESSAGES },
    signal,
  )
  throwIfLate(signal)
  target.accept(key, { type: 'messages-received', messages: items.toReversed(), since })
  // What a stream is just telling need not be stored yet.
  const before = [...since.messages].filter(([id]) => !since.streamed.content.has(id))
  for (const messageId of goneIds(new Map(before), { items, hasOlder: next !== null }))
    target.accept(key, { type: 'message-deleted', messageId })
}

/** Asks for all runs of a thread. Gives them as they are accepted, newest first. @throws AppError */
export async function lookAtRuns(target: LookTarget, key: ThreadKey, signal: AbortSignal): Promise<Run[]> {
  const client = await target.clientOf(key.placeId)
  const since = target.stateOf(key)
  const found: Run[] = []
  const pages = allPages((cursor) => listRuns(client, key.threadId, { limit: PAGE, ...cursor }, signal))
  for await (const runs of pages) {
    throwIfLate(signal)
    found.push(...runs)
  }
  target.accept(key, { type: 'runs-received', runs: found.toReversed(), since })
  const { runs } = target.stateOf(key)
  return found.map((run) => runs.get(run.id) ?? run)
}

/** Whatever a request does after its abort: nothing is taken in any more. */
function throwIfLate(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError({ kind: 'aborted', detail: 'Stopped.' })
}
