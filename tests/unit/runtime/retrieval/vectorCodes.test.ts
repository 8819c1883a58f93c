import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeOf, distance, putCode, similarity, toCompact } from '@/runtime/retrieval/vectorCodes.ts'

const VALUE = fc.float({ min: -10, max: 10, noNaN: true })
const PAIR = fc
  .integer({ min: 1, max: 70 })
  .chain((length) =>
    fc.tuple(
      fc.array(VALUE, { minLength: length, maxLength: length }),
      fc.array(VALUE, { minLength: length, maxLength: length }),
    ),
  )

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
  return dot / (Math.hypot(...a) * Math.hypot(...b))
}

describe('compact vectors', () => {
  it('keep the angle between two to about a hundredth for each hundred dimensions', () => {
    fc.assert(
      fc.property(PAIR, ([a, b]) => {
        fc.pre(Math.hypot(...a) > 0.01 && Math.hypot(...b) > 0.01)
        const found = similarity(toCompact(Float32Array.from(a)), toCompact(Float32Array.from(b)))
        expect(Math.abs(found - cosine(a, b))).toBeLessThan(0.05)
      }),
    )
  })

  it.each([[[0, 0, 0]], [[Number.NaN, 1, 2]], [[Infinity, 1, 2]]])('of %j are like nothing', (values) => {
    const [odd, other] = [toCompact(Float32Array.from(values)), toCompact(Float32Array.of(1, 2, 3))]
    expect(similarity(odd, other)).toBe(0)
    expect(similarity(other, odd)).toBe(0)
  })

  it('are compared by how many signs differ', () => {
    fc.assert(
      fc.property(PAIR, fc.integer({ min: 0, max: 5 }), ([a, b], place) => {
        const [first, second] = [toCompact(Float32Array.from(a)), toCompact(Float32Array.from(b))]
        const code = codeOf(first)
        const codes = new Uint32Array(code.length * 6)
        putCode(codes, place, second.values)
        const differing = first.values.filter((value, index) => value > 0 !== (second.values[index] ?? 0) > 0)
        expect(distance(codes, place, code)).toBe(differing.length)
      }),
    )
  })
})
