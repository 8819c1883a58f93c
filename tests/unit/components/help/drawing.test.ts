import { describe, expect, it } from 'vitest'
import { type Grid, placeArrow, rectangleOf, sizeOf } from '@/components/help/drawing.ts'

const GRID: Grid<'a' | 'b' | 'c' | 'd'> = {
  boxWidth: 100,
  boxHeight: 40,
  columnGap: 60,
  rowGap: 30,
  cells: {
    a: { column: 0, row: 0 },
    b: { column: 1, row: 0 },
    c: { column: 0, row: 1 },
    d: { column: 0, row: 2, span: 2 },
  },
}
const [a, b, c, d] = (['a', 'b', 'c', 'd'] as const).map((id) => rectangleOf(GRID, id))

/** Where the head of an arrow points at. */
const tipOf = (head: string): string => /^M([\d.]+ [\d.]+)/.exec(head)![1]!

describe('rectangleOf', () => {
  it('lays boxes out in columns and rows with gaps between', () => {
    expect(b).toEqual({ x: 160, y: 0, width: 100, height: 40 })
    expect(c).toEqual({ x: 0, y: 70, width: 100, height: 40 })
  })

  it('makes a box that spans columns as wide as they are, with their gap', () => {
    expect(d).toEqual({ x: 0, y: 140, width: 260, height: 40 })
  })
})

describe('sizeOf', () => {
  it('holds every box', () => {
    expect(sizeOf([a!, c!, d!])).toEqual({ width: 260, height: 180 })
  })
})

describe('placeArrow', () => {
  it('goes straight between neighbours of a row, either way', () => {
    const there = placeArrow(a!, b!)
    expect(there.line).toBe('M100 20H150')
    expect(tipOf(there.head)).toBe('157 20')
    expect(there.labelAt).toEqual({ x: 128.5, y: 14, anchor: 'middle' })
    const back = placeArrow(b!, a!)
    expect(back.line).toBe('M160 20H110')
    expect(tipOf(back.head)).toBe('103 20')
  })

  it('goes straight down and up where boxes are above each other', () => {
    expect(placeArrow(a!, c!).line).toBe('M50 40V60')
    expect(placeArrow(c!, a!).line).toBe('M50 70V50')
  })

  it('goes through the middle of what two boxes share', () => {
    expect(placeArrow(d!, c!).line).toBe('M50 140V120')
  })

  it('keeps two arrows between the same boxes, and their labels, apart', () => {
    const there = placeArrow(a!, c!, { shift: -10, side: 'before' })
    const back = placeArrow(c!, a!, { shift: 10, side: 'after' })
    expect([there.line, there.labelAt.anchor]).toEqual(['M40 40V60', 'end'])
    expect([back.line, back.labelAt.anchor]).toEqual(['M60 70V50', 'start'])
  })

  it('goes around a corner to a box that is neither beside nor below', () => {
    const { line, head } = placeArrow(b!, c!)
    expect(line).toMatch(/^M210 40.*H58.*V60$/)
    expect(tipOf(head)).toBe('50 67')
  })
})
