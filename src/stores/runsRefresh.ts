import { shallowRef, type ShallowRef } from 'vue'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import type { ThreadKey } from '@/domain/place.ts'
import type { RememberedThread } from '@/domain/rememberedThread.ts'

const AT_ONCE = 4

/** A thread whose runs could not be listed. */
export interface RefreshFailure {
  key: ThreadKey
  error: AppErrorData
}

interface RefreshOptions {
  threads: () => readonly RememberedThread[]
  /** Lists the runs of a thread. @throws AppError */
  load: (key: ThreadKey, signal: AbortSignal) => Promise<void>
}

/** Lists the runs of every remembered thread, a few threads at a time. */
export function createRunsRefresh({ threads, load }: RefreshOptions): {
  /** How many of the threads have been asked; `null` while nothing is refreshed. */
  progress: ShallowRef<{ done: number; total: number } | null>
  /** Gives what failed. A refresh that goes on is stopped by the next. */
  start: () => Promise<RefreshFailure[]>
  stop: () => void
} {
  const progress = shallowRef<{ done: number; total: number } | null>(null)
  let controller = new AbortController()

  async function start(): Promise<RefreshFailure[]> {
    stop()
    controller = new AbortController()
    const { signal } = controller
    const isStopped = (): boolean => signal.aborted
    const failures: RefreshFailure[] = []
    const waiting = threads().map(({ placeId, id }) => ({ placeId, threadId: id }))
    const total = waiting.length
    let done = 0
    progress.value = { done, total }
    async function work(): Promise<void> {
      for (let key = waiting.shift(); key !== undefined && !isStopped(); key = waiting.shift()) {
        try {
          await load(key, signal)
        } catch (cause) {
          if (!isStopped()) failures.push({ key, error: errorDataOf(cause) })
        }
        done += 1
        if (!isStopped()) progress.value = { done, total }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    if (!isStopped()) progress.value = null
    return failures
  }

  function stop(): void {
    controller.abort()
    progress.value = null
  }

  return { progress, start, stop }
}
