import { isRunStatus, type RunStatus } from './runMachine.ts'

interface Cadence {
  firstMs: number
  /** What each wait is multiplied with, up to `maxMs`. */
  growth: number
  maxMs: number
}

/** How often a run is looked at; `null` for never again. */
export const POLL_CADENCE: Readonly<Record<RunStatus, Cadence | null>> = {
  queued: { firstMs: 300, growth: 1.5, maxMs: 1000 },
  in_progress: { firstMs: 500, growth: 1.5, maxMs: 3000 },
  // A person has to act, and submitting starts anew.
  requires_action: { firstMs: 5000, growth: 1, maxMs: 5000 },
  cancelling: { firstMs: 400, growth: 1.5, maxMs: 2000 },
  completed: null,
  failed: null,
  cancelled: null,
  expired: null,
  incomplete: null,
}

/** What a person makes of a status. */
export type RunPhase = 'waiting' | 'working' | 'needs-person' | 'stopping' | 'over'

export const RUN_PHASE: Readonly<Record<RunStatus, RunPhase>> = {
  queued: 'waiting',
  in_progress: 'working',
  requires_action: 'needs-person',
  cancelling: 'stopping',
  completed: 'over',
  failed: 'over',
  cancelled: 'over',
  expired: 'over',
  incomplete: 'over',
}

/** The color that a status is shown in. */
export type RunTone = 'queued' | 'progress' | 'action' | 'done' | 'failed' | 'cancel' | 'incomplete'

export const RUN_TONE: Readonly<Record<RunStatus, RunTone>> = {
  queued: 'queued',
  in_progress: 'progress',
  requires_action: 'action',
  cancelling: 'cancel',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancel',
  expired: 'incomplete',
  incomplete: 'incomplete',
}

/** What follows a look at a run. `failed`: its server keeps telling a status that nobody knows. */
export type RunVerdict = { kind: 'done' } | { kind: 'again'; afterMs: number } | { kind: 'failed' }

export interface RunObservation {
  /** As the server told it, one of ours or not. */
  status: string
  /** How many looks in a row told the same status before this one. */
  attempt: number
  /** The wait that the server asks for, if it does. */
  hintMs: number | null
  /** How long the run has until it expires; zero or less when it should have. */
  expiresInMs: number | null
}

/** The code of the error that a run with a status of which nothing is known is. */
export const UNKNOWN_STATUS = 'unknown_status'

const UNKNOWN_CADENCE = { everyMs: 5000, times: 12 }
const HINT = { minMs: 100, maxMs: 60_000 }
/** Servers tell whole seconds: right before the end, no quicker than this. */
const MIN_TO_EXPIRY_MS = 300

/** Whether, and when, to look at a run again. */
export function pollVerdict({ status, attempt, hintMs, expiresInMs }: RunObservation): RunVerdict {
  if (!isRunStatus(status)) {
    return attempt < UNKNOWN_CADENCE.times
      ? { kind: 'again', afterMs: UNKNOWN_CADENCE.everyMs }
      : { kind: 'failed' }
  }
  const cadence = POLL_CADENCE[status]
  if (cadence === null) return { kind: 'done' }
  const { firstMs, growth, maxMs } = cadence
  const usualMs = Math.min(firstMs * growth ** attempt, maxMs)
  if (status === 'in_progress' && hintMs !== null) {
    return { kind: 'again', afterMs: Math.min(Math.max(hintMs, HINT.minMs), HINT.maxMs) }
  }
  if (status === 'requires_action' && expiresInMs !== null && expiresInMs > 0) {
    return { kind: 'again', afterMs: Math.max(Math.min(usualMs, expiresInMs), MIN_TO_EXPIRY_MS) }
  }
  return { kind: 'again', afterMs: usualMs }
}
