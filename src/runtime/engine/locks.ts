import type { Locks } from '../deps.ts'

/**
 * Locks that hold across all tabs of the origin; the browser lets one go when its tab is gone. Where it refuses a page both storage and
 * locks, nothing is shared with other tabs, and locks of the page's own will do.
 */
export function createWebLocks(manager: LockManager, prefix: string): Locks {
  const own = createLocks()
  const isRefused = manager.query().then(
    () => false,
    () => true,
  )
  return {
    hold: async (name, work) =>
      (await isRefused) ? own.hold(name, work) : manager.request(`${prefix}${name}`, work),
  }
}

/** Locks within one program. */
export function createLocks(): Locks {
  const last = new Map<string, Promise<unknown>>()
  return {
    hold(name, work) {
      const result = (last.get(name) ?? Promise.resolve()).then(work)
      const settled = result.then(
        () => undefined,
        () => undefined,
      )
      last.set(name, settled)
      void settled.then(() => {
        if (last.get(name) === settled) last.delete(name)
      })
      return result
    },
  }
}
