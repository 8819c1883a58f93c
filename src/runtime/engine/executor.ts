import type { RuntimeDeps } from '../deps.ts'
import type { ModelProvider } from '../providers/modelProvider.ts'
import type { Run } from '../wire.ts'
import { start, takeOver } from './claim.ts'
import { CANCELLED, end, EXPIRED, load } from './endings.ts'
import type { RunHub } from './runHub.ts'
import { takeTurn } from './turn.ts'

export interface ExecutorDeps extends RuntimeDeps {
  provider: ModelProvider
  hub: RunHub
}

export interface Execution {
  /** Aborts when the run has been changed by others from this call on. */
  signal: () => AbortSignal
  /** Whether the page is going, so that the run stays as it is stored. */
  isClosing: () => boolean
  /** Whether whoever executed a run that is in progress is known to be gone. */
  isAbandoned: boolean
}

/**
 * Drives one run as far as it goes by itself: to a terminal status, or to `requires_action`. The caller holds the run's lock.
 * A run that is in progress already is taken over where it is abandoned, and left alone otherwise.
 */
export async function executeRun(
  deps: ExecutorDeps,
  runId: string,
  { signal, isClosing, isAbandoned }: Execution,
): Promise<Run | null> {
  let ours = isAbandoned ? await takeOver(deps, runId) : null
  for (;;) {
    // Before the run is read, so that no change is missed.
    const changed = signal()
    const row = await load(deps, runId)
    if (row === null || row.isLive === 0 || isClosing()) return row?.object ?? null
    const { status, expires_at: expiresAt } = row.object
    const isLate = expiresAt !== null && deps.clock.now() >= expiresAt * 1000
    if (status === 'cancelling') await end(deps, runId, { ending: CANCELLED })
    else if (isLate) await end(deps, runId, { ending: EXPIRED })
    else if (status === 'queued') ours = await start(deps, row)
    else if (status === 'in_progress' && row.interruptions === ours) {
      const goesOn = await takeTurn(deps, row, { signal: changed, isClosing })
      // It stands still, or has ended: from there on another page may be the first to begin it again.
      if (!goesOn) ours = null
    } else return row.object
  }
}
