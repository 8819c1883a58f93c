import type { RuntimeDeps } from '../deps.ts'
import type { Run, RunEvent } from '../wire.ts'

/** Executes runs. The routes write what was asked for; the engine takes it from there. */
export interface Engine {
  /** Lets a run that was just written (or has something to do again) proceed, in this tab or in the one that holds it. */
  proceed: (runId: string) => void
  /**
   * The events of a run from now on, until it stands still (a terminal status, or `requires_action`). Asked for before the run is
   * written, so that none is missed. Ending the iteration does not stop the run.
   */
  watch: (runId: string) => AsyncIterable<RunEvent>
  /** Tells whoever watches, in every tab, what happened to a run. */
  publish: (event: RunEvent, runId: string) => void
  /** A run as it should be by now: one that has outlived its `expires_at` is ended first. */
  settled: (run: Run) => Promise<Run>
  /** Takes up the runs that an earlier page left live. */
  start: () => Promise<void>
  /** Stops executing; the runs stay as they are stored. */
  close: () => void
}

export function createEngine(_deps: RuntimeDeps): Engine {
  throw new Error('not yet')
}
