import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPace, type Pace } from '@/stores/pacing.ts'
import { handPage } from '../../support/handPage.ts'

let isHidden: boolean
let renderMs: number
let shownAt: number[]
let seeAgain: (() => void) | null
let pace: Pace

beforeEach(() => {
  vi.useFakeTimers()
  isHidden = false
  renderMs = 0
  shownAt = []
  seeAgain = null
  const startedAt = performance.now()
  pace = createPace(
    () => shownAt.push(performance.now() - startedAt),
    handPage({
      isHidden: () => isHidden,
      onVisible: (callback) => {
        seeAgain = callback
        return () => (seeAgain = null)
      },
      afterRender: (callback) => {
        const timer = setTimeout(() => callback(renderMs), renderMs)
        return () => clearTimeout(timer)
      },
    }),
  )
})
afterEach(() => {
  pace.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** Something arrives every millisecond; how often it was shown meanwhile. */
function busy(ms: number): number {
  const before = shownAt.length
  for (let step = 0; step < ms; step += 1) {
    pace.wake()
    vi.advanceTimersByTime(1)
  }
  return shownAt.length - before
}

it('shows the first thing at once, and nothing when nothing comes', () => {
  pace.wake()
  vi.advanceTimersByTime(0)
  expect(shownAt).toEqual([0])
  vi.advanceTimersByTime(1_000)
  expect(shownAt).toEqual([0])
  expect(vi.getTimerCount()).toBe(0)
})

it('shows the last thing although nothing comes after it', () => {
  busy(10)
  vi.advanceTimersByTime(60)
  expect(shownAt).toEqual([0, 50])
})

it.each([
  { renderMs: 0, times: 20 },
  { renderMs: 10, times: 20 },
  { renderMs: 40, times: 8 },
  { renderMs: 100, times: 3 },
  { renderMs: 400, times: 2 },
])('shows $times times a second where rendering takes $renderMs ms', (given) => {
  renderMs = given.renderMs
  busy(1_000)
  const shown = busy(2_000) / 2
  expect(shown).toBeGreaterThanOrEqual(given.times)
  expect(shown).toBeLessThan(given.times + 1.5)
})

it('comes back to its pace when the machine does', () => {
  renderMs = 150
  busy(2_000)
  renderMs = 2
  busy(2_000)
  expect(busy(1_000)).toBeGreaterThanOrEqual(19)
})

it('shows nothing while the page is hidden, and all at once when it is seen again', () => {
  busy(100)
  isHidden = true
  expect(busy(5_000)).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
  isHidden = false
  const before = shownAt.length
  seeAgain?.()
  expect(shownAt).toHaveLength(before + 1)
  expect(busy(1_000)).toBeGreaterThanOrEqual(19)
})

it('shows nothing once it is stopped', () => {
  pace.wake()
  pace.stop()
  pace.wake()
  vi.advanceTimersByTime(1_000)
  expect(shownAt).toEqual([])
})
