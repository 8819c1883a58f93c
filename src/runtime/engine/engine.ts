import { isTerminal } from '../../domain/runMachine.ts'
import type { RuntimeDeps } from '../deps.ts'
import { liveRunOf } from '../db/runs.ts'
import { endRun, RUN_PROGRESS_TABLES } from '../db/runSteps.ts'
import { createModelProvider } from '../providers/modelProvider.ts'
import type { Run, RunEvent } from '../wire.ts'
import { EXPIRED } from './endings.ts'
import { executeRun } from './executor.ts'
import { createRunHub } from './runHub.ts'
import type { RunWatch } from './runHub.ts'

/** Executes runs. The routes write what was asked for; the engine takes it from there. */
export interface Engine {
  /** Lets a run that was just written (or has something to do again) proceed, in this tab or in the one that holds it. */
  proceed: (runId: string) => void
  /**
   * The events of a run from now on, until it stands still (a terminal status, or `requires_action`). To be asked for before the run
   * is written, so that none is missed.
   */
  watch: (runId: string) => RunWatch
  /** Tells whoever watches, in every tab, what happened to a run. */
  publish: (runId: string, events: readonly RunEvent[]) => void
  /** A run as it should be by now: one that has outlived its `expires_at` is ended first. */
  settled: (run: Run) => Promise<Run>
  /** Ends the run that holds a thread beyond its time, where there is one. */
  settleThread: (threadId: string) => Promise<void>
  /** Takes up the runs that an earlier page left live. */
  start: () => Promise<void>
  /** Stops executing; the runs stay as they are stored. */
  close: () => void
}

/** One run that this tab executes, or waits to execute. */
interface Task {
  /** Breaks off the turn that is under way, so that the run is looked at again. */
  controller: AbortController
  /** Something has changed since the run was last looked at. */
  isStale: boolean
  /** Once the lock is held, nobody else is at the run. */
  isAbandoned: boolean
}

export function createEngine(deps: RuntimeDeps): Engine {
  const { storage, clock, locks, channel } = deps
  const hub = createRunHub(channel)
  const provider = createModelProvider(deps)
  const tasks = new Map<string, Task>()
  const closing = new AbortController()

  function proceed(runId: string): void {
    take(runId)
    // A tab that executes the run looks at it again; the others wait to go on with it, should this one go away.
    channel?.post({ type: 'run-changed', runId })
  }

  function take(runId: string, isAbandoned = locks.isOfOneTab !== true): void {
    if (closing.signal.aborted) return
    const known = tasks.get(runId)
    if (known !== undefined) {
      known.isStale = true
      void lookAgain(runId, known)
      return
    }
    const task: Task = { controller: new AbortController(), isStale: true, isAbandoned }
    tasks.set(runId, task)
    void perform(runId, task)
  }

  async function perform(runId: string, task: Task): Promise<void> {
    try {
      await locks.hold(`run-${runId}`, () => work(runId, task))
    } catch (error) {
      // The storage has failed: the run is as it was stored last, and the next page takes it up.
      if (!closing.signal.aborted) hub.interrupt(runId, asError(error))
      task.isStale = false
    } finally {
      tasks.delete(runId)
    }
    if (task.isStale) take(runId)
  }

  async function work(runId: string, task: Task): Promise<void> {
    let run: Run | null = null
    while (task.isStale && !closing.signal.aborted) {
      task.isStale = false
      run = await executeRun({ ...deps, provider, hub }, runId, {
        signal: () => AbortSignal.any([closing.signal, freshSignal(task)]),
        isClosing: () => closing.signal.aborted,
        isAbandoned: task.isAbandoned,
      })
      task.isAbandoned = false
    }
    if (run === null) hub.interrupt(runId, new Error('The run is gone: its thread was deleted.'))
    else if (run.status === 'requires_action') expireInTime(run)
  }

  function freshSignal(task: Task): AbortSignal {
    if (task.controller.signal.aborted) task.controller = new AbortController()
    return task.controller.signal
  }

  /** Breaks a turn off when the run has been cancelled, or is gone. */
  async function lookAgain(runId: string, task: Task): Promise<void> {
    try {
      const row = await storage.read(['runs'], (tx) => tx.get('runs', runId))
      if (row?.object.status !== 'in_progress' && row?.object.status !== 'queued') task.controller.abort()
    } catch (error) {
      // Without its storage the run cannot go on either.
      task.controller.abort(error)
    }
  }

  /** A run that waits for tool outputs ends by itself when its time is up. */
  function expireInTime({ id, expires_at: expiresAt }: Run): void {
    if (expiresAt === null) return
    clock.sleep(Math.max(0, expiresAt * 1000 - clock.now()), closing.signal).then(
      () => take(id),
      () => undefined, // the page is going; `start` looks at it in the next one
    )
  }

  async function settled(run: Run): Promise<Run> {
    const isLate = run.expires_at !== null && clock.now() >= run.expires_at * 1000
    if (!isLate || isTerminal(run.status)) return run
    // Whoever executes it ends it; a run that only waits is ended here, so that the answer is right.
    if (run.status !== 'requires_action') {
      take(run.id)
      return run
    }
    const ended = await storage.write(RUN_PROGRESS_TABLES, async (tx) => {
      const row = await tx.get('runs', run.id)
      if (row?.object.status !== 'requires_action') return { events: [], object: row?.object ?? run }
      const events = (await endRun(tx, row, { ending: EXPIRED, nowMs: clock.now() })) ?? []
      return { events, object: (await tx.get('runs', run.id))?.object ?? run }
    })
    hub.publish(run.id, ended.events)
    return ended.object
  }

  channel?.listen((news) => {
    if (news.type === 'run-event') hub.receive(news.runId, news.event)
    // Where a lock would not tell that another tab is at it, this one only looks at what it executes itself.
    else if (locks.isOfOneTab !== true || tasks.has(news.runId)) take(news.runId)
  })

  return {
    proceed,
    watch: (runId) => hub.watch(runId),
    publish: (runId, events) => hub.publish(runId, events),
    settled,
    async settleThread(threadId) {
      const live = await storage.read(['runs'], (tx) => liveRunOf(tx, threadId))
      if (live !== undefined) await settled(live.object)
    },
    async start() {
      const live = await storage.read(['runs'], (tx) => tx.scan('runs', 'live', { prefix: [1] }))
      for (const { id } of live) take(id, true)
    },
    close() {
      closing.abort()
      hub.close()
    },
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
