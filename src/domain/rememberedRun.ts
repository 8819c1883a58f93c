import type { Run } from './api.ts'
import type { RunStatus } from './runMachine.ts'

/** A run as it was last seen here. */
export interface RememberedRun {
  id: string
  placeId: string
  threadId: string
  run: Run
  /** The statuses that were seen, oldest first. */
  trail: readonly SeenStatus[]
}

export interface SeenStatus {
  status: RunStatus
  /** When it was first seen; milliseconds since the epoch. */
  sinceMs: number
}
