import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uploadProgress, withSample, type UploadSample } from '@/domain/uploadProgress.ts'

function samplesOf(totalBytes: number, points: [atMs: number, sentBytes: number][]): readonly UploadSample[] {
  return points.reduce<readonly UploadSample[]>(
    (samples, [atMs, sentBytes]) => withSample(samples, { atMs, sentBytes, totalBytes }),
    [],
  )
}

/** A sample every 50 ms, as browsers give them. */
function steady(bytesPerSecond: number, fromMs: number, untilMs: number): [number, number][] {
  const count = (untilMs - fromMs) / 50 + 1
  return Array.from({ length: count }, (_, index) => [
    fromMs + index * 50,
    (bytesPerSecond * index * 50) / 1000,
  ])
}

describe('uploadProgress', () => {
  it('says nothing of speed before there is anything to tell by', () => {
    const unknown = { bytesPerSecond: null, remainingMs: null }
    expect(uploadProgress([], 1000)).toEqual({ sentBytes: 0, totalBytes: 0, fraction: 0, ...unknown })
    expect(uploadProgress(samplesOf(1000, [[100, 900]]), 120)).toEqual({
      sentBytes: 900,
      totalBytes: 1000,
      fraction: 0.9,
      ...unknown,
    })
  })

  it('gives speed, remaining time and fraction of a steady upload', () => {
    expect(uploadProgress(samplesOf(10_000, steady(1000, 0, 4000)), 4000)).toEqual({
      sentBytes: 4000,
      totalBytes: 10_000,
      fraction: 0.4,
      bytesPerSecond: 1000,
      remainingMs: 6000,
    })
  })

  it('leaves out of the speed what was there at once', () => {
    const samples = samplesOf(10_000, [
      [0, 4000],
      [1000, 4500],
    ])
    expect(uploadProgress(samples, 1000).bytesPerSecond).toBe(500)
  })

  it('forgets after five seconds how fast it once was', () => {
    const fast = steady(10_000, 0, 10_000)
    const slow = steady(1000, 10_050, 15_050).map(([atMs, sent]): [number, number] => [atMs, 100_000 + sent])
    const { bytesPerSecond } = uploadProgress(samplesOf(1_000_000, [...fast, ...slow]), 15_050)
    expect(bytesPerSecond).toBeCloseTo(1000, 6)
  })

  it('is slower the longer nothing moves, and then has no end in sight', () => {
    const samples = samplesOf(10_000, steady(1000, 0, 2000))
    expect(uploadProgress(samples, 4000)).toMatchObject({ bytesPerSecond: 500, remainingMs: 16_000 })
    expect(uploadProgress(samples, 60_000)).toMatchObject({ bytesPerSecond: 0, remainingMs: null })
  })

  it('has no time remaining when all is sent, however long the answer takes', () => {
    const samples = samplesOf(2000, steady(1000, 0, 2000))
    expect(uploadProgress(samples, 60_000)).toMatchObject({ fraction: 1, remainingMs: 0 })
  })

  it('knows no fraction and no end where the total is not known', () => {
    expect(uploadProgress(samplesOf(0, steady(1000, 0, 2000)), 2000)).toEqual({
      sentBytes: 2000,
      totalBytes: 0,
      fraction: 0,
      bytesPerSecond: 1000,
      remainingMs: null,
    })
  })

  it('gives finite numbers that are not negative, whatever the samples', () => {
    const natural = fc.nat({ max: Number.MAX_SAFE_INTEGER })
    const sample = fc.record({ atMs: natural, sentBytes: natural, totalBytes: natural })
    fc.assert(
      fc.property(fc.array(sample), natural, (samples, nowMs) => {
        for (const given of [samples, samples.reduce<readonly UploadSample[]>(withSample, [])]) {
          const { fraction, bytesPerSecond, remainingMs } = uploadProgress(given, nowMs)
          expect(fraction).toBeLessThanOrEqual(1)
          for (const value of [fraction, bytesPerSecond ?? 0, remainingMs ?? 0])
            expect(Number.isFinite(value) && value >= 0).toBe(true)
        }
      }),
    )
  })

  it('ends after the time that it tells, when the speed stays', () => {
    const speed = fc.integer({ min: 1, max: 1e9 })
    fc.assert(
      fc.property(speed, fc.integer({ min: 1, max: 400 }), (bytesPerMs, seconds) => {
        const totalBytes = bytesPerMs * seconds * 1000
        const nowMs = Math.max(1, Math.floor(seconds / 2)) * 1000
        const samples = samplesOf(
          totalBytes,
          Array.from({ length: nowMs / 100 + 1 }, (_, index) => [index * 100, index * 100 * bytesPerMs]),
        )
        expect(nowMs + (uploadProgress(samples, nowMs).remainingMs ?? 0)).toBeCloseTo(seconds * 1000, 3)
      }),
      { numRuns: 30 },
    )
  })
})

describe('withSample', () => {
  it('keeps what the last five seconds are told by, and no more', () => {
    const samples = samplesOf(1e6, steady(1000, 0, 20_000))
    expect(samples[0]?.atMs).toBe(15_000)
    expect(samples.at(-1)?.atMs).toBe(20_000)
  })

  it('begins anew where a request did', () => {
    const again = { atMs: 3000, sentBytes: 100, totalBytes: 10_000 }
    expect(withSample(samplesOf(10_000, steady(1000, 0, 2000)), again)).toEqual([again])
  })
})
