import {
  computed,
  type MaybeRefOrGetter,
  onScopeDispose,
  shallowReadonly,
  type ShallowRef,
  shallowRef,
  toValue,
  watch,
} from 'vue'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { AppError } from '@/domain/errors.ts'
import { pollBackoffMs } from '@/domain/pollBackoff.ts'
import { useOnline } from './useOnline.ts'
import { usePageVisibility } from './usePageVisibility.ts'

/** What a step found: the end, or in how many milliseconds to look again. */
export type PollVerdict = { kind: 'done' } | { kind: 'again'; afterMs: number }

export type PollingState =
  | 'idle' // not started, stopped, or done
  | 'polling' // a step is in flight
  | 'waiting' // for the next step
  | 'paused' // until the tab is in sight and the browser online
  | 'failed' // `error` says why; `start` tries again

type PollStep = (signal: AbortSignal) => Promise<PollVerdict>

interface PollingClock {
  /** Milliseconds since the epoch. */
  now: () => number
  /** Resolves after so many milliseconds. @throws as soon as the signal aborts */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface PollingOptions {
  /** Names what is polled: when it changes, a loop that was started stops, and starts anew. */
  key?: MaybeRefOrGetter<string>
  /** By default, whether the tab is in sight. */
  isVisible?: MaybeRefOrGetter<boolean>
  /** By default, whether the browser is online. What needs no network passes `true`. */
  isOnline?: MaybeRefOrGetter<boolean>
  clock?: PollingClock
  /** From 0 to 1. */
  random?: () => number
}

export interface Polling {
  state: Readonly<ShallowRef<PollingState>>
  /** Why the last step failed, until one succeeds or the loop stops. */
  error: Readonly<ShallowRef<AppError | null>>
  /** Takes a step at once, and goes on from there. Does nothing while a loop goes on. */
  start: () => void
  /** Aborts the step in flight, or the wait for the next. */
  stop: () => void
  /** Cuts the wait for the next step short. */
  now: () => void
}

/** Whatever a step, a server or chance says: never a hot loop. */
const MIN_WAIT_MS = 100
/** A longer timer goes off at once. */
const MAX_WAIT_MS = 2 ** 31 - 1

const systemClock: PollingClock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, ms)
      function stop(): void {
        clearTimeout(timer)
        reject(new AppError({ kind: 'aborted', detail: 'Stopped.' }))
      }
      signal.addEventListener('abort', stop, { once: true })
    }),
}

/**
 * Repeats `step`, each time as long after the last one settled as that one said, until it is done. Errors that may
 * pass are waited out; others, and the eighth in a row, end in `failed`. While the tab is out of sight or the browser
 * offline, nothing is asked. Stops with its scope.
 */
export function usePolling(step: PollStep, options: PollingOptions = {}): Polling {
  const {
    key,
    isVisible = usePageVisibility(),
    isOnline = useOnline(),
    clock = systemClock,
    random,
  } = options
  const state = shallowRef<PollingState>('idle')
  const error = shallowRef<AppError | null>(null)
  const mayPoll = computed(() => toValue(isVisible) && toValue(isOnline))

  /** A new one for each start, resumption and `now`: what arrives after its abort is late, and does not count. */
  let generation = new AbortController()
  let isWanted = false
  let isDisposed = false
  let failures = 0
  /** How long a server wants to be left alone: a pause does not shorten that. */
  let notBefore = 0

  const isLive = (): boolean => state.value !== 'idle' && state.value !== 'failed'

  function start(): void {
    if (isDisposed || isLive()) return
    isWanted = true
    forgetFailures()
    resume()
  }

  function stop(): void {
    isWanted = false
    forgetFailures()
    state.value = 'idle'
    generation.abort()
  }

  function now(): void {
    if (state.value !== 'waiting') return
    generation.abort()
    notBefore = 0
    resume()
  }

  function resume(): void {
    if (!mayPoll.value) {
      state.value = 'paused'
      return
    }
    generation = new AbortController()
    // Rejects only where a clock that was passed in breaks.
    void repeat(generation.signal, notBefore - clock.now())
  }

  function pause(): void {
    state.value = 'paused'
    generation.abort()
  }

  async function repeat(signal: AbortSignal, firstWaitMs: number): Promise<void> {
    let waitMs: number | null = firstWaitMs
    while (waitMs !== null) {
      if (waitMs > 0) {
        state.value = 'waiting'
        await sleepOrAbort(clock, waitMs, signal)
        if (signal.aborted) return
      }
      state.value = 'polling'
      const outcome = await outcomeOf(step, signal)
      if (signal.aborted) return
      waitMs = outcome instanceof AppError ? afterFailure(outcome) : afterSuccess(outcome)
    }
  }

  /** Gives the milliseconds until the next step; `null`: none. */
  function afterSuccess(verdict: PollVerdict): number | null {
    forgetFailures()
    if (verdict.kind === 'again') return bounded(verdict.afterMs)
    state.value = 'idle'
    return null
  }

  /** Gives the milliseconds until the next step; `null`: none. */
  function afterFailure(failure: AppError): number | null {
    // Whoever aborted the request wants the loop to end, and knows.
    if (failure.kind === 'aborted') return afterSuccess({ kind: 'done' })
    failures += 1
    error.value = failure
    const backoffMs = pollBackoffMs(failure.data, failures, random)
    if (backoffMs === null) {
      state.value = 'failed'
      return null
    }
    const waitMs = bounded(backoffMs)
    if (failure.data.retryAfterMs !== undefined) notBefore = clock.now() + waitMs
    return waitMs
  }

  function forgetFailures(): void {
    failures = 0
    notBefore = 0
    error.value = null
  }

  function onMayPoll(may: boolean): void {
    if (may && state.value === 'paused') resume()
    if (!may && isLive()) pause()
  }

  function onKey(): void {
    if (!isWanted) return
    stop()
    start()
  }

  // At once: a tab out of sight may be frozen before the next tick, and an old key's answer must not come between.
  watch(mayPoll, onMayPoll, { flush: 'sync' })
  watch(() => toValue(key), onKey, { flush: 'sync' })
  onScopeDispose(() => {
    isDisposed = true
    stop()
  })

  return { state: shallowReadonly(state), error: shallowReadonly(error), start, stop, now }
}

async function sleepOrAbort(clock: PollingClock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function outcomeOf(step: PollStep, signal: AbortSignal): Promise<PollVerdict | AppError> {
  try {
    return await step(signal)
  } catch (cause) {
    if (cause instanceof AppError) return cause
    const isAbort = cause instanceof Error && cause.name === 'AbortError'
    return new AppError({ ...errorDataOf(cause), ...(isAbort && { kind: 'aborted' }) }, { cause })
  }
}

function bounded(ms: number): number {
  // Math.max would let NaN through.
  return ms >= MIN_WAIT_MS ? Math.min(ms, MAX_WAIT_MS) : MIN_WAIT_MS
}
