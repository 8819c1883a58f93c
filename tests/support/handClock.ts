import type { Clock } from '@/runtime/deps.ts'

export interface HandClock extends Clock {
  /** Lets the time pass, and wakes who has slept enough. */
  advance: (ms: number) => void
}

/** A clock that stands still until it is told to go on. */
export function createHandClock(startMs = 1_800_000_000_000): HandClock {
  let now = startMs
  const sleepers = new Set<{ until: number; wake: () => void }>()
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const sleeper = { until: now + ms, wake: resolve }
        sleepers.add(sleeper)
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper)
          reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
        })
      }),
    advance(ms) {
      now += ms
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue
        sleepers.delete(sleeper)
        sleeper.wake()
      }
    },
  }
}
