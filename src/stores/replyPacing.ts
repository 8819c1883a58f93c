const SHOW_EVERY_MS = 50
const SHOW_EVERY_HIDDEN_MS = 1_000
const SAVE_EVERY_MS = 500

/** What is on its way, as the pacer sees it. */
export interface Paced {
  isShown: boolean
  isSaved: boolean
  /** In the time of `performance.now()`. */
  savedAt: number
}

/**
 * Shows and saves what arrives at a steady pace, however fast it comes: shown about 20 times a second (once a second
 * while the tab is hidden), saved about twice. One timer for all; none while nothing arrives.
 */
export function createPacer<T extends Paced>(
  entries: () => Iterable<T>,
  verbs: { show: (entry: T) => void; save: (entry: T) => void },
): { wake: () => void; saveAll: () => void } {
  let timer: ReturnType<typeof setTimeout> | null = null
  let steppedAt = -Infinity

  function wake(): void {
    if (timer !== null) return
    const pause = typeof document !== 'undefined' && document.hidden ? SHOW_EVERY_HIDDEN_MS : SHOW_EVERY_MS
    timer = setTimeout(step, Math.max(0, steppedAt + pause - performance.now()))
  }

  function step(): void {
    timer = null
    steppedAt = performance.now()
    let isDone = true
    for (const entry of entries()) {
      if (!entry.isShown) verbs.show(entry)
      entry.isShown = true
      if (!entry.isSaved && steppedAt - entry.savedAt >= SAVE_EVERY_MS) save(entry)
      isDone &&= entry.isSaved
    }
    if (!isDone) wake()
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
