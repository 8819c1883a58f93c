import { describe, expect, it } from 'vitest'
import { orderOf, partsOf, sightOf, stepTowards, wantedRange } from '@/components/log/logRange.ts'
import { createRowHeights } from '@/components/log/rowHeights.ts'

const items = Array.from({ length: 1000 }, (_, index) => ({ id: `m${index}` }))
const order = orderOf(items, undefined)
const view = { height: 600, newestEdge: 'end' as const }

function heightsOf(height: number): ReturnType<typeof createRowHeights> {
  const heights = createRowHeights()
  for (const { id } of items) heights.set(id, height)
  return heights
}

describe('the order of rows', () => {
  it('is the same while only their content changes', () => {
    expect(orderOf([...items], order)).toBe(order)
    expect(orderOf(items.toReversed(), order)).not.toBe(order)
    expect(orderOf(items.slice(1), order).indexOf.get('m1')).toBe(0)
  })
})

describe('what is wanted', () => {
  it('is a screen and one more where the newest are followed', () => {
    const sight = sightOf(null, order, view)
    expect(wantedRange(sight, order, heightsOf(100))).toEqual({ start: 988, end: 1000 })
    const first = sightOf(null, order, { ...view, newestEdge: 'start' })
    expect(wantedRange(first, order, heightsOf(100))).toEqual({ start: 0, end: 12 })
  })

  it('is a screen, and one more on each side, around what is read', () => {
    const sight = sightOf({ key: 'm500', offset: 50 }, order, view)
    expect(wantedRange(sight, order, heightsOf(100))).toEqual({ start: 494, end: 513 })
  })

  it('is everything of a short log, and never too many of a log of tiny rows', () => {
    const short = orderOf(items.slice(0, 20), undefined)
    expect(wantedRange(sightOf(null, short, view), short, heightsOf(900))).toEqual({ start: 0, end: 20 })
    const { start, end } = wantedRange(sightOf(null, order, view), order, heightsOf(1))
    expect(end - start).toBe(60)
  })
})

describe('a step towards it', () => {
  it('lays out the nearest first, and no more than there is room for', () => {
    expect(stepTowards({ start: 0, end: 0 }, { start: 490, end: 510 }, 500, 4)).toEqual({
      start: 498,
      end: 502,
    })
    expect(stepTowards({ start: 498, end: 502 }, { start: 490, end: 510 }, 500, 100)).toEqual({
      start: 490,
      end: 510,
    })
  })

  it('drops what is far away, and keeps what is near for a while', () => {
    expect(stepTowards({ start: 480, end: 500 }, { start: 490, end: 510 }, 495, 0)).toEqual({
      start: 484,
      end: 500,
    })
    expect(stepTowards({ start: 0, end: 20 }, { start: 490, end: 510 }, 500, 2)).toEqual({
      start: 499,
      end: 501,
    })
  })
})

describe('the parts of a log', () => {
  it('are its rows, and the room of those between', () => {
    expect(partsOf({ start: 10, end: 12 }, [3, 11, -1], order, heightsOf(10))).toEqual([
      { type: 'gap', key: 'gap 3', from: 0, to: 3, height: 30 },
      { type: 'row', key: 'row m3', index: 3 },
      { type: 'gap', key: 'gap 10', from: 4, to: 10, height: 60 },
      { type: 'row', key: 'row m10', index: 10 },
      { type: 'row', key: 'row m11', index: 11 },
      { type: 'gap', key: 'gap 1000', from: 12, to: 1000, height: 9880 },
    ])
  })
})
