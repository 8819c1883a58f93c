import type { Anchor } from '@/composables/useScrollOwner.ts'
import type { RowHeights } from './rowHeights.ts'

/** Rows from `start` up to `end`, which is left out. */
export interface Range {
  start: number
  end: number
}

/** So many are all laid out: the browser's own "find in page" sees them, and nothing comes and goes. */
export const LAID_OUT_AT_ONCE = 30
/** However small rows are. */
const MOST = 120
/** Rows that went out of reach by so many stay, for a person who scrolls to and fro. */
const SLACK = 6

/** The rows of a log in the order they stand. */
export interface RowOrder {
  keys: readonly string[]
  indexOf: ReadonlyMap<string, number>
}

/** The same order again when it has not changed: a streamed reply changes its message twenty times a second. */
export function orderOf(items: readonly { id: string }[], before: RowOrder | undefined): RowOrder {
  if (before?.keys.length === items.length && items.every(({ id }, index) => id === before.keys[index])) {
    return before
  }
  const keys = items.map(({ id }) => id)
  return { keys, indexOf: new Map(keys.map((key, index) => [key, index])) }
}

/** What is looked at: around which row, how far above and below it rows are wanted, in pixels. */
export interface Sight {
  /** The first row in sight, or the number of rows where the end is followed. */
  from: number
  above: number
  below: number
}

/** What should be in sight when `anchor` (null: the newest) is kept in its place in a scroller of this height. */
export function sightOf(
  anchor: Anchor | null,
  order: RowOrder,
  view: { height: number; newestEdge: 'start' | 'end' },
): Sight {
  const margin = Math.max(400, view.height)
  const index = anchor === null ? undefined : order.indexOf.get(anchor.key)
  if (anchor !== null && index !== undefined) {
    return { from: index, above: margin - anchor.offset, below: anchor.offset + view.height + margin }
  }
  const reach = view.height + margin
  return view.newestEdge === 'start'
    ? { from: 0, above: 0, below: reach }
    : { from: order.keys.length, above: reach, below: 0 }
}

/** The rows to lay out for a sight. */
export function wantedRange({ from, above, below }: Sight, { keys }: RowOrder, heights: RowHeights): Range {
  if (keys.length <= LAID_OUT_AT_ONCE) return { start: 0, end: keys.length }
  let start = from
  let end = from
  for (let left = above; left > 0 && start > 0 && from - start < MOST / 2; start -= 1) {
    left -= heights.of(keys[start - 1] ?? '')
  }
  for (let left = below; left > 0 && end < keys.length && end - from < MOST / 2; end += 1) {
    left -= heights.of(keys[end] ?? '')
  }
  return { start, end }
}

/**
 * The next step from what is laid out to what is wanted, by at most `room` new rows, the nearest to `from` first: a
 * screen of rows laid out at once would be a long task.
 */
export function stepTowards(now: Range, wanted: Range, from: number, room: number): Range {
  let start = Math.max(now.start, wanted.start - SLACK)
  let end = Math.min(now.end, wanted.end + SLACK)
  if (start >= end) start = end = Math.max(wanted.start, Math.min(wanted.end, from))
  for (let left = room; left > 0; left -= 1) {
    const canRise = start > wanted.start
    const canSink = end < wanted.end
    if (!canRise && !canSink) break
    if (canSink && (!canRise || end - from <= from - start)) end += 1
    else start -= 1
  }
  return { start, end }
}

/** A row that is laid out, or the room of rows that are not. */
export type LogPart =
  | { type: 'row'; key: string; index: number }
  | { type: 'gap'; key: string; from: number; to: number; height: number }

/** All of a log, rows and room, in order. `kept`: rows outside of the range that stay laid out. */
export function partsOf(
  range: Range,
  kept: readonly number[],
  { keys }: RowOrder,
  heights: RowHeights,
): LogPart[] {
  const mounted = [...new Set(kept)]
    .filter((index) => index >= 0 && index < keys.length && (index < range.start || index >= range.end))
    .concat(Array.from({ length: range.end - range.start }, (_, offset) => range.start + offset))
    .sort((a, b) => a - b)
  const parts: LogPart[] = []
  let at = 0
  const leave = (to: number): void => {
    if (to > at)
      parts.push({ type: 'gap', key: `gap ${to}`, from: at, to, height: heights.sum(keys, at, to) })
  }
  for (const index of mounted) {
    leave(index)
    parts.push({ type: 'row', key: `row ${keys[index] ?? ''}`, index })
    at = index + 1
  }
  leave(keys.length)
  return parts
}
