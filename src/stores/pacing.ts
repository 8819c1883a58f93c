import { nextTick } from 'vue'

/** About 20 commits a second: what a reader can follow. */
const MIN_INTERVAL_MS = 50
const MAX_INTERVAL_MS = 500
/** Showing takes a third of the time at most; typing and scrolling get the rest. */
const SHARE = 3

/** The page, as pacing sees it. */
export interface PaceHost {
  now: () => number
  isHidden: () => boolean
  /** Calls back when the page comes into sight; returns how to end that. */
  onVisible: (callback: () => void) => () => void
  /** Calls back when what was just changed has been rendered, with the time that this took, in ms; returns how to end that. */
  afterRender: (callback: (ms: number) => void) => () => void
}

export interface Pace {
  /** There is something to show. */
  wake: () => void
  /** Shows nothing any more. */
  stop: () => void
}

/** This page. Outside of a browser nothing is hidden, and nothing painted. */
const PAGE: PaceHost = {
  now: () => performance.now(),
  isHidden: () => typeof document !== 'undefined' && document.hidden,
  onVisible(callback) {
    const listen = (): void => {
      if (!document.hidden) callback()
    }
    document.addEventListener('visibilitychange', listen)
    return () => document.removeEventListener('visibilitychange', listen)
  },
  afterRender(callback) {
    const startedAt = performance.now()
    let cancel: (() => void) | null = () => (cancel = null)
    void nextTick(() => {
      if (cancel === null) return
      const patchMs = performance.now() - startedAt
      if (typeof requestAnimationFrame === 'undefined') callback(patchMs)
      else cancel = afterFrame((frameMs) => callback(patchMs + frameMs))
    })
    return () => cancel?.()
  },
}

/** Calls back once the next frame is painted, with what that took; with 0 where no frame comes, as in a page out of sight. */
function afterFrame(callback: (ms: number) => void): () => void {
  let timer = setTimeout(() => {
    cancelAnimationFrame(frame)
    callback(0)
  }, MAX_INTERVAL_MS)
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    const frameAt = performance.now()
    // The next task comes after style, layout and paint.
    timer = setTimeout(() => callback(performance.now() - frameAt))
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

/**
 * Calls `show` when something arrives: at once at first, then at a pace that the machine keeps up with. That is about 20
 * times a second, less often where showing takes long, never while the page is hidden, and at once when it is seen again.
 */
export function createPace(show: () => void, host: PaceHost = PAGE): Pace {
  let state: 'idle' | 'waiting' | 'rendering' | 'stopped' = 'idle'
  let isWanted = false
  let shownAt = -Infinity
  let costMs = 0
  let cancel: () => void = () => undefined

  function wake(): void {
    isWanted = true
    if (state === 'idle') wait()
  }

  function wait(): void {
    state = 'waiting'
    if (host.isHidden()) {
      cancel = host.onVisible(() => {
        cancel()
        commit()
      })
      return
    }
    const pause = Math.min(Math.max(SHARE * costMs, MIN_INTERVAL_MS), MAX_INTERVAL_MS)
    const timer = setTimeout(commit, Math.max(0, shownAt + pause - host.now()))
    cancel = () => clearTimeout(timer)
  }

  function commit(): void {
    if (host.isHidden()) {
      wait()
      return
    }
    state = 'rendering'
    isWanted = false
    shownAt = host.now()
    show()
    const showMs = host.now() - shownAt
    cancel = host.afterRender((ms) => rendered(showMs + ms))
  }

  /** A commit that took long slows the next ones down at once; the pace comes back by and by. */
  function rendered(ms: number): void {
    costMs = Math.max(ms, (costMs + ms) / 2)
    state = 'idle'
    if (isWanted) wait()
  }

  function stop(): void {
    cancel()
    state = 'stopped'
  }

  return { wake, stop }
}
