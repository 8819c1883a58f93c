import { isRetryable, type AppErrorData } from './errors.ts'

/** How often a request is made again by itself. */
const MAX_RETRIES = 3
/** A server that wants to be left alone for longer is: the request has failed. */
const MAX_RETRY_AFTER_MS = 60_000
const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 8000
/** How much of a delay is left to chance, so that clients that failed together do not come again together. */
const JITTER = 0.25

/**
 * How many milliseconds to wait before a failed request is made again: as the server says, or longer each time.
 * `null`: not again. `retries` counts the times that it has been made again already.
 */
export function retryDelayMs(error: AppErrorData, retries: number, random = Math.random): number | null {
  if (!isRetryable(error) || retries >= MAX_RETRIES) return null
  const { retryAfterMs } = error
  if (retryAfterMs !== undefined) return retryAfterMs > MAX_RETRY_AFTER_MS ? null : retryAfterMs
  return Math.min(FIRST_DELAY_MS * 2 ** retries, MAX_DELAY_MS) * (1 - JITTER * random())
}
