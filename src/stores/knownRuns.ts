import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive, shallowRef } from 'vue'
import { acceptRun } from '@/domain/acceptRun.ts'
import type { Run } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { type RunKey, textOfRunKey, textOfThreadKey, type ThreadKey } from '@/domain/place.ts'
import type { RememberedRun } from '@/domain/rememberedRun.ts'
import { isTerminal, LIVE_STATUSES } from '@/domain/runMachine.ts'
import { mergedRun, withSeen } from '@/domain/runTrail.ts'
import { deleteRun, deleteRunsOf, readRuns, readRunsIn, writeRuns } from '@/storage/runRepository.ts'
import { onTabNews } from '@/storage/tabNews.ts'
import { useWaitingRunsStore } from './waitingRuns.ts'

/** Runs as they were last seen here, kept in IndexedDB and in step with other tabs. */
export const useKnownRunsStore = defineStore('known-runs', () => {
  const waiting = useWaitingRunsStore()
  const rows = shallowReactive(new Map<string, RememberedRun>())
  /** Rows on their way into storage, or that could not be stored: other tabs' news does not touch them. */
  const unkept = new Set<string>()
  const isReady = shallowRef(false)
  /** Why runs could not be read, or kept. */
  const problem = shallowRef<AppErrorData | null>(null)
  const known = computed(() => [...rows.values()])
  const byThread = computed(() => Map.groupBy(known.value, (row) => textOfThreadKey(keyOf(row))))
  const listeners = new Set<() => void>()
  let loading: Promise<void> | null = null
  let isReading = false
  let isOutdated = false

  /** Reads all runs, once. When that fails, `problem` says why and a later call tries again. */
  function load(): Promise<void> {
    loading ??= read().finally(() => {
      isReady.value = true
      if (problem.value !== null) loading = null
    })
    return loading
  }

  async function read(): Promise<void> {
    try {
      const stored = new Map((await readRuns()).map((row) => [textOfRunKey(keyOf(row)), row]))
      for (const name of rows.keys()) if (!stored.has(name) && !unkept.has(name)) rows.delete(name)
      for (const [name, row] of stored) rows.set(name, mergedRun(rows.get(name), row))
    } catch (cause) {
      problem.value = errorDataOf(cause)
    }
  }

  /** Those that were not over when they were last seen. @throws AppError `storage` */
  async function unfinished(): Promise<RunKey[]> {
    return (await readRunsIn(LIVE_STATUSES)).map(keyOf)
  }

  function byKey(key: RunKey): RememberedRun | undefined {
    return rows.get(textOfRunKey(key))
  }

  function ofThread(key: ThreadKey): readonly RememberedRun[] {
    return byThread.value.get(textOfThreadKey(key)) ?? []
  }

  /** Keeps runs of a thread as they are seen now. Never rejects: what could not be stored holds in this tab. */
  async function note(key: ThreadKey, runs: readonly Run[]): Promise<void> {
    const changed = runs.map((run) => noted(key, run)).filter((row) => row !== null)
    if (changed.length === 0) return
    const names = changed.map((row) => textOfRunKey(keyOf(row)))
    for (const name of names) unkept.add(name)
    try {
      await writeRuns(changed, mergedRun)
      for (const name of names) unkept.delete(name)
      await waiting.recount()
    } catch (cause) {
      problem.value = errorDataOf(cause)
    }
  }

  /** The row of a run as it is seen now; `null` where that says nothing new. */
  function noted({ placeId, threadId }: ThreadKey, seen: Run): RememberedRun | null {
    const name = textOfRunKey({ placeId, threadId, runId: seen.id })
    const before = rows.get(name)
    const run = acceptRun(before?.run, seen)
    if (run === before?.run) return null
    // Of a run that is over when it is first seen, nothing was watched: its own timestamps say more than now.
    const wasWatched = before !== undefined || !isTerminal(run.status)
    const trail = wasWatched ? withSeen(before?.trail ?? [], run.status, Date.now()) : []
    const row = { id: run.id, placeId, threadId, run, trail }
    rows.set(name, row)
    return row
  }

  /** Forgets a run. */
  async function forget(key: RunKey): Promise<void> {
    rows.delete(textOfRunKey(key))
    await attempt(() => deleteRun(key))
  }

  /** Forgets the runs of a thread. */
  async function forgetThread(key: ThreadKey): Promise<void> {
    for (const row of ofThread(key)) rows.delete(textOfRunKey(keyOf(row)))
    await attempt(() => deleteRunsOf(key))
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      await waiting.recount()
    } catch (cause) {
      problem.value = errorDataOf(cause)
    }
  }

  /** Calls `listener` once what another tab has changed is here. */
  function onNews(listener: () => void): void {
    listeners.add(listener)
  }

  function dismissProblem(): void {
    problem.value = null
  }

  /** Reads again what other tabs have changed; once more when they did so meanwhile. Says itself what went wrong. */
  async function readAgain(): Promise<void> {
    isOutdated = true
    if (isReading) return
    isReading = true
    while (isOutdated) {
      isOutdated = false
      await read()
    }
    isReading = false
    for (const listener of listeners) listener()
  }

  onScopeDispose(
    onTabNews((news) => {
      if (news.type === 'runs-changed' && loading !== null) void readAgain()
    }),
  )

  return {
    isReady,
    problem,
    known,
    load,
    unfinished,
    byKey,
    ofThread,
    note,
    forget,
    forgetThread,
    onNews,
    dismissProblem,
  }
})

function keyOf({ placeId, threadId, id: runId }: RememberedRun): RunKey {
  return { placeId, threadId, runId }
}
