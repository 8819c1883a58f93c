import { createPace, type PaceHost } from './pacing.ts'

const SAVE_EVERY_MS = 500

/** What is on its way, as the pacer sees it. */
export interface Paced {
  isShown: boolean
  isSaved: boolean
  /** In the time of `performance.now()`. */
  savedAt: number
}

/**
 * Shows and saves what arrives at a steady pace, however fast it comes: shown as {@link createPace} says, saved about
 * twice a second, also while the tab is hidden. One timer each for all; none while nothing arrives.
 */
export function createPacer<T extends Paced>(
  entries: () => Iterable<T>,
  verbs: { show: (entry: T) => void; save: (entry: T) => void },
  host?: PaceHost,
): { wake: () => void; saveAll: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  const pace = createPace(() => {
    for (const entry of entries()) {
      if (!entry.isShown) verbs.show(entry)
      entry.isShown = true
    }
  }, host)

  function wake(): void {
    pace.wake()
    wakeSaving()
  }

  function wakeSaving(): void {
    const unsaved = [...entries()].filter(({ isSaved }) => !isSaved)
    if (timer !== null || unsaved.length === 0) return
    const dueAt = Math.min(...unsaved.map(({ savedAt }) => savedAt)) + SAVE_EVERY_MS
    timer = setTimeout(saveDue, Math.max(0, dueAt - performance.now()))
  }

  function saveDue(): void {
    timer = null
    const now = performance.now()
    for (const entry of entries()) if (!entry.isSaved && now - entry.savedAt >= SAVE_EVERY_MS) save(entry)
    wakeSaving()
  }

  function save(entry: T): void {
    entry.isSaved = true
    entry.savedAt = performance.now()
    verbs.save(entry)
  }

  function saveAll(): void {
    for (const entry of entries()) if (!entry.isSaved) save(entry)
  }

  return { wake, saveAll }
}
