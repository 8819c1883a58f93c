import { standsStill } from '../../domain/runMachine.ts'
import type { TabChannel } from '../deps.ts'
import type { RunEvent } from '../wire.ts'

/** One watching of one run. Closing it ends `events`; the run goes on. */
export interface RunWatch {
  events: AsyncIterable<RunEvent>
  close: () => void
}

/** Carries the events of runs to whoever watches them, in this tab and the others. */
export interface RunHub {
  publish: (runId: string, events: readonly RunEvent[]) => void
  /** What another tab has published. */
  receive: (runId: string, event: RunEvent) => void
  /**
   * The events of a run from this call on, until it stands still: in a terminal status, or in `requires_action`. To be called before
   * the run is written, so that none is missed.
   */
  watch: (runId: string) => RunWatch
  /** Ends the watching of a run that cannot go on with an error. */
  interrupt: (runId: string, error: Error) => void
  /** Ends all watching with an error, from now on too. */
  close: () => void
}

export function createRunHub(channel: TabChannel | undefined): RunHub {
  const watchers = new Map<string, Set<Watcher>>()
  let isClosed = false

  function receive(runId: string, event: RunEvent): void {
    for (const watcher of watchers.get(runId) ?? []) watcher.take(event)
    // Not only once it is read: a client may never read its stream to the end.
    if (isStandstill(event)) end(runId, null)
  }

  function end(runId: string, error: Error | null): void {
    for (const watcher of watchers.get(runId) ?? []) watcher.end(error)
    watchers.delete(runId)
  }

  function watch(runId: string): RunWatch {
    const watcher = createWatcher()
    const all = watchers.get(runId) ?? new Set()
    watchers.set(runId, all.add(watcher))
    if (isClosed) end(runId, closedError())
    function close(): void {
      watcher.end(null)
      all.delete(watcher)
      if (all.size === 0 && watchers.get(runId) === all) watchers.delete(runId)
    }
    return { events: eventsOf(watcher, close), close }
  }

  return {
    receive,
    watch,
    publish(runId, events) {
      for (const event of events) {
        receive(runId, event)
        channel?.post({ type: 'run-event', runId, event })
      }
    },
    interrupt: end,
    close() {
      isClosed = true
      for (const runId of watchers.keys()) end(runId, closedError())
    },
  }
}

function closedError(): Error {
  return new Error('The runtime has been closed.')
}

interface Watcher {
  take: (event: RunEvent) => void
  /** No more will come; `error` says why where it should have. */
  end: (error: Error | null) => void
  /** The next event, or `null` at the end. */
  next: () => Promise<RunEvent | null>
}

function createWatcher(): Watcher {
  const events: RunEvent[] = []
  let ended: { error: Error | null } | null = null
  let wake: () => void = () => undefined
  return {
    take(event) {
      events.push(event)
      wake()
    },
    end(error) {
      ended ??= { error }
      wake()
    },
    async next() {
      for (;;) {
        const event = events.shift()
        if (event !== undefined) return event
        if (ended?.error) throw ended.error
        if (ended !== null) return null
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

async function* eventsOf(watcher: Watcher, close: () => void): AsyncGenerator<RunEvent> {
  try {
    for (let event = await watcher.next(); event !== null; event = await watcher.next()) yield event
  } finally {
    close()
  }
}

function isStandstill({ data }: RunEvent): boolean {
  return 'object' in data && data.object === 'thread.run' && standsStill(data.status)
}
