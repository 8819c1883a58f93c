import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { type PollingOptions, type PollVerdict, usePolling } from '@/composables/usePolling.ts'
import { AppError } from '@/domain/errors.ts'

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

let scope = effectScope()
const isVisible = ref(true)
const isOnline = ref(true)
const step = vi.fn<(signal: AbortSignal) => Promise<PollVerdict>>()

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000_000 })
  scope = effectScope()
  isVisible.value = true
  isOnline.value = true
  step.mockReset().mockResolvedValue({ kind: 'again', afterMs: 1000 })
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const setup = (options: PollingOptions = { isVisible, isOnline }): ReturnType<typeof usePolling> =>
  scope.run(() => usePolling(step, options))!

describe.each([
  ['a hidden tab', isVisible],
  ['a browser that is offline', isOnline],
])('usePolling in %s', (_, condition) => {
  it('rule 8: pauses while waiting, and takes one step at once on return', async () => {
    const polling = setup()
    polling.start()
    await pass(300)
    condition.value = false
    expect(polling.state.value).toBe('paused')
    expect(vi.getTimerCount()).toBe(0)
    await pass(600_000)
    expect(step).toHaveBeenCalledTimes(1)
    condition.value = true
    expect(step).toHaveBeenCalledTimes(2)
    await pass(999)
    expect(step).toHaveBeenCalledTimes(2)
    await pass(1)
    expect(step).toHaveBeenCalledTimes(3)
  })

  it('rule 8: aborts the step in flight, and takes another on return', async () => {
    const first = Promise.withResolvers<PollVerdict>()
    step.mockReturnValueOnce(first.promise)
    const polling = setup()
    polling.start()
    condition.value = false
    expect(step.mock.lastCall?.[0].aborted).toBe(true)
    first.resolve({ kind: 'done' })
    await pass(0)
    expect(polling.state.value).toBe('paused')
    condition.value = true
    expect(step).toHaveBeenCalledTimes(2)
    await pass(0)
    expect(polling.state.value).toBe('waiting')
  })

  it('rule 8: starts with a pause', () => {
    condition.value = false
    const polling = setup()
    polling.start()
    expect(polling.state.value).toBe('paused')
    expect(step).not.toHaveBeenCalled()
    condition.value = true
    expect(step).toHaveBeenCalledOnce()
  })

  it('rule 8: wakes no loop that was stopped, is done, has failed or never started', async () => {
    const stopped = setup()
    stopped.start()
    condition.value = false
    stopped.stop()
    condition.value = true

    step.mockResolvedValue({ kind: 'done' })
    const done = setup()
    done.start()
    step.mockRejectedValue(new AppError({ kind: 'auth', detail: 'No.' }))
    const failed = setup()
    failed.start()
    const neverStarted = setup()
    await pass(0)

    step.mockClear()
    condition.value = false
    condition.value = true
    await pass(60_000)
    expect(step).not.toHaveBeenCalled()
    expect([stopped, done, failed, neverStarted].map(({ state }) => state.value)).toEqual([
      'idle',
      'idle',
      'failed',
      'idle',
    ])
  })
})

describe('usePolling and its pauses', () => {
  it('rule 8: goes on only when the tab is in sight and the browser online', async () => {
    const polling = setup()
    polling.start()
    await pass(0)
    isVisible.value = false
    isOnline.value = false
    isVisible.value = true
    expect(polling.state.value).toBe('paused')
    expect(step).toHaveBeenCalledTimes(1)
    isOnline.value = true
    expect(step).toHaveBeenCalledTimes(2)
  })

  it('keeps counting failures over a pause', async () => {
    step.mockRejectedValue(new AppError({ kind: 'server', detail: 'No.' }))
    const polling = setup()
    polling.start()
    for (let failures = 1; failures < 8; failures += 1) {
      await pass(0)
      isVisible.value = false
      isVisible.value = true
    }
    await pass(0)
    expect(step).toHaveBeenCalledTimes(8)
    expect(polling.state.value).toBe('failed')
  })

  it('leaves a server alone for as long as it says, pause or not', async () => {
    step.mockRejectedValueOnce(new AppError({ kind: 'rate-limit', detail: 'No.', retryAfterMs: 20_000 }))
    const polling = setup()
    polling.start()
    await pass(5000)
    isVisible.value = false
    await pass(5000)
    isVisible.value = true
    expect(polling.state.value).toBe('waiting')
    await pass(9999)
    expect(step).toHaveBeenCalledTimes(1)
    await pass(1)
    expect(step).toHaveBeenCalledTimes(2)
    // Only that once.
    isVisible.value = false
    isVisible.value = true
    expect(step).toHaveBeenCalledTimes(3)
  })

  it('looks at the page itself unless told otherwise, until its scope ends', async () => {
    const page = Object.assign(new EventTarget(), { hidden: false })
    const network = { onLine: true }
    vi.stubGlobal('document', page)
    vi.stubGlobal('window', new EventTarget())
    vi.stubGlobal('navigator', network)
    const { state, start } = setup({})
    start()
    await pass(0)
    const seen = [state.value]
    function turn(what: 'hidden' | 'onLine', is: boolean): void {
      if (what === 'hidden') page.hidden = is
      else network.onLine = is
      if (what === 'hidden') page.dispatchEvent(new Event('visibilitychange'))
      else window.dispatchEvent(new Event(is ? 'online' : 'offline'))
      seen.push(state.value)
    }
    turn('hidden', true)
    turn('hidden', false)
    turn('onLine', false)
    turn('onLine', true)
    expect(seen).toEqual(['waiting', 'paused', 'polling', 'paused', 'polling'])
    scope.stop()
    turn('hidden', true)
    expect(state.value).toBe('idle')
  })
})

describe('usePolling, now', () => {
  it('cuts a wait short, also one that a server asked for, and waits anew afterwards', async () => {
    step.mockRejectedValueOnce(new AppError({ kind: 'rate-limit', detail: 'No.', retryAfterMs: 20_000 }))
    const polling = setup()
    polling.start()
    await pass(500)
    polling.now()
    expect(step).toHaveBeenCalledTimes(2)
    await pass(0)
    expect(vi.getTimerCount()).toBe(1)
    await pass(999)
    expect(step).toHaveBeenCalledTimes(2)
    await pass(1)
    expect(step).toHaveBeenCalledTimes(3)
  })

  it('does nothing where there is no wait to cut short', async () => {
    const polling = setup()
    polling.now()
    expect(step).not.toHaveBeenCalled()
    polling.start()
    polling.now()
    expect(step).toHaveBeenCalledTimes(1)
    await pass(0)
    isVisible.value = false
    polling.now()
    expect(step).toHaveBeenCalledTimes(1)
    expect(polling.state.value).toBe('paused')
  })
})
