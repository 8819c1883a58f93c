import { seededRandom } from './seed.ts'

/** One event of a stream. */
export interface Step {
  payload: object
  /** How long it takes, as a part of a token's time: tokens take 1, the events around them 0. */
  takes: number
}

/** A piece of a call's arguments, and all of them together, however many there are. */
const ARGUMENT_TAKES = 0.25
const ARGUMENTS_TAKE = 150

/** How long each of the pieces of a call's arguments takes: they may be a whole program, which nobody wants to wait for. */
export function argumentTakes(pieces: number): number {
  return Math.min(ARGUMENT_TAKES, ARGUMENTS_TAKE / Math.max(1, pieces))
}

export interface Timing {
  /** Milliseconds from any fixed point; must not run backwards. */
  now: () => number
  /** Resolves after so many milliseconds, or as soon as the signal aborts. */
  sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Multiplies every wait: 1 is natural, 0 does not wait. */
  pace: number
}

const FIRST_TOKEN_MS = 380
const TOKEN_MS = 18
const JITTER = 0.7
const LONGEST_SYNC_MS = 1500

/**
 * Gives the steps when they are due. Due times are counted from the start, not from step to step, so a page whose timers
 * are throttled in the background catches up at each wake.
 * @throws the signal's reason as soon as it aborts.
 */
export async function* paced(
  steps: Iterable<Step>,
  timing: Timing,
  signal: AbortSignal,
): AsyncGenerator<object> {
  const random = seededRandom(1)
  const start = timing.now()
  let due = FIRST_TOKEN_MS * timing.pace
  for (const step of steps) {
    signal.throwIfAborted()
    if (step.takes > 0) {
      const wait = start + due - timing.now()
      if (wait > 0) await timing.sleep(wait, signal)
      signal.throwIfAborted()
      due += TOKEN_MS * (1 - JITTER / 2 + JITTER * random()) * timing.pace * step.takes
    }
    yield step.payload
  }
}

/**
 * Waits as long as an answer of so many tokens takes when it is not streamed.
 * @throws the signal's reason as soon as it aborts.
 */
export async function pause(tokens: number, timing: Timing, signal: AbortSignal): Promise<void> {
  const wait = Math.min(FIRST_TOKEN_MS + tokens * TOKEN_MS, LONGEST_SYNC_MS) * timing.pace
  signal.throwIfAborted()
  if (wait > 0) await timing.sleep(wait, signal)
  signal.throwIfAborted()
}

/** A `sleep` over `setTimeout`. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    signal.addEventListener('abort', wake)
  })
}
