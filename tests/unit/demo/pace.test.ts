import { describe, expect, it } from 'vitest'
import { collect } from '../../support/collect.ts'
import { argumentTakes, paced } from '@/demo/pace.ts'
import type { Step, Timing } from '@/demo/pace.ts'

/** A clock that only moves when somebody sleeps; `granularity` is the least that a timer takes. */
function fakeTiming(granularity = 0): Timing & { naps: number[] } {
  let now = 0
  const naps: number[] = []
  return {
    naps,
    now: () => now,
    sleep: (milliseconds) => {
      naps.push(milliseconds)
      now += Math.max(milliseconds, granularity)
      return Promise.resolve()
    },
    pace: 1,
  }
}

const steps = (count: number): Step[] =>
  Array.from({ length: count }, (_, index) => ({ payload: { index }, takes: 1 }))

describe('paced', () => {
  it('is done with a long program in three seconds', async () => {
    const timing = fakeTiming()
    const program = steps(3000).map((step) => ({ ...step, takes: argumentTakes(3000) }))
    await collect(paced(program, timing, new AbortController().signal))
    const takes = timing.naps.reduce((sum, nap) => sum + nap, 0)
    expect(takes).toBeGreaterThan(2000)
    expect(takes).toBeLessThan(3500)
  })

  it('gives 45 to 65 tokens a second after a short wait', async () => {
    const timing = fakeTiming()
    const given = await collect(paced(steps(300), timing, new AbortController().signal))
    expect(given).toHaveLength(300)
    const [first = 0, ...rest] = timing.naps
    expect(first).toBeGreaterThan(100)
    expect(first).toBeLessThan(1000)
    const perSecond = (rest.length / rest.reduce((sum, nap) => sum + nap, 0)) * 1000
    expect(perSecond).toBeGreaterThan(45)
    expect(perSecond).toBeLessThan(65)
  })

  it('catches up where timers are throttled', async () => {
    const timing = fakeTiming(1000)
    await collect(paced(steps(300), timing, new AbortController().signal))
    expect(timing.naps.length).toBeLessThan(15)
  })

  it('jitters the same way each time', async () => {
    const [one, other] = [fakeTiming(), fakeTiming()]
    await collect(paced(steps(50), one, new AbortController().signal))
    await collect(paced(steps(50), other, new AbortController().signal))
    expect(one.naps).toEqual(other.naps)
    expect(new Set(one.naps).size).toBeGreaterThan(10)
  })

  it('does not wait for what is not a token, nor at pace 0', async () => {
    const timing = fakeTiming()
    const free = steps(5).map((step) => ({ ...step, takes: 0 }))
    await collect(paced(free, timing, new AbortController().signal))
    await collect(paced(steps(5), { ...timing, pace: 0 }, new AbortController().signal))
    expect(timing.naps).toEqual([])
  })

  it('throws the reason of an abort', async () => {
    const controller = new AbortController()
    const timing = fakeTiming()
    const given: object[] = []
    const run = async (): Promise<void> => {
      for await (const payload of paced(steps(10), timing, controller.signal)) {
        given.push(payload)
        if (given.length === 3) controller.abort(new Error('enough'))
      }
    }
    await expect(run()).rejects.toThrow('enough')
    expect(given).toHaveLength(3)
  })
})
