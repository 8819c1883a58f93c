/**
 * What a run may do next: for each status, the events that it takes and the status that each leads to. Everything else about
 * statuses is derived from this table. Source: OpenAI's run lifecycle (Assistants API v2).
 */
export const RUN_TRANSITIONS = {
  queued: { start: 'in_progress', cancel: 'cancelling', expire: 'expired', fail: 'failed' },
  in_progress: {
    complete: 'completed',
    requireAction: 'requires_action',
    truncate: 'incomplete',
    cancel: 'cancelling',
    fail: 'failed',
    expire: 'expired',
  },
  requires_action: { submitOutputs: 'queued', cancel: 'cancelling', expire: 'expired' },
  // Cancelling is an attempt: the run may end otherwise before it takes hold.
  cancelling: { cancelled: 'cancelled', complete: 'completed', fail: 'failed', expire: 'expired' },
  completed: {},
  failed: {},
  cancelled: {},
  expired: {},
  incomplete: {},
} as const satisfies Record<string, Record<string, string>>

type Table = typeof RUN_TRANSITIONS
export type RunStatus = keyof Table
type EventsOf<Status extends RunStatus> = keyof Table[Status] & string
export type RunEventName = { [Status in RunStatus]: EventsOf<Status> }[RunStatus]
export type TerminalStatus = {
  [Status in RunStatus]: keyof Table[Status] extends never ? Status : never
}[RunStatus]

const ROWS: Readonly<Record<RunStatus, Readonly<Partial<Record<RunEventName, RunStatus>>>>> = RUN_TRANSITIONS

export function isRunStatus(value: unknown): value is RunStatus {
  return typeof value === 'string' && Object.hasOwn(RUN_TRANSITIONS, value)
}

export const RUN_STATUSES: readonly RunStatus[] = Object.keys(RUN_TRANSITIONS).filter(isRunStatus)

/** The status that `event` leads to from `status`, typed where both are known. */
export function next<Status extends RunStatus, Event extends EventsOf<Status>>(
  status: Status,
  event: Event,
): Table[Status][Event] {
  return RUN_TRANSITIONS[status][event]
}

/** The status that `event` leads to from `status`, or `null` where it may not happen. */
export function transition(status: RunStatus, event: RunEventName): RunStatus | null {
  return ROWS[status][event] ?? null
}

export function isTerminal(status: RunStatus): status is TerminalStatus {
  return Object.keys(ROWS[status]).length === 0
}

/** The statuses of runs that are not over. */
export const LIVE_STATUSES: readonly RunStatus[] = RUN_STATUSES.filter((status) => !isTerminal(status))

/** Whether a run goes no further by itself: it has ended, or waits for tool outputs. */
export function standsStill(status: RunStatus): boolean {
  return status === 'requires_action' || isTerminal(status)
}

export function canCancel(status: RunStatus): boolean {
  return transition(status, 'cancel') !== null
}

const REACHABLE: ReadonlyMap<RunStatus, ReadonlySet<RunStatus>> = new Map(
  RUN_STATUSES.map((status) => [status, reachableFrom(status)]),
)

function reachableFrom(start: RunStatus): Set<RunStatus> {
  const reached = new Set<RunStatus>()
  const open: RunStatus[] = [start]
  for (let status = open.pop(); status !== undefined; status = open.pop()) {
    for (const target of Object.values(ROWS[status])) {
      if (!reached.has(target)) {
        reached.add(target)
        open.push(target)
      }
    }
  }
  return reached
}

/** Whether a run seen as `from` may be seen as `to` later; one who polls may miss what is between. */
export function canFollow(from: RunStatus, to: RunStatus): boolean {
  return REACHABLE.get(from)?.has(to) === true
}
