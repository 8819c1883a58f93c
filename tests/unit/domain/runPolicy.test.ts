import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTerminal, RUN_STATUSES, type RunStatus } from '@/domain/runMachine.ts'
import { POLL_CADENCE, pollVerdict, RUN_PHASE, RUN_TONE, type RunObservation } from '@/domain/runPolicy.ts'

const OBSERVED = { attempt: 0, hintMs: null, expiresInMs: null }
const LIVE = RUN_STATUSES.filter((status) => !isTerminal(status))

function waits(
  status: string,
  attempts: number,
  observed: Partial<RunObservation> = {},
): (number | string)[] {
  return Array.from({ length: attempts }, (_, attempt) => {
    const verdict = pollVerdict({ ...OBSERVED, ...observed, status, attempt })
    return verdict.kind === 'again' ? verdict.afterMs : verdict.kind
  })
}

describe('how often a run is looked at', () => {
  it.each<[RunStatus, number[]]>([
    ['queued', [300, 450, 675, 1000, 1000]],
    ['in_progress', [500, 750, 1125, 1687.5, 2531.25, 3000, 3000]],
    ['requires_action', [5000, 5000, 5000]],
    ['cancelling', [400, 600, 900, 1350, 2000, 2000]],
  ])('%s', (status, expected) => {
    expect(waits(status, expected.length)).toEqual(expected)
  })

  it.each(RUN_STATUSES.filter(isTerminal))('%s: never again', (status) => {
    expect(waits(status, 2, { hintMs: 500, expiresInMs: 500 })).toEqual(['done', 'done'])
  })

  it.each(['paused', '', 'constructor'])(
    'a status that nobody knows (%j): slowly, and not for ever',
    (status) => {
      expect(waits(status, 14, { hintMs: 1 })).toEqual([...Array<number>(12).fill(5000), 'failed', 'failed'])
    },
  )

  it('in_progress: as the server wants it, within reason', () => {
    const after = (hintMs: number): unknown => waits('in_progress', 1, { hintMs })[0]
    expect([0, 99, 250, 8000, 1e9].map(after)).toEqual([100, 100, 250, 8000, 60_000])
  })

  it.each(['queued', 'requires_action', 'cancelling'])('%s: whatever the server wants', (status) => {
    expect(waits(status, 8, { hintMs: 1 })).toEqual(waits(status, 8))
  })

  it('requires_action: not past its expiry', () => {
    const after = (expiresInMs: number): unknown => waits('requires_action', 1, { expiresInMs })[0]
    expect([600_000, 5000, 1234, 300, 2, 0, -9000].map(after)).toEqual([
      5000, 5000, 1234, 300, 300, 5000, 5000,
    ])
  })

  it('is never at once, however it stands', () => {
    const observations = fc.record({
      status: fc.oneof(fc.constantFrom(...LIVE), fc.string()),
      attempt: fc.nat(100_000),
      hintMs: fc.option(fc.double({ noNaN: true, min: -1e9 })),
      expiresInMs: fc.option(fc.double({ noNaN: true })),
    })
    fc.assert(
      fc.property(observations, (observation) => {
        const verdict = pollVerdict(observation)
        if (verdict.kind !== 'again') return
        expect(verdict.afterMs).toBeGreaterThanOrEqual(100)
        expect(verdict.afterMs).toBeLessThanOrEqual(60_000)
      }),
    )
  })
})

describe('what is known of each status', () => {
  it.each(RUN_STATUSES)('%s is looked at again, or over', (status) => {
    expect(POLL_CADENCE[status] === null).toBe(isTerminal(status))
    expect(RUN_PHASE[status] === 'over').toBe(isTerminal(status))
  })

  it('needs a person in one status, and that one stands out', () => {
    expect(RUN_STATUSES.filter((status) => RUN_PHASE[status] === 'needs-person')).toEqual(['requires_action'])
    expect(RUN_STATUSES.filter((status) => RUN_TONE[status] === 'action')).toEqual(['requires_action'])
    expect(RUN_STATUSES.filter((status) => RUN_TONE[status] === 'done')).toEqual(['completed'])
    expect(RUN_STATUSES.filter((status) => RUN_TONE[status] === 'failed')).toEqual(['failed'])
  })
})
