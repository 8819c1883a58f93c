import { isRetryable, type AppErrorData } from './errors.ts'

/** As many failures in a row end the polling. */
const MAX_FAILURES = 8
const FIRST_BACKOFF_MS = 1000
const MAX_BACKOFF_MS = 30_000

/**
 * How many milliseconds to wait before polling again after `failures` in a row: as the server says, or up to twice as
 * long each time. `null`: not again. More patient than `retryDelayMs`, since nobody waits for a single poll; with full
 * jitter, so that clients that failed together do not come again together.
 */
export function pollBackoffMs(error: AppErrorData, failures: number, random = Math.random): number | null {
  if (!isRetryable(error) || failures >= MAX_FAILURES) return null
  return error.retryAfterMs ?? random() * Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS)
}
