import type { Clock } from '../deps.ts'
import { openStepOf } from '../db/runs.ts'
import type { Unsaved } from '../db/runSteps.ts'
import type { RunRow } from '../db/tables.ts'
import type { Run } from '../wire.ts'
import { CANCELLED, end, EXPIRED, failure, lastErrorOf, load } from './endings.ts'
import type { ExecutorDeps } from './executor.ts'
import { createModelPhase } from './modelPhase.ts'
import { createToolPhase } from './toolPhase.ts'

/**
 * Takes a run one turn on: has the calls executed that the last turn has left, or asks the model. Gives whether the run goes on by
 * itself. What breaks the turn off ends the run, but for a page that is closing: then the run stays as it is stored.
 */
export async function takeTurn(
  deps: ExecutorDeps,
  row: RunRow,
  { signal, isClosing }: { signal: AbortSignal; isClosing: () => boolean },
): Promise<boolean> {
  const { clock, storage } = deps
  const over = new AbortController()
  const expiry = expirySignal(clock, row.object, over.signal)
  const called = await storage.read(['steps'], (tx) => openStepOf(tx, row.id))
  const phase = called === undefined ? createModelPhase(deps, row) : createToolPhase(deps, row, called)
  try {
    return await phase.perform(AbortSignal.any([signal, expiry]))
  } catch (error) {
    if (isClosing()) return false
    await settle(deps, row, { error, unsaved: phase.unsaved(), isLate: expiry.aborted })
    return false
  } finally {
    over.abort()
  }
}

function expirySignal(clock: Clock, { expires_at: expiresAt }: Run, over: AbortSignal): AbortSignal {
  const controller = new AbortController()
  if (expiresAt !== null) {
    clock.sleep(Math.max(0, expiresAt * 1000 - clock.now()), over).then(
      () => controller.abort(),
      () => undefined, // the turn was over first
    )
  }
  return controller.signal
}

/** What becomes of a run whose turn was broken off. */
async function settle(
  deps: ExecutorDeps,
  { id: runId, interruptions }: RunRow,
  { error, unsaved, isLate }: { error: unknown; unsaved: Unsaved; isLate: boolean },
): Promise<void> {
  const row = await load(deps, runId)
  if (row?.interruptions !== interruptions) return
  const { status } = row.object
  if (status === 'cancelling') return end(deps, runId, { ending: CANCELLED, unsaved })
  if (status !== 'in_progress') return
  if (isLate) return end(deps, runId, { ending: EXPIRED, unsaved })
  await end(deps, runId, { ending: failure(lastErrorOf(error)), unsaved })
}
