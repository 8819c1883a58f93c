import type { Clock } from './deps.ts'

/** A longer timer goes off at once, in browsers as in Node. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const until = Date.now() + ms
      let timer = setTimeout(wake, Math.min(ms, MAX_DELAY_MS))
      function wake(): void {
        const left = until - Date.now()
        if (ms > MAX_DELAY_MS && left > 0) {
          timer = setTimeout(wake, Math.min(left, MAX_DELAY_MS))
          return
        }
        signal.removeEventListener('abort', stop)
        resolve()
      }
      function stop(): void {
        clearTimeout(timer)
        reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
      }
      signal.addEventListener('abort', stop, { once: true })
    }),
}
