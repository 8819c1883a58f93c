import type { RememberedThread } from '@/domain/rememberedThread.ts'

export type ThreadGroupKey = 'today' | 'yesterday' | 'week' | 'older'

export interface ThreadGroup {
  key: ThreadGroupKey
  threads: RememberedThread[]
}

/** Threads by the local day on which they were last used, in the order given; groups with none are left out. */
export function groupThreads(threads: readonly RememberedThread[], now: number): ThreadGroup[] {
  const startOf = (daysAgo: number): number => {
    const day = new Date(now)
    day.setHours(0, 0, 0, 0)
    day.setDate(day.getDate() - daysAgo)
    return day.getTime()
  }
  const starts: [ThreadGroupKey, number][] = [
    ['today', startOf(0)],
    ['yesterday', startOf(1)],
    ['week', startOf(7)],
  ]
  const groups = Map.groupBy(
    threads,
    ({ usedAt }): ThreadGroupKey => starts.find(([, start]) => usedAt >= start)?.[0] ?? 'older',
  )
  return [...groups].map(([key, members]) => ({ key, threads: members }))
}
