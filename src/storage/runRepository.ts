import type { RunKey, ThreadKey } from '@/domain/place.ts'
import type { RememberedRun } from '@/domain/rememberedRun.ts'
import type { RunStatus } from '@/domain/runMachine.ts'
import { withDatabase } from './database.ts'
import { tellTabs } from './tabNews.ts'

// Every function here throws AppError of kind `storage-full` or `storage`, and every change is told to other tabs.

export function readRuns(): Promise<RememberedRun[]> {
  return withDatabase((database) => database.getAll('runs'))
}

/** Those that were last seen in one of these statuses. */
export function readRunsIn(statuses: readonly RunStatus[]): Promise<RememberedRun[]> {
  return withDatabase(async (database) => {
    const runs = await Promise.all(
      statuses.map((status) => database.getAllFromIndex('runs', 'byStatus', status)),
    )
    return runs.flat()
  })
}

/** How many were last seen in one of these statuses. */
export function countRunsIn(statuses: readonly RunStatus[]): Promise<number> {
  return withDatabase(async (database) => {
    const counts = await Promise.all(
      statuses.map((status) => database.countFromIndex('runs', 'byStatus', status)),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  })
}

/** Stores what `merge` makes of each row and of the one that is there, which another tab may have written. All or nothing. */
export async function writeRuns(
  runs: readonly RememberedRun[],
  merge: (before: RememberedRun | undefined, run: RememberedRun) => RememberedRun,
): Promise<void> {
  await withDatabase(async (database) => {
    const { store, done } = database.transaction('runs', 'readwrite')
    for (const run of runs) await store.put(merge(await store.get([run.placeId, run.id]), run))
    await done
  })
  tellTabs({ type: 'runs-changed' })
}

export async function deleteRun({ placeId, runId }: RunKey): Promise<void> {
  await withDatabase((database) => database.delete('runs', [placeId, runId]))
  tellTabs({ type: 'runs-changed' })
}

export async function deleteRunsOf({ placeId, threadId }: ThreadKey): Promise<void> {
  await withDatabase(async (database) => {
    const { store, done } = database.transaction('runs', 'readwrite')
    const keys = await store.index('byThread').getAllKeys([placeId, threadId])
    for (const key of keys) await store.delete(key)
    await done
  })
  tellTabs({ type: 'runs-changed' })
}
