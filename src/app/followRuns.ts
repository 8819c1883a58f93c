import { LIVE_STATUSES } from '../domain/runMachine.ts'
import { countRunsIn } from '../storage/runRepository.ts'

/** Follows the runs that were not over when they were last seen. Without any, nothing more is loaded. @throws AppError `storage` */
export async function followLiveRuns(): Promise<void> {
  if ((await countRunsIn(LIVE_STATUSES)) === 0) return
  const { useRunsStore } = await import('../stores/runs.ts')
  await useRunsStore().resume()
}
