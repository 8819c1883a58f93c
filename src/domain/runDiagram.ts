import type { RunStatus } from './runMachine.ts'
import type { RunEdge } from './runPath.ts'

type Point = readonly [x: number, y: number]

/** Where a status stands in the drawing: its left edge, and the middle of its height. */
export interface StatusBox {
  x: number
  y: number
  width: number
}

/** How a step is drawn, from box to box; a step that is not `isUsual` only once a run has taken it. */
export interface EdgeRoute {
  points: readonly Point[]
  isUsual: boolean
}

export const BOX_HEIGHT = 26
/** What is drawn, with room at its top for the times above the first row. */
export const DRAWING = { x: 0, y: -12, width: 336, height: 212 }

const WAITING = { x: 6, width: 68 }
const WORKING = { x: 98, width: 116 }
const OVER = { x: 250, width: 82 }

export const STATUS_BOXES: Readonly<Record<RunStatus, StatusBox>> = {
  queued: { ...WAITING, y: 24 },
  in_progress: { ...WORKING, y: 24 },
  requires_action: { ...WORKING, y: 84 },
  cancelling: { ...WORKING, y: 176 },
  completed: { ...OVER, y: 24 },
  incomplete: { ...OVER, y: 62 },
  failed: { ...OVER, y: 100 },
  expired: { ...OVER, y: 138 },
  cancelled: { ...OVER, y: 176 },
}

const usual = (...points: Point[]): EdgeRoute => ({ points, isUsual: true })
const seldom = (...points: Point[]): EdgeRoute => ({ points, isUsual: false })

/** A way for each step of the table of statuses: a new one does not compile without. */
export const EDGE_ROUTES: Readonly<Record<RunEdge, EdgeRoute>> = {
  'queued>in_progress': usual([74, 24], [98, 24]),
  'queued>cancelling': seldom([26, 37], [26, 176], [98, 176]),
  'queued>expired': seldom([16, 37], [16, 196], [231, 196], [231, 143], [250, 143]),
  'queued>failed': seldom([16, 37], [16, 196], [231, 196], [231, 105], [250, 105]),
  'in_progress>completed': usual([214, 24], [250, 24]),
  'in_progress>incomplete': usual([214, 24], [239, 24], [239, 62], [250, 62]),
  'in_progress>failed': usual([214, 24], [239, 24], [239, 100], [250, 100]),
  'in_progress>expired': usual([214, 24], [239, 24], [239, 138], [250, 138]),
  // Left of the middle, so that the time of what it leads to has room beside it.
  'in_progress>requires_action': usual([124, 37], [124, 71]),
  'in_progress>cancelling': usual([214, 30], [224, 30], [224, 140], [190, 140], [190, 163]),
  'requires_action>queued': usual([98, 84], [40, 84], [40, 37]),
  'requires_action>cancelling': usual([124, 97], [124, 163]),
  'requires_action>expired': seldom([214, 84], [231, 84], [231, 133], [250, 133]),
  'cancelling>cancelled': usual([214, 176], [250, 176]),
  'cancelling>completed': seldom([214, 170], [231, 170], [231, 29], [250, 29]),
  'cancelling>failed': seldom([214, 170], [231, 170], [231, 105], [250, 105]),
  'cancelling>expired': seldom([214, 170], [231, 170], [231, 143], [250, 143]),
}

const RADIUS = 6

/** The SVG path of a route, its corners rounded. */
export function pathOfRoute([start, ...rest]: readonly Point[]): string {
  if (start === undefined) return ''
  let before = start
  const parts = rest.map((point, index) => {
    const after = rest[index + 1]
    const line =
      after === undefined
        ? `L${point.join(' ')}`
        : `L${towards(point, before).join(' ')}Q${point.join(' ')} ${towards(point, after).join(' ')}`
    before = point
    return line
  })
  return `M${start.join(' ')}${parts.join('')}`
}

/** The point a little way from `corner` to `point`. */
function towards([x, y]: Point, point: Point): Point {
  const [dx, dy] = [point[0] - x, point[1] - y]
  const length = Math.hypot(dx, dy)
  const part = Math.min(RADIUS, length / 2) / length
  return [x + dx * part, y + dy * part]
}

const ARROW = { length: 7, halfWidth: 3.5 }

/** The SVG path of the arrow head at the end of a route. */
export function arrowOfRoute(points: readonly Point[]): string {
  const [before, tip] = points.slice(-2)
  if (before === undefined || tip === undefined) return ''
  const [dx, dy] = [Math.sign(tip[0] - before[0]), Math.sign(tip[1] - before[1])]
  const [x, y] = [tip[0] - dx * ARROW.length, tip[1] - dy * ARROW.length]
  const [wx, wy] = [dy * ARROW.halfWidth, dx * ARROW.halfWidth]
  return `M${tip.join(' ')}L${String(x + wx)} ${String(y + wy)}L${String(x - wx)} ${String(y - wy)}Z`
}
