import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { type PollVerdict, usePolling } from '@/composables/usePolling.ts'
import { AppError } from '@/domain/errors.ts'

type Event =
  | { kind: 'start' | 'stop' | 'now' | 'hide' | 'show' | 'offline' | 'online' | 'rename' }
  | { kind: 'time'; ms: number }
  | { kind: 'answer'; which: number; answer: PollVerdict | AppError }

const plain = fc.constantFrom('start', 'stop', 'now', 'hide', 'show', 'offline', 'online', 'rename')
const verdict = fc.oneof(
  fc.constant<PollVerdict>({ kind: 'done' }),
  fc.integer({ min: 0, max: 5000 }).map((afterMs): PollVerdict => ({ kind: 'again', afterMs })),
)
const failure = fc
  .constantFrom('server', 'rate-limit', 'auth', 'aborted')
  .map((kind) => new AppError({ kind, detail: 'No.', ...(kind === 'rate-limit' && { retryAfterMs: 3000 }) }))
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: plain.map((kind) => ({ kind })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 6000 }).map((ms) => ({ kind: 'time' as const, ms })) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      // Which of the unanswered steps: also an old one, late.
      which: fc.nat(5),
      answer: fc.oneof({ weight: 3, arbitrary: verdict }, { weight: 1, arbitrary: failure }),
    }),
  },
)

interface Step {
  signal: AbortSignal
  settle: (answer: PollVerdict | AppError) => void
}

function createScene(): { play: (event: Event) => Promise<void>; check: () => void; end: () => void } {
  const scope = effectScope()
  const [isVisible, isOnline, key] = [ref(true), ref(true), ref('1')]
  let unanswered: Step[] = []
  let mayStep = false
  const faults: string[] = []

  function step(signal: AbortSignal): Promise<PollVerdict> {
    // Kept for later: what a step throws, polling catches.
    if (!mayStep) faults.push('a step after stop')
    if (!isVisible.value || !isOnline.value) faults.push('a step in a pause')
    if (unanswered.some((other) => !other.signal.aborted)) faults.push('two steps in flight')
    const { promise, resolve, reject } = Promise.withResolvers<PollVerdict>()
    const settle: Step['settle'] = (answer) => (answer instanceof AppError ? reject(answer) : resolve(answer))
    unanswered.push({ signal, settle })
    return promise
  }
  const polling = scope.run(() => usePolling(step, { key, isVisible, isOnline }))!

  const plainEvents = {
    start() {
      mayStep = true
      polling.start()
    },
    stop() {
      mayStep = false
      polling.stop()
    },
    now: () => polling.now(),
    hide: () => (isVisible.value = false),
    show: () => (isVisible.value = true),
    offline: () => (isOnline.value = false),
    online: () => (isOnline.value = true),
    rename: () => (key.value += '1'),
  }
  async function play(event: Event): Promise<void> {
    if (event.kind === 'time') await vi.advanceTimersByTimeAsync(event.ms)
    else if (event.kind === 'answer') {
      const answered = unanswered[event.which % unanswered.length]
      unanswered = unanswered.filter((other) => other !== answered)
      answered?.settle(event.answer)
    } else plainEvents[event.kind]()
  }

  /** What is under way is what the state says, and nothing else. */
  function check(): void {
    expect(faults).toEqual([])
    const inFlight = unanswered.filter(({ signal }) => !signal.aborted).length
    expect({ state: polling.state.value, inFlight, timers: vi.getTimerCount() }).toEqual({
      state: polling.state.value,
      inFlight: polling.state.value === 'polling' ? 1 : 0,
      timers: polling.state.value === 'waiting' ? 1 : 0,
    })
    const mayGoOn = isVisible.value && isOnline.value
    const allowed = mayGoOn ? ['idle', 'polling', 'waiting', 'failed'] : ['idle', 'paused', 'failed']
    expect(mayStep ? allowed : ['idle']).toContain(polling.state.value)
    expect(polling.error.value !== null || polling.state.value !== 'failed').toBe(true)
  }
  return { play, check, end: () => scope.stop() }
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000_000_000 }))
afterEach(() => void vi.useRealTimers())

it('never has more than one step in flight, nor a timer that nobody waits for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), fc.boolean(), async (events, isHurried) => {
      const { play, check, end } = createScene()
      for (const one of events) {
        await play(one)
        // Sometimes the next event comes before the promises have had their turn.
        if (isHurried) continue
        await vi.advanceTimersByTimeAsync(0)
        check()
      }
      await vi.advanceTimersByTimeAsync(0)
      check()
      await play({ kind: 'stop' })
      expect(vi.getTimerCount()).toBe(0)
      await vi.advanceTimersByTimeAsync(60_000)
      check()
      end()
    }),
    { numRuns: 500 },
  )
})
