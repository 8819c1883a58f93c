import type { PaceHost } from '@/stores/pacing.ts'

/** A page for pacing on fake timers: in sight, and rendering takes no time, unless told otherwise. */
export function handPage(given: Partial<PaceHost> = {}): PaceHost {
  return {
    now: () => performance.now(),
    isHidden: () => false,
    onVisible: () => () => undefined,
    afterRender: (callback) => {
      callback(0)
      return () => undefined
    },
    ...given,
  }
}
