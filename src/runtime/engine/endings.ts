import { AppError } from '../../domain/errors.ts'
import type { AppErrorKind } from '../../domain/errors.ts'
import { endRun, RUN_PROGRESS_TABLES } from '../db/runSteps.ts'
import type { Ending, Unsaved } from '../db/runSteps.ts'
import type { RunRow } from '../db/tables.ts'
import type { Run } from '../wire.ts'
import type { ExecutorDeps } from './executor.ts'

export const CANCELLED: Ending = {
  event: 'cancelled',
  messageReason: 'run_cancelled',
  stepStatus: 'cancelled',
}
export const EXPIRED: Ending = { event: 'expire', messageReason: 'run_expired', stepStatus: 'expired' }

/** The end of a run that has used up its tokens. */
export function truncation(incompleteReason: 'max_completion_tokens' | 'max_prompt_tokens'): Ending {
  return {
    event: 'truncate',
    messageReason: 'max_tokens',
    stepStatus: 'failed',
    incompleteReason,
  }
}

/** The end of a run that failed. */
export function failure(lastError: NonNullable<Run['last_error']>): Ending {
  return { event: 'fail', messageReason: 'run_failed', stepStatus: 'failed', lastError }
}

const RATE_LIMITS: ReadonlySet<AppErrorKind> = new Set(['rate-limit', 'quota'])
const PROMPT_ERRORS: ReadonlySet<AppErrorKind> = new Set(['invalid', 'context-length', 'too-large'])

/** What a failure is to the API. */
export function lastErrorOf(error: unknown): NonNullable<Run['last_error']> {
  if (!(error instanceof AppError)) {
    return { code: 'server_error', message: error instanceof Error ? error.message : String(error) }
  }
  const message = error.data.detail || error.message
  if (RATE_LIMITS.has(error.kind)) return { code: 'rate_limit_exceeded', message }
  return { code: PROMPT_ERRORS.has(error.kind) ? 'invalid_prompt' : 'server_error', message }
}

/** The run as it is stored, or `null` where it is gone. */
export async function load({ storage }: ExecutorDeps, runId: string): Promise<RunRow | null> {
  return (await storage.read(['runs'], (tx) => tx.get('runs', runId))) ?? null
}

/** Ends a run unless it has ended otherwise. */
export async function end(
  { storage, clock, hub }: ExecutorDeps,
  runId: string,
  { ending, unsaved = {} }: { ending: Ending; unsaved?: Unsaved },
): Promise<void> {
  const events = await storage.write(RUN_PROGRESS_TABLES, async (tx) => {
    const row = await tx.get('runs', runId)
    return row === undefined ? null : endRun(tx, row, { ending, unsaved, nowMs: clock.now() })
  })
  hub.publish(runId, events ?? [])
}
