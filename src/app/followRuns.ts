import { LIVE_STATUSES } from '../domain/runMachine.ts'
import { countRunsIn } from '../storage/runRepository.ts'
import { whenIdle } from './preload.ts'

/** Follows on, in an idle moment, the runs that an earlier page has left before their end. Without any, nothing is loaded. */
export async function followRuns(): Promise<void> {
  await whenIdle()
  try {
    if ((await countRunsIn(LIVE_STATUSES)) === 0) return
    const { useRunsStore } = await import('../stores/runs.ts')
    await useRunsStore().resume()
  } catch {
    // The screens of threads and runs read and load the same, and say what went wrong.
  }
}
