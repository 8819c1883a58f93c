import { type Ref, type ShallowRef, shallowRef, watch } from 'vue'
import type { Run } from '@/domain/api.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import { type RunKey, textOfRunKey } from '@/domain/place.ts'
import { paramsOfRun } from '@/domain/runAgain.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadsStore } from '@/stores/threads.ts'

type Act = 'cancel' | 'refresh' | 'again' | 'metadata'

export interface RunActs {
  /** Which of them is on its way. */
  busy: Readonly<ShallowRef<Act | null>>
  /** What went wrong with the last. */
  failure: Readonly<ShallowRef<{ act: Act; error: AppErrorData } | null>>
  cancel: () => Promise<unknown>
  /** Asks for the run, its steps and its messages as they are now. */
  refresh: () => Promise<unknown>
  /** Starts a run like this one; gives its key, or `null` where it failed. */
  again: (run: Run) => Promise<RunKey | null>
  /** Gives whether it was saved. */
  saveMetadata: (metadata: Record<string, string>) => Promise<boolean>
}

/** What a person can do with a run, one thing at a time. */
export function useRunActs(key: Ref<RunKey>): RunActs {
  const runs = useRunsStore()
  const threads = useThreadsStore()
  const busy = shallowRef<Act | null>(null)
  const failure = shallowRef<{ act: Act; error: AppErrorData } | null>(null)

  watch(
    () => textOfRunKey(key.value),
    () => (failure.value = null),
  )

  /** What `task` gives; `null` where it failed, which is told. */
  async function attempt<Result>(act: Act, task: () => Promise<Result>): Promise<Result | null> {
    if (busy.value !== null) return null
    busy.value = act
    failure.value = null
    try {
      return await task()
    } catch (error) {
      failure.value = { act, error: errorDataOf(error) }
      return null
    } finally {
      busy.value = null
    }
  }

  return {
    busy,
    failure,
    cancel: () => attempt('cancel', () => runs.stop(key.value)),
    refresh: () => attempt('refresh', () => runs.refresh(key.value)),
    again: (run: Run) =>
      attempt('again', async (): Promise<RunKey> => {
        const { placeId, threadId } = key.value
        const isStreaming = threads.byKey({ placeId, threadId })?.isStreaming ?? true
        const { id } = await runs.start({ placeId, threadId }, paramsOfRun(run), isStreaming)
        return { placeId, threadId, runId: id }
      }),
    saveMetadata: async (metadata: Record<string, string>) =>
      (await attempt('metadata', async () => {
        await runs.update(key.value, { metadata })
        return true
      })) ?? false,
  }
}
