import type { Run } from './api.ts'
import type { RunKey } from './place.ts'
import { RUN_STATUSES, type RunStatus } from './runMachine.ts'
import { RUN_PHASE, type RunPhase } from './runPolicy.ts'
import type { RunSpan } from './runTrail.ts'

/** A run of whatever thread, with what is known around it. */
export interface RunRow extends RunSpan {
  key: RunKey
  run: Run
  /** The name of its assistant: empty where it has none; its id while, or where, it is not known. */
  assistant: string
  /** The title of its thread; empty where it has none. */
  thread: string
}

const RANK: Readonly<Record<RunPhase, number>> = {
  'needs-person': 0,
  waiting: 1,
  working: 1,
  stopping: 1,
  over: 2,
}

/** Those that wait for a person first, then those that go on, and the newest first among each. */
export function orderRuns(rows: readonly RunRow[]): RunRow[] {
  const rankOf = ({ run }: RunRow): number => RANK[RUN_PHASE[run.status]]
  return rows.toSorted(
    (one, other) => rankOf(one) - rankOf(other) || other.run.created_at - one.run.created_at,
  )
}

/** Those in a status (`null`: in any) in which each word of `query` is somewhere. */
export function filterRuns(
  rows: readonly RunRow[],
  { status, query }: { status: RunStatus | null; query: string },
): RunRow[] {
  const words = query.toLowerCase().split(/\s+/u)
  return rows.filter((row) => {
    if (status !== null && row.run.status !== status) return false
    const text = [row.assistant, row.thread, row.run.model, row.run.id, row.run.thread_id]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** How many are in each status, for the statuses that there are, in the order of the machine. */
export function countStatuses(rows: readonly RunRow[]): { status: RunStatus; count: number }[] {
  return RUN_STATUSES.map((status) => ({
    status,
    count: rows.filter(({ run }) => run.status === status).length,
  })).filter(({ count }) => count > 0)
}
