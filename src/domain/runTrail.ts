import { acceptRun } from './acceptRun.ts'
import type { Run } from './api.ts'
import type { RememberedRun, SeenStatus } from './rememberedRun.ts'
import { isTerminal, RUN_TRANSITIONS, type RunStatus } from './runMachine.ts'

/** `seen` with one more status, unless the run was in it already. */
export function withSeen(
  seen: readonly SeenStatus[],
  status: RunStatus,
  nowMs: number,
): readonly SeenStatus[] {
  return seen.at(-1)?.status === status ? seen : [...seen, { status, sinceMs: nowMs }]
}

/** One run as two tabs have seen it, or one tab at two times: `later` is the later of them, as far as anybody knows. */
export function mergedRun(before: RememberedRun | undefined, later: RememberedRun): RememberedRun {
  if (before === undefined) return later
  const run = acceptRun(before.run, later.run)
  const trail = before.trail.length < later.trail.length ? later.trail : before.trail
  return run === before.run && trail === before.trail ? before : { ...later, run, trail }
}

/**
 * The path of a run, oldest first and without gaps: the statuses that were seen; between and before them those that the run must have
 * passed through, by the table of transitions; and the run's own timestamps, where it has them, before the times of seeing. So a run that
 * nobody watched has a plausible path too: only its rounds of `requires_action` are lost, which no timestamp tells. What was passed unseen
 * and left no timestamp takes no time in it.
 */
export function trailOf(run: Run, seen: readonly SeenStatus[]): readonly SeenStatus[] {
  const isCurrent = seen.at(-1)?.status === run.status
  const passed = withStart(run, isCurrent ? seen : [...seen, unseen(run.status)])
  const path: Passed[] = passed[0]?.status === 'queued' ? [] : [unseen('queued')]
  for (const each of passed) {
    const from = path.at(-1)?.status
    if (from !== undefined) path.push(...between(from, each.status).map(unseen))
    path.push(each)
  }
  return dated(run, path)
}

interface Passed {
  status: RunStatus
  /** `null`: not known. */
  sinceMs: number | null
}

function unseen(status: RunStatus): Passed {
  return { status, sinceMs: null }
}

/** A run that has started was in progress, whatever was seen of it. */
function withStart({ started_at, status }: Run, seen: readonly Passed[]): readonly Passed[] {
  const isKnown = started_at === null || seen.some((each) => each.status === 'in_progress')
  const index = seen.findIndex((each) => each.status !== 'queued')
  if (isKnown || status === 'queued' || index === -1) return seen
  return seen.toSpliced(index, 0, unseen('in_progress'))
}

/** The statuses on the shortest way, both ends left out. Nobody is taken to have cancelled a run that did not end so. */
function between(from: RunStatus, to: RunStatus): readonly RunStatus[] {
  const ways: RunStatus[][] = [[from]]
  const reached = new Set<RunStatus>([from])
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const targets = Object.values<RunStatus>(RUN_TRANSITIONS[way.at(-1) ?? from])
    if (targets.includes(to)) return way.slice(1)
    for (const target of targets) {
      if (reached.has(target) || (target === 'cancelling' && to !== 'cancelled')) continue
      reached.add(target)
      ways.push([...way, target])
    }
  }
  return []
}

/** With a time for each: the run's own where it has one, else that of seeing, else that of what came next. */
function dated(run: Run, path: readonly Passed[]): readonly SeenStatus[] {
  const first = path.findIndex(({ status }) => status === 'in_progress')
  const stamps = path.map(({ status }, index) => {
    if (index === 0) return run.created_at
    if (status === 'in_progress') return index === first ? run.started_at : null
    return endOf(run, status)
  })
  const known = path.map(({ sinceMs }, index) => withStamp(sinceMs, stamps[index] ?? null))
  let latest = 0
  return path.map(({ status }, index) => {
    const next = known.slice(index).find((ms) => ms !== null) ?? latest
    latest = Math.max(latest, next)
    return { status, sinceMs: latest }
  })
}

/** Servers tell whole seconds: within one, what was seen says more. */
function withStamp(seenMs: number | null, stamp: number | null): number | null {
  if (stamp === null) return seenMs
  const fromMs = stamp * 1000
  return seenMs === null ? fromMs : Math.min(Math.max(seenMs, fromMs), fromMs + 999)
}

/** When a run ended so, in seconds since the epoch, as far as its server tells. */
function endOf(run: Run, status: RunStatus): number | null {
  const ends: Partial<Record<RunStatus, number | null>> = {
    completed: run.completed_at,
    incomplete: run.completed_at,
    failed: run.failed_at,
    cancelled: run.cancelled_at,
    expired: run.expires_at,
  }
  return ends[status] ?? null
}

/** Times in milliseconds since the epoch. */
export interface RunSpan {
  /** The run's creation. */
  fromMs: number
  /** Its end; `null` while it goes on. */
  untilMs: number | null
}

/** From when to when a run has been there, by its trail as `trailOf` gives it. */
export function spanOf(trail: readonly SeenStatus[]): RunSpan {
  const last = trail.at(-1)
  const isOver = last === undefined || isTerminal(last.status)
  return { fromMs: trail[0]?.sinceMs ?? 0, untilMs: isOver ? (last?.sinceMs ?? 0) : null }
}

/** How long a run has taken, or takes so far: what every screen shows of it. */
export function elapsedMs({ fromMs, untilMs }: RunSpan, nowMs: number): number {
  return Math.max(0, (untilMs ?? nowMs) - fromMs)
}
