import { describe, expect, it } from 'vitest'
import type { SeenStatus } from '@/domain/rememberedRun.ts'
import { BOX_HEIGHT, DRAWING, EDGE_ROUTES, pathOfRoute, STATUS_BOXES } from '@/domain/runDiagram.ts'
import { isTerminal, RUN_STATUSES, RUN_TRANSITIONS, type RunStatus } from '@/domain/runMachine.ts'
import { RUN_EDGES, runPath } from '@/domain/runPath.ts'

const T0 = 100_000

/** Each status one second after the one before. */
function trailOf(statuses: readonly RunStatus[]): SeenStatus[] {
  return statuses.map((status, index) => ({ status, sinceMs: T0 + index * 1000 }))
}

/** All ways through the table from `queued` to an end that go round at most once. */
function allWays(way: RunStatus[] = ['queued']): RunStatus[][] {
  const last = way.at(-1) ?? 'queued'
  if (isTerminal(last)) return [way]
  return Object.values<RunStatus>(RUN_TRANSITIONS[last])
    .filter((to) => way.filter((status) => status === to).length < 2)
    .flatMap((to) => allWays([...way, to]))
}

describe('the path of a run', () => {
  const ways = allWays()

  it('lights the steps of the table, all of them and no others, whichever way a run goes', () => {
    expect(ways.length).toBeGreaterThan(30)
    for (const way of ways) {
      const { edges } = runPath(trailOf(way), T0)
      const walked = way.slice(1).map((to, index) => `${String(way[index])}>${to}`)
      expect([...edges].toSorted()).toEqual([...new Set(walked)].toSorted())
      expect([...edges].filter((edge) => !RUN_EDGES.has(edge))).toEqual([])
    }
  })

  it('has times that add up', () => {
    for (const way of ways) {
      const { elapsedMs, visits, stays } = runPath(trailOf(way), T0)
      expect(elapsedMs).toBe((way.length - 1) * 1000)
      expect(visits.reduce((total, { ms }) => total + (ms ?? 0), 0)).toBe(elapsedMs)
      expect([...stays.values()].reduce((total, { ms }) => total + (ms ?? 0), 0)).toBe(elapsedMs)
      expect([...stays.values()].reduce((total, { times }) => total + times, 0)).toBe(way.length)
    }
  })

  it('counts on while the run is in a status', () => {
    const { stays, elapsedMs } = runPath(trailOf(['queued', 'in_progress']), T0 + 6800)
    expect(stays.get('queued')).toEqual({ times: 1, ms: 1000 })
    expect(stays.get('in_progress')).toEqual({ times: 1, ms: 5800 })
    expect(elapsedMs).toBe(6800)
  })

  it('has no time of an end', () => {
    expect(runPath(trailOf(['queued', 'failed']), T0 + 9000).stays.get('failed')?.ms).toBeNull()
  })

  it('sums up a status that was visited again', () => {
    const trail = trailOf(['queued', 'in_progress', 'requires_action', 'queued', 'in_progress', 'completed'])
    expect(runPath(trail, T0).stays.get('in_progress')).toEqual({ times: 2, ms: 2000 })
  })

  it('draws no step that nothing allows', () => {
    const { edges } = runPath(trailOf(['queued', 'completed', 'queued', 'in_progress']), T0)
    expect([...edges]).toEqual(['queued>in_progress'])
  })

  it('takes no less than no time where the clock was put back', () => {
    expect(runPath(trailOf(['queued']), T0 - 50).elapsedMs).toBe(0)
  })

  it('is empty where nothing was seen', () => {
    expect(runPath([], T0)).toMatchObject({ visits: [], elapsedMs: 0 })
  })
})

describe('the drawing', () => {
  it('has a way for each step of the table', () => {
    expect(Object.keys(EDGE_ROUTES).toSorted()).toEqual([...RUN_EDGES].toSorted())
  })

  it.each(Object.entries(EDGE_ROUTES))('leads %s from box to box', (edge, { points }) => {
    const [from, to] = RUN_STATUSES.filter((status) => edge.split('>').includes(status)).toSorted(
      (a, b) => edge.indexOf(a) - edge.indexOf(b),
    )
    expect(isOnBorder(from!, points[0]!)).toBe(true)
    expect(isOnBorder(to!, points.at(-1)!)).toBe(true)
  })

  it.each(Object.values(EDGE_ROUTES).map(({ points }) => points))('goes level or upright %#', (...points) => {
    for (const [index, [x, y]] of points.slice(1).entries()) {
      expect(x === points[index]![0] || y === points[index]![1]).toBe(true)
    }
  })

  it('keeps everything within its frame', () => {
    const inside = ([x, y]: readonly [number, number]): boolean =>
      x >= DRAWING.x && x <= DRAWING.x + DRAWING.width && y >= DRAWING.y && y <= DRAWING.y + DRAWING.height
    expect(Object.values(EDGE_ROUTES).every(({ points }) => points.every(inside))).toBe(true)
    expect(
      Object.values(STATUS_BOXES).every(({ x, y, width }) => inside([x, y]) && inside([x + width, y])),
    ).toBe(true)
  })

  it('rounds the corners of a way', () => {
    expect(
      pathOfRoute([
        [0, 0],
        [20, 0],
        [20, 20],
      ]),
    ).toBe('M0 0L14 0Q20 0 20 6L20 20')
  })

  function isOnBorder(status: RunStatus, [x, y]: readonly [number, number]): boolean {
    const box = STATUS_BOXES[status]
    const [isAtSide, isWithinHeight] = [
      x === box.x || x === box.x + box.width,
      Math.abs(y - box.y) <= BOX_HEIGHT / 2,
    ]
    const isAtEdge = Math.abs(y - box.y) === BOX_HEIGHT / 2 && x > box.x && x < box.x + box.width
    return (isAtSide && isWithinHeight) || isAtEdge
  }
})
