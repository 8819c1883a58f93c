import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope, ref } from 'vue'
import { type Polling, type PollingOptions, type PollVerdict, usePolling } from '@/composables/usePolling.ts'
import { AppError, type AppErrorData, type AppErrorKind } from '@/domain/errors.ts'
import { createHandClock } from '../../support/handClock.ts'

const START = 1_000_000_000_000
const DONE: PollVerdict = { kind: 'done' }
const again = (afterMs = 1000): PollVerdict => ({ kind: 'again', afterMs })
const failure = (kind: AppErrorKind, more: Partial<AppErrorData> = {}): AppError =>
  new AppError({ kind, detail: 'No.', ...more })

/** What a step does: gives a verdict, throws, or hangs until it is aborted. */
type Act = PollVerdict | Error | 'hang'

interface Call {
  atMs: number
  signal: AbortSignal
  settle: (verdict: PollVerdict) => void
  fail: (error: Error) => void
}

let scope: EffectScope
const isVisible = ref(true)
const isOnline = ref(true)

beforeEach(() => {
  vi.useFakeTimers({ now: START })
  scope = effectScope()
  isVisible.value = true
  isOnline.value = true
})
afterEach(() => {
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** Polls by a script whose last act is repeated, and keeps the calls. Chance is 1 unless told: the whole backoff. */
function poll(script: Act[], options: PollingOptions = {}): Polling & { calls: Call[] } {
  const calls: Call[] = []
  function step(signal: AbortSignal): Promise<PollVerdict> {
    const { promise, resolve, reject } = Promise.withResolvers<PollVerdict>()
    const act = script[Math.min(calls.length, script.length - 1)] ?? 'hang'
    calls.push({ atMs: Date.now() - START, signal, settle: resolve, fail: reject })
    if (act instanceof Error) reject(act)
    else if (act !== 'hang') resolve(act)
    return promise
  }
  const polling = scope.run(() => usePolling(step, { isVisible, isOnline, random: () => 1, ...options }))
  return { ...polling!, calls }
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const times = ({ calls }: { calls: Call[] }): number[] => calls.map(({ atMs }) => atMs)

describe('usePolling', () => {
  it('is idle until it starts, takes its first step at once, and is idle again when done', async () => {
    const polling = poll([again(700), DONE])
    await pass(5000)
    expect(polling.calls).toEqual([])
    expect(polling.state.value).toBe('idle')
    polling.start()
    expect(polling.state.value).toBe('polling')
    await pass(0)
    expect(polling.state.value).toBe('waiting')
    await pass(700)
    expect(polling.state.value).toBe('idle')
    await pass(60_000)
    expect(times(polling)).toEqual([5000, 5700])
  })

  it('rule 1: starts the next timer only after the step has settled', async () => {
    const polling = poll(['hang', DONE])
    polling.start()
    await pass(60_000)
    expect(polling.calls).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
    polling.calls[0]!.settle(again(500))
    await pass(499)
    expect(polling.calls).toHaveLength(1)
    await pass(1)
    expect(times(polling)).toEqual([0, 60_500])
  })

  it('rule 2: starting twice is one loop', async () => {
    const polling = poll([again(1000)])
    polling.start()
    polling.start()
    await pass(500)
    polling.start()
    await pass(500)
    expect(times(polling)).toEqual([0, 1000])
  })

  it('rule 2: starting after stopping is a new loop with a new signal', () => {
    const polling = poll(['hang'])
    polling.start()
    polling.stop()
    polling.start()
    expect(polling.calls.map(({ signal }) => signal.aborted)).toEqual([true, false])
  })

  it('rule 3: stopping aborts the request in flight and clears the timer', async () => {
    const inFlight = poll(['hang'])
    inFlight.start()
    inFlight.stop()
    expect(inFlight.calls[0]!.signal.aborted).toBe(true)
    expect(inFlight.state.value).toBe('idle')

    const waiting = poll([again()])
    waiting.start()
    await pass(0)
    expect(vi.getTimerCount()).toBe(1)
    waiting.stop()
    expect(vi.getTimerCount()).toBe(0)
    await pass(60_000)
    expect(waiting.calls).toHaveLength(1)
  })

  it.each<[string, (call: Call) => void]>([
    ['verdict', ({ settle }) => settle(again(200))],
    ['end', ({ settle }) => settle(DONE)],
    ['failure', ({ fail }) => fail(failure('auth'))],
  ])(
    'rule 3: a late %s of a stopped loop changes nothing, nor the loop that came after it',
    async (_, answer) => {
      const polling = poll(['hang'])
      polling.start()
      polling.stop()
      polling.start()
      answer(polling.calls[0]!)
      await pass(10_000)
      expect(polling.state.value).toBe('polling')
      expect(polling.error.value).toBeNull()
      expect(polling.calls).toHaveLength(2)
      polling.calls[1]!.settle(DONE)
      await pass(0)
      expect(polling.state.value).toBe('idle')
    },
  )

  it('rule 4: the end of the scope stops it, for good', async () => {
    const polling = poll([again()])
    polling.start()
    await pass(0)
    scope.stop()
    expect(polling.state.value).toBe('idle')
    expect(polling.calls[0]!.signal.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
    polling.start()
    await pass(60_000)
    expect(polling.calls).toHaveLength(1)
  })

  it('rule 4: a changed key stops the old loop before it starts the new', () => {
    const key = ref('run_1')
    const seen: string[] = []
    const polling = scope.run(() =>
      usePolling(
        (signal) => {
          const asked = key.value
          seen.push(`${asked} starts`)
          signal.addEventListener('abort', () => seen.push(`${asked} stops`))
          return new Promise(() => undefined)
        },
        { key, isVisible, isOnline },
      ),
    )!
    key.value = 'run_2'
    expect(seen).toEqual([])
    polling.start()
    key.value = 'run_3'
    expect(seen).toEqual(['run_2 starts', 'run_2 stops', 'run_3 starts'])
    polling.stop()
    key.value = 'run_4'
    expect(seen).toEqual(['run_2 starts', 'run_2 stops', 'run_3 starts', 'run_3 stops'])
  })

  it.each<[string, Act]>([
    ['done', DONE],
    ['failed', failure('auth')],
  ])('rule 4: a changed key starts anew after a loop that is %s', async (_, end) => {
    const key = ref('run_1')
    const polling = poll([end, 'hang'], { key })
    polling.start()
    await pass(0)
    key.value = 'run_2'
    expect(polling.state.value).toBe('polling')
    expect(polling.error.value).toBeNull()
  })
})

describe('usePolling after errors', () => {
  it.each<AppErrorKind>(['unreachable', 'timeout', 'rate-limit', 'server', 'overloaded', 'stream-cut'])(
    'rule 5: goes on after %s, which may pass, and says what went wrong until a step succeeds',
    async (kind) => {
      const error = failure(kind)
      const polling = poll([error, again()])
      polling.start()
      await pass(0)
      expect(polling.state.value).toBe('waiting')
      expect(polling.error.value).toBe(error)
      await pass(1000)
      expect(polling.calls).toHaveLength(2)
      expect(polling.error.value).toBeNull()
    },
  )

  it('rule 5: backs off twice as long each time, up to 30 seconds', async () => {
    const polling = poll([failure('server')])
    polling.start()
    await pass(300_000)
    const gaps = times(polling).map((ms, index, all) => ms - (all[index - 1] ?? 0))
    expect(gaps).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('rule 5: leaves the whole of each delay to chance', async () => {
    const chances = [0.5, 0.25, 0.9]
    const polling = poll([failure('server'), failure('server'), failure('server'), DONE], {
      random: () => chances.shift() ?? 1,
    })
    polling.start()
    await pass(60_000)
    expect(times(polling)).toEqual([0, 500, 1000, 4600])
  })

  it('rule 5: waits as long as the server says', async () => {
    const polling = poll([failure('rate-limit', { retryAfterMs: 45_000 }), DONE])
    polling.start()
    await pass(44_999)
    expect(polling.calls).toHaveLength(1)
    await pass(1)
    expect(polling.calls).toHaveLength(2)
  })

  it('rule 5: a success resets the count', async () => {
    const failures = Array.from({ length: 7 }, () => failure('server'))
    const polling = poll([...failures, again(1000), ...failures, DONE])
    polling.start()
    await pass(500_000)
    expect(polling.calls).toHaveLength(16)
    expect(polling.state.value).toBe('idle')
    expect(polling.calls[9]!.atMs - polling.calls[8]!.atMs).toBe(1000)
  })

  it.each<AppErrorKind>(['auth', 'permission', 'not-found', 'invalid', 'quota', 'unsupported'])(
    'rule 6: %s is final',
    async (kind) => {
      const error = failure(kind)
      const polling = poll([again(), error])
      polling.start()
      await pass(600_000)
      expect(polling.state.value).toBe('failed')
      expect(polling.error.value).toBe(error)
      expect(polling.calls).toHaveLength(2)
    },
  )

  it('rule 6: swallows nothing that is thrown, not even what is no AppError', async () => {
    const bug = new TypeError('x is not a function')
    const polling = poll([bug])
    polling.start()
    await pass(0)
    expect(polling.state.value).toBe('failed')
    expect(polling.error.value?.data).toEqual({
      kind: 'unexpected',
      detail: 'TypeError: x is not a function',
    })
    expect(polling.error.value?.cause).toBe(bug)
  })

  it('rule 6: a step that throws before it gives a promise fails as well', async () => {
    const error = failure('invalid')
    const polling = scope.run(() =>
      usePolling(
        () => {
          throw error
        },
        { isVisible, isOnline },
      ),
    )!
    polling.start()
    await pass(0)
    expect(polling.error.value).toBe(error)
  })

  it('rule 7: fails after 8 failures in a row, and starting tries again from the beginning', async () => {
    const polling = poll([failure('server')])
    polling.start()
    await pass(600_000)
    expect(polling.calls).toHaveLength(8)
    expect(polling.state.value).toBe('failed')
    expect(polling.error.value?.kind).toBe('server')
    polling.start()
    expect(polling.error.value).toBeNull()
    await pass(600_000)
    expect(polling.calls).toHaveLength(16)
    expect(polling.calls[9]!.atMs - polling.calls[8]!.atMs).toBe(1000)
    polling.stop()
    expect(polling.state.value).toBe('idle')
    expect(polling.error.value).toBeNull()
  })

  it.each<[string, Error]>([
    ['of a service', failure('aborted')],
    ['of fetch', new DOMException('Aborted.', 'AbortError')],
  ])('rule 9: an abort %s is no error, but ends the loop', async (_, abort) => {
    const polling = poll([abort])
    polling.start()
    await pass(60_000)
    expect(polling.state.value).toBe('idle')
    expect(polling.error.value).toBeNull()
    expect(polling.calls).toHaveLength(1)
  })

  it('rule 9: a request that fails because the loop stops is no error', async () => {
    const polling = poll(['hang'])
    polling.start()
    polling.calls[0]!.signal.addEventListener('abort', () => polling.calls[0]!.fail(failure('aborted')))
    polling.stop()
    await pass(0)
    expect(polling.state.value).toBe('idle')
    expect(polling.error.value).toBeNull()
  })

  it.each([0, -1, Number.NaN, Number.NEGATIVE_INFINITY])(
    'rule 10: a wait of %d ms makes no hot loop',
    async (afterMs) => {
      const polling = poll([again(afterMs)])
      polling.start()
      await pass(1000)
      expect(polling.calls).toHaveLength(11)
    },
  )

  it('rule 10: neither do chance nor a server that says 0, nor a wait too long for a timer', async () => {
    const lucky = poll([failure('server'), DONE], { random: () => 0 })
    const hasty = poll([failure('rate-limit', { retryAfterMs: 0 }), DONE])
    const endless = poll([again(Number.POSITIVE_INFINITY)])
    for (const { start } of [lucky, hasty, endless]) start()
    await pass(99)
    expect([lucky, hasty, endless].map(({ calls }) => calls.length)).toEqual([1, 1, 1])
    await pass(600_000)
    expect([lucky, hasty, endless].map(({ calls }) => calls.length)).toEqual([2, 2, 1])
  })

  it('rule 12: time and chance come through the options', async () => {
    const clock = createHandClock()
    const polling = poll([again(1000), failure('server'), DONE], { clock, random: () => 0.5 })
    polling.start()
    await pass(0)
    expect(vi.getTimerCount()).toBe(0)
    clock.advance(999)
    await pass(0)
    expect(polling.calls).toHaveLength(1)
    clock.advance(1)
    await pass(0)
    expect(polling.calls).toHaveLength(2)
    clock.advance(500)
    await pass(0)
    expect(polling.calls).toHaveLength(3)
  })
})
