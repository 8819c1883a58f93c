import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { systemClock } from '@/runtime/clock.ts'

const DAY_MS = 24 * 60 * 60 * 1000

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('sleeps longer than a timer of the platform can', async () => {
  const woken = vi.fn<() => void>()
  void systemClock.sleep(60 * DAY_MS, new AbortController().signal).then(woken)
  await vi.advanceTimersByTimeAsync(59 * DAY_MS)
  expect(woken).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(DAY_MS)
  expect(woken).toHaveBeenCalledOnce()
})

it('wakes at once when it is aborted, however long it was to sleep', async () => {
  const controller = new AbortController()
  const sleeping = systemClock.sleep(60 * DAY_MS, controller.signal)
  await vi.advanceTimersByTimeAsync(30 * DAY_MS)
  controller.abort()
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' })
  expect(vi.getTimerCount()).toBe(0)
})
