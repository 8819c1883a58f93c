import type { SeenStatus } from './rememberedRun.ts'
import { isTerminal, RUN_TRANSITIONS, type RunStatus } from './runMachine.ts'
import { elapsedMs, spanOf } from './runTrail.ts'

type Table = typeof RUN_TRANSITIONS
/** One step of the status machine, such as `queued>in_progress`. */
export type RunEdge = {
  [From in RunStatus]: Table[From][keyof Table[From]] extends infer To extends RunStatus
    ? `${From}>${To}`
    : never
}[RunStatus]

/** All stays in one status. */
export interface RunStay {
  times: number
  /** How long they were together; `null` for an end, which lasts. */
  ms: number | null
}

export interface RunPath {
  /** In order, each stay with how long it was. */
  visits: readonly { status: RunStatus; ms: number | null }[]
  /** What was walked. */
  edges: ReadonlySet<RunEdge>
  stays: ReadonlyMap<RunStatus, RunStay>
  /** From the run's creation to its end, or to now. */
  elapsedMs: number
}

/** All steps of the table of statuses, each once. */
export const RUN_EDGES: ReadonlySet<string> = new Set(
  Object.entries(RUN_TRANSITIONS).flatMap(([from, events]) =>
    Object.values<RunStatus>(events).map((to) => `${from}>${to}`),
  ),
)

function isRunEdge(name: string): name is RunEdge {
  return RUN_EDGES.has(name)
}

/** The way of a run through its statuses, from a trail without gaps, as `trailOf` gives it. */
export function runPath(trail: readonly SeenStatus[], nowMs: number): RunPath {
  const visits = trail.map(({ status, sinceMs }, index) => {
    const untilMs = trail[index + 1]?.sinceMs ?? (isTerminal(status) ? null : nowMs)
    return { status, ms: untilMs === null ? null : Math.max(0, untilMs - sinceMs) }
  })
  const steps = trail.slice(1).map(({ status }, index) => `${trail[index]?.status ?? ''}>${status}`)
  const stays = new Map<RunStatus, RunStay>()
  for (const { status, ms } of visits) {
    const { times, ms: before } = stays.get(status) ?? { times: 0, ms: null }
    stays.set(status, { times: times + 1, ms: ms === null ? before : (before ?? 0) + ms })
  }
  return {
    visits,
    edges: new Set(steps.filter(isRunEdge)),
    stays,
    elapsedMs: elapsedMs(spanOf(trail), nowMs),
  }
}
