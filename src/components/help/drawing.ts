import type { RouteName } from '@/router/names.ts'

/** A drawing of boxes in a grid, and arrows between them, in one of two arrangements. All lengths in CSS pixels. */
export interface DrawnBox<Id extends string> {
  id: Id
  /** The screen that a box leads to. */
  screen: RouteName
  /** Beside the point: drawn in the background. */
  isQuiet?: boolean
}

export type Arrangement = 'wide' | 'narrow'

export interface DrawnArrow<Id extends string> {
  from: Id
  to: Id
  label?: string
  /** A label that is a run's status, in its colour. */
  tone?: 'action' | 'done'
  wide?: Lane
  narrow?: Lane
}

/** Where an arrow runs beside the middle, and on which side of it its label is: above or below it, or left or right of it. */
interface Lane {
  shift: number
  side: 'before' | 'after'
}

export interface Grid<Id extends string> {
  boxWidth: number
  boxHeight: number
  columnGap: number
  rowGap: number
  cells: Readonly<Record<Id, Cell>>
}

/** `span`: how many columns a box is wide, one if not said. */
interface Cell {
  column: number
  row: number
  span?: number
}

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

/** An arrow's line and head as SVG paths, and where its label is. */
export interface PlacedArrow {
  line: string
  head: string
  labelAt: { x: number; y: number; anchor: 'start' | 'middle' | 'end' }
}

interface Point {
  x: number
  y: number
}

const HEAD_LENGTH = 7
const HEAD_HALF_WIDTH = 3.5
/** Between the head of an arrow and the box that it points at. */
const HEAD_DISTANCE = 3
const CORNER = 8

/** Where the box of a cell is. */
export function rectangleOf<Id extends string>(grid: Grid<Id>, id: Id): Rectangle {
  const { column, row, span = 1 } = grid.cells[id]
  return {
    x: column * (grid.boxWidth + grid.columnGap),
    y: row * (grid.boxHeight + grid.rowGap),
    width: span * grid.boxWidth + (span - 1) * grid.columnGap,
    height: grid.boxHeight,
  }
}

/** How large a drawing of these boxes is. */
export function sizeOf(rectangles: readonly Rectangle[]): { width: number; height: number } {
  return {
    width: Math.max(...rectangles.map(({ x, width }) => x + width)),
    height: Math.max(...rectangles.map(({ y, height }) => y + height)),
  }
}

/**
 * The arrow from one box to another: straight where they are side by side or one above the other, else down, along the gap
 * between their rows, and down.
 */
export function placeArrow(from: Rectangle, to: Rectangle, lane?: Lane): PlacedArrow {
  const shift = lane?.shift ?? 0
  if (from.y === to.y) return placeAcross(from, to, shift, lane?.side ?? 'before')
  const left = Math.max(from.x, to.x)
  const right = Math.min(from.x + from.width, to.x + to.width)
  if (left < right) return placeAlong(from, to, (left + right) / 2 + shift, lane?.side ?? 'after')
  return placeAround(from, to)
}

function placeAcross(from: Rectangle, to: Rectangle, shift: number, side: Lane['side']): PlacedArrow {
  const y = from.y + from.height / 2 + shift
  const direction = to.x > from.x ? 1 : -1
  const start = direction === 1 ? from.x + from.width : from.x
  const end = (direction === 1 ? to.x : to.x + to.width) - direction * HEAD_DISTANCE
  return {
    line: `M${start} ${y}H${end - direction * HEAD_LENGTH}`,
    head: headAt({ x: end, y }, { x: direction, y: 0 }),
    labelAt: { x: (start + end) / 2, y: side === 'before' ? y - 6 : y + 14, anchor: 'middle' },
  }
}

function placeAlong(from: Rectangle, to: Rectangle, x: number, side: Lane['side']): PlacedArrow {
  const direction = to.y > from.y ? 1 : -1
  const start = direction === 1 ? from.y + from.height : from.y
  const end = (direction === 1 ? to.y : to.y + to.height) - direction * HEAD_DISTANCE
  const y = (start + end) / 2 + 4
  return {
    line: `M${x} ${start}V${end - direction * HEAD_LENGTH}`,
    head: headAt({ x, y: end }, { x: 0, y: direction }),
    labelAt: side === 'before' ? { x: x - 8, y, anchor: 'end' } : { x: x + 8, y, anchor: 'start' },
  }
}

function placeAround(from: Rectangle, to: Rectangle): PlacedArrow {
  const start = { x: from.x + from.width / 2, y: from.y + from.height }
  const end = { x: to.x + to.width / 2, y: to.y - HEAD_DISTANCE }
  const y = (start.y + to.y) / 2
  const turn = end.x > start.x ? CORNER : -CORNER
  return {
    line:
      `M${start.x} ${start.y}V${y - CORNER}Q${start.x} ${y} ${start.x + turn} ${y}` +
      `H${end.x - turn}Q${end.x} ${y} ${end.x} ${y + CORNER}V${end.y - HEAD_LENGTH}`,
    head: headAt(end, { x: 0, y: 1 }),
    labelAt: { x: (start.x + end.x) / 2, y: y - 6, anchor: 'middle' },
  }
}

/** A triangle with its tip at a point. */
function headAt(tip: Point, direction: Point): string {
  const base = { x: tip.x - HEAD_LENGTH * direction.x, y: tip.y - HEAD_LENGTH * direction.y }
  const aside = { x: HEAD_HALF_WIDTH * direction.y, y: HEAD_HALF_WIDTH * direction.x }
  return `M${tip.x} ${tip.y}L${base.x + aside.x} ${base.y + aside.y}L${base.x - aside.x} ${base.y - aside.y}Z`
}
