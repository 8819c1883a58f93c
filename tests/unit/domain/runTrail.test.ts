import { describe, expect, it } from 'vitest'
import type { RunStatus } from '@/domain/runMachine.ts'
import { runPath } from '@/domain/runPath.ts'
import { elapsedMs, mergedRun, spanOf, trailOf, withSeen } from '@/domain/runTrail.ts'
import type { RememberedRun, SeenStatus } from '@/domain/rememberedRun.ts'
import { runOf } from '../../support/threadObjects.ts'

const seen = (...each: [RunStatus, number][]): SeenStatus[] =>
  each.map(([status, sinceMs]) => ({ status, sinceMs }))
const told = (trail: readonly SeenStatus[]): [RunStatus, number][] =>
  trail.map(({ status, sinceMs }) => [status, sinceMs])

describe('withSeen', () => {
  it('adds a status that is new, and no other', () => {
    const once = withSeen([], 'queued', 1)
    expect(withSeen(once, 'queued', 2)).toBe(once)
    expect(withSeen(once, 'in_progress', 3)).toEqual(seen(['queued', 1], ['in_progress', 3]))
  })
})

describe('trailOf', () => {
  it('is what was seen, where all was seen', () => {
    const run = runOf('requires_action', { created_at: 100, started_at: 101 })
    const trail = seen(['queued', 100_050], ['in_progress', 101_200], ['requires_action', 103_000])
    expect(trailOf(run, trail)).toEqual(trail)
  })

  it('tells the path of a run that nobody watched by its timestamps', () => {
    const run = runOf('completed', { created_at: 100, started_at: 102, completed_at: 109 })
    expect(told(trailOf(run, []))).toEqual([
      ['queued', 100_000],
      ['in_progress', 102_000],
      ['completed', 109_000],
    ])
  })

  it.each<[RunStatus, object, [RunStatus, number][]]>([
    ['queued', {}, [['queued', 100_000]]],
    [
      'failed',
      { failed_at: 105 },
      [
        ['queued', 100_000],
        ['failed', 105_000],
      ],
    ],
    [
      'failed',
      { started_at: 101, failed_at: 105 },
      [
        ['queued', 100_000],
        ['in_progress', 101_000],
        ['failed', 105_000],
      ],
    ],
    [
      'cancelled',
      { started_at: 101, cancelled_at: 105 },
      [
        ['queued', 100_000],
        ['in_progress', 101_000],
        ['cancelling', 105_000],
        ['cancelled', 105_000],
      ],
    ],
    [
      'expired',
      { started_at: 101, expires_at: 700 },
      [
        ['queued', 100_000],
        ['in_progress', 101_000],
        ['expired', 700_000],
      ],
    ],
    [
      'incomplete',
      { started_at: 101, completed_at: 108 },
      [
        ['queued', 100_000],
        ['in_progress', 101_000],
        ['incomplete', 108_000],
      ],
    ],
    [
      'requires_action',
      { started_at: 101 },
      [
        ['queued', 100_000],
        ['in_progress', 101_000],
        ['requires_action', 101_000],
      ],
    ],
  ])('of an unwatched run that is %s, with %j', (status, stamps, path) => {
    expect(told(trailOf(runOf(status, stamps), []))).toEqual(path)
  })

  it('fills what polls have missed, without taking anybody to have cancelled', () => {
    const run = runOf('completed', { started_at: 101, completed_at: 120 })
    const trail = seen(['requires_action', 105_000], ['completed', 125_000])
    expect(told(trailOf(run, trail))).toEqual([
      ['queued', 100_000],
      ['in_progress', 101_000],
      ['requires_action', 105_000],
      ['queued', 120_999],
      ['in_progress', 120_999],
      ['completed', 120_999],
    ])
  })

  it('believes the run before a late look, and the look within the second that the run tells', () => {
    const run = runOf('completed', { started_at: 101, completed_at: 110 })
    const watched = seen(['queued', 100_300], ['in_progress', 101_400], ['completed', 110_600])
    expect(trailOf(run, watched)).toEqual(watched)
    const late = seen(['queued', 100_300], ['in_progress', 101_400], ['completed', 9_000_000])
    expect(trailOf(run, late).at(-1)).toEqual({ status: 'completed', sinceMs: 110_999 })
  })

  it('never goes back in time, whatever the clocks say', () => {
    const run = runOf('requires_action', { created_at: 1000, started_at: 1001 })
    const times = trailOf(run, seen(['requires_action', 5000])).map(({ sinceMs }) => sinceMs)
    expect(times).toEqual([1_000_000, 1_001_000, 1_001_000])
  })

  it('ends with what the run is, though that was not seen yet', () => {
    const run = runOf('cancelling', { started_at: 101 })
    const trail = trailOf(run, seen(['queued', 100_000], ['in_progress', 101_500]))
    expect(trail.map(({ status }) => status)).toEqual(['queued', 'in_progress', 'cancelling'])
  })
})

describe('how long a run takes', () => {
  const NOW = 130_000
  it.each([
    ['is from the creation to the end', runOf('completed', { started_at: 102, completed_at: 109 }), 9000],
    ['goes on while the run does', runOf('in_progress', { started_at: 102 }), 30_000],
    ['counts the wait before the start', runOf('queued'), 30_000],
    ['is nothing less than nothing', runOf('queued', { created_at: 200 }), 0],
  ])('%s, in the overview as beside the thread', (_, run, ms) => {
    const trail = trailOf(run, [])
    expect(elapsedMs(spanOf(trail), NOW)).toBe(ms)
    expect(runPath(trail, NOW).elapsedMs).toBe(ms)
  })

  it('is open at its end while the run goes on', () => {
    expect(spanOf(trailOf(runOf('in_progress'), []))).toEqual({ fromMs: 100_000, untilMs: null })
    expect(spanOf([])).toEqual({ fromMs: 0, untilMs: 0 })
  })
})

describe('mergedRun', () => {
  const row = (status: RunStatus, trail: SeenStatus[]): RememberedRun => ({
    id: 'run_1',
    placeId: 'browser',
    threadId: 'thread_1',
    run: runOf(status),
    trail,
  })

  it('is the later of two observations, with the fuller trail', () => {
    const watched = row('in_progress', seen(['queued', 1], ['in_progress', 2]))
    const after = row('completed', seen(['completed', 9]))
    expect(mergedRun(watched, after)).toEqual({ ...after, trail: watched.trail })
    expect(mergedRun(after, watched).run.status).toBe('completed')
  })

  it('is the very same row where nothing is new', () => {
    const before = row('queued', seen(['queued', 1]))
    expect(mergedRun(before, row('queued', seen(['queued', 5])))).toBe(before)
    expect(mergedRun(undefined, before)).toBe(before)
  })
})
