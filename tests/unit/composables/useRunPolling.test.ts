import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope, ref } from 'vue'
import type { Polling } from '@/composables/usePolling.ts'
import { type RunLook, type RunPollingOptions, useRunPolling } from '@/composables/useRunPolling.ts'
import { AppError } from '@/domain/errors.ts'
import { UNKNOWN_STATUS } from '@/domain/runPolicy.ts'
import type { RunStatus } from '@/domain/runMachine.ts'

const START = 1_000_000_000_000

let scope: EffectScope
const isStreamOpen = ref(false)

beforeEach(() => {
  vi.useFakeTimers({ now: START })
  scope = effectScope()
  isStreamOpen.value = false
})
afterEach(() => {
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

type Seen = RunLook | AppError

const sees = (status: RunStatus, changes: Partial<RunLook> & { expiresInMs?: number } = {}): RunLook => ({
  run: {
    status,
    expires_at: changes.expiresInMs === undefined ? null : (START + changes.expiresInMs) / 1000,
  },
  pollAfterMs: changes.pollAfterMs ?? null,
})
const unknown = new AppError({ kind: 'unsupported', code: UNKNOWN_STATUS, detail: 'The status is paused.' })

/** Looks at a run by a script whose last observation is repeated; gives when it looked. */
function poll(
  script: readonly Seen[],
  options: Partial<RunPollingOptions> = {},
): Polling & { times: number[]; signals: AbortSignal[] } {
  const times: number[] = []
  const signals: AbortSignal[] = []
  const look = (signal: AbortSignal): Promise<RunLook> => {
    const seen = script[Math.min(times.length, script.length - 1)]!
    times.push(Date.now() - START)
    signals.push(signal)
    return seen instanceof AppError ? Promise.reject(seen) : Promise.resolve(seen)
  }
  const polling = scope.run(() =>
    useRunPolling({ look, isStreamOpen, isVisible: true, isOnline: true, random: () => 1, ...options }),
  )
  return { ...polling!, times, signals }
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

describe('useRunPolling', () => {
  it('looks as often as the status asks for, ever slower, and anew with each status', async () => {
    const polling = poll([
      sees('queued'),
      sees('queued'),
      sees('in_progress'),
      sees('in_progress'),
      sees('in_progress'),
      sees('cancelling'),
      sees('cancelled'),
    ])
    polling.start()
    await pass(60_000)
    expect(polling.times).toEqual([0, 300, 750, 1250, 2000, 3125, 3525])
    expect(polling.state.value).toBe('idle')
  })

  it.each<RunStatus>(['completed', 'failed', 'cancelled', 'expired', 'incomplete'])(
    'stops at %s',
    async (status) => {
      const polling = poll([sees(status)])
      polling.start()
      await pass(60_000)
      expect(polling.times).toEqual([0])
      expect(polling.state.value).toBe('idle')
    },
  )

  it('does as the server says while the run is at work', async () => {
    const polling = poll([sees('in_progress', { pollAfterMs: 7000 }), sees('completed')])
    polling.start()
    await pass(60_000)
    expect(polling.times).toEqual([0, 7000])
  })

  it('looks at a run that waits for a person when it expires, and no later', async () => {
    const polling = poll([
      sees('requires_action', { expiresInMs: 7000 }),
      sees('requires_action', { expiresInMs: 7000 }),
      sees('expired'),
    ])
    polling.start()
    await pass(60_000)
    expect(polling.times).toEqual([0, 5000, 7000])
  })

  it('rule 2: starting anew begins with short waits again', async () => {
    const polling = poll([sees('in_progress')])
    polling.start()
    await pass(20_000)
    const before = polling.times.length
    polling.stop()
    polling.start()
    polling.start()
    await pass(500)
    expect(polling.times.slice(before)).toEqual([20_000, 20_500])
  })

  it('rule 3 and 9: stopping aborts the look in flight, and is no error', async () => {
    const polling = poll([sees('queued')], {
      look: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new AppError({ kind: 'aborted', detail: '' })))
        }),
    })
    polling.start()
    polling.stop()
    await pass(10_000)
    expect(polling.state.value).toBe('idle')
    expect(polling.error.value).toBeNull()
  })

  it('rule 4: a changed run stops the old loop before it starts the new', async () => {
    const key = ref('run_1')
    const polling = poll([sees('queued')], { key })
    polling.start()
    await pass(0)
    key.value = 'run_2'
    expect(polling.signals.map(({ aborted }) => aborted)).toEqual([true, false])
    await pass(300)
    expect(polling.times).toEqual([0, 0, 300])
  })

  it('rule 6: a final error ends it, and says why', async () => {
    const polling = poll([sees('queued'), new AppError({ kind: 'not-found', detail: 'No such run.' })])
    polling.start()
    await pass(60_000)
    expect(polling.times).toEqual([0, 300])
    expect(polling.state.value).toBe('failed')
    expect(polling.error.value?.kind).toBe('not-found')
  })

  it('rule 10: a status that nobody knows is looked at slowly, and not for ever', async () => {
    const polling = poll([unknown])
    polling.start()
    await pass(300_000)
    expect(polling.times).toEqual(Array.from({ length: 13 }, (_, index) => index * 5000))
    expect(polling.state.value).toBe('failed')
    expect(polling.error.value).toBe(unknown)
  })

  it('rule 10: a status that nobody knows may pass', async () => {
    const polling = poll([unknown, unknown, sees('completed')])
    polling.start()
    await pass(60_000)
    expect(polling.times).toEqual([0, 5000, 10_000])
    expect(polling.state.value).toBe('idle')
    expect(polling.error.value).toBeNull()
  })

  describe('rule 11, the stream', () => {
    it('keeps the polling off while it is open, and lets it take over at its end', async () => {
      isStreamOpen.value = true
      const polling = poll([sees('in_progress'), sees('completed')])
      polling.start()
      await pass(60_000)
      expect(polling.times).toEqual([])
      isStreamOpen.value = false
      await pass(60_000)
      expect(polling.times).toEqual([60_000, 60_500])
    })

    it('ends the polling when it opens', async () => {
      const polling = poll([sees('in_progress')])
      polling.start()
      await pass(100)
      isStreamOpen.value = true
      expect(polling.signals[0]!.aborted).toBe(true)
      expect(polling.state.value).toBe('idle')
      await pass(60_000)
      expect(polling.times).toEqual([0])
    })

    it('is taken over by nothing once the polling was stopped', async () => {
      isStreamOpen.value = true
      const polling = poll([sees('in_progress')])
      polling.start()
      polling.stop()
      isStreamOpen.value = false
      await pass(60_000)
      expect(polling.times).toEqual([])
    })

    it('is taken over by nothing once the scope has ended', async () => {
      isStreamOpen.value = true
      const polling = poll([sees('in_progress')])
      polling.start()
      scope.stop()
      isStreamOpen.value = false
      await pass(60_000)
      expect(polling.times).toEqual([])
    })
  })
})
