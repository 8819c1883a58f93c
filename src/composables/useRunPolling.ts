import { type MaybeRefOrGetter, toValue, watch } from 'vue'
import type { Run } from '@/domain/api.ts'
import { AppError } from '@/domain/errors.ts'
import { pollVerdict, UNKNOWN_STATUS } from '@/domain/runPolicy.ts'
import { type Polling, type PollingOptions, type PollVerdict, usePolling } from './usePolling.ts'

/** What a look at a run found. */
export interface RunLook {
  run: Pick<Run, 'status' | 'expires_at'>
  /** Milliseconds after which the server would be asked again; `null` where it does not say. */
  pollAfterMs: number | null
}

export interface RunPollingOptions extends PollingOptions {
  /** Asks for the run, and takes in what has changed with it. */
  look: (signal: AbortSignal) => Promise<RunLook>
  /** Whether a stream tells of the run: it is not polled then, and polling takes over when the stream ends or breaks. */
  isStreamOpen?: MaybeRefOrGetter<boolean>
}

/**
 * Looks at a run until it is over, as often as its status, its server and its expiry ask for. A status that nobody knows is looked at
 * slowly, and ends in `failed` when it stays. Stops with its scope.
 */
export function useRunPolling({ look, isStreamOpen = false, ...options }: RunPollingOptions): Polling {
  const now = options.clock?.now ?? Date.now
  /** The status of the last look, and how many looks in a row told it before that. The signal is of the loop that looked. */
  let seen: { status: string; attempt: number; signal: AbortSignal } | null = null
  let isWanted = false

  async function step(signal: AbortSignal): Promise<PollVerdict> {
    const { status, pollAfterMs, expiresAt, unknown } = await observe(signal)
    // A loop that begins, or goes on after a pause, begins with short waits.
    const attempt = seen?.signal === signal && seen.status === status ? seen.attempt + 1 : 0
    seen = { status, attempt, signal }
    const verdict = pollVerdict({
      status,
      attempt,
      hintMs: pollAfterMs,
      expiresInMs: expiresAt === null ? null : expiresAt * 1000 - now(),
    })
    if (verdict.kind !== 'failed') return verdict
    throw unknown ?? new AppError({ kind: 'unsupported', detail: `The run has the status ${status}.` })
  }

  async function observe(signal: AbortSignal): Promise<Observation> {
    try {
      const { run, pollAfterMs } = await look(signal)
      return { status: run.status, expiresAt: run.expires_at, pollAfterMs, unknown: null }
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.data.code !== UNKNOWN_STATUS) throw cause
      return { status: UNKNOWN_STATUS, expiresAt: null, pollAfterMs: null, unknown: cause }
    }
  }

  const polling = usePolling(step, options)

  function start(): void {
    isWanted = true
    if (!toValue(isStreamOpen)) polling.start()
  }

  function stop(): void {
    isWanted = false
    polling.stop()
  }

  watch(
    () => toValue(isStreamOpen),
    (isOpen) => {
      if (isOpen) polling.stop()
      else if (isWanted) start()
    },
    { flush: 'sync' },
  )

  return { ...polling, start, stop }
}

interface Observation {
  status: string
  /** Seconds since the epoch. */
  expiresAt: number | null
  pollAfterMs: number | null
  /** The error that told of a status that nobody knows. */
  unknown: AppError | null
}
