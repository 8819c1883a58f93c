import { computed, type ComputedRef, onMounted, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { type ScrollOwner, useScrollOwner } from '@/composables/useScrollOwner.ts'
import {
  type LogPart,
  orderOf,
  partsOf,
  type Range,
  type RowOrder,
  type Sight,
  sightOf,
  stepTowards,
  wantedRange,
} from './logRange.ts'
import { createRowElements } from './rowElements.ts'
import { createRowHeights } from './rowHeights.ts'

/** What laying out new rows may take of a frame, in milliseconds. */
const FRAME_BUDGET_MS = 10
const MOST_AT_ONCE = 8
/** Before it is known what a row takes. */
const FIRST_STEP = 3
/** Where nothing is laid out yet. */
const GUESSED_VIEW = 800

interface LogWindow extends ScrollOwner {
  order: ComputedRef<RowOrder>
  parts: ComputedRef<LogPart[]>
  /** A row's element has come, or gone (null). */
  place: (key: string, element: HTMLElement, isThere: boolean) => void
}

/** Which rows of a long log are laid out: those near what is looked at, and those that have to stay. */
export function useLogWindow(
  elements: { scroller: Readonly<Ref<HTMLElement | null>>; content: Readonly<Ref<HTMLElement | null>> },
  log: {
    /** In the order they stand. */
    items: () => readonly { id: string }[]
    newestEdge: () => 'start' | 'end'
    /** Rows that stay laid out wherever they are. */
    kept: () => ReadonlySet<string>
    /** All of this is laid out besides: for print. */
    whole: () => Range | null
  },
): LogWindow {
  const heights = createRowHeights()
  const order = computed((before?: RowOrder) => orderOf(log.items(), before))
  const reader = createRowElements(
    { scroller: () => elements.scroller.value, content: () => elements.content.value },
    () => order.value,
    heights,
  )
  const owner = useScrollOwner(elements.scroller, {
    ...reader,
    newestEdge: log.newestEdge,
    onMove: request,
  })
  let frame: number | null = null
  let costOfRow = FRAME_BUDGET_MS / FIRST_STEP
  let step: { startedAt: number; rows: number } | null = null

  function sight(): Sight {
    const height = elements.scroller.value?.clientHeight ?? 0
    const view = { height: height === 0 ? GUESSED_VIEW : height, newestEdge: log.newestEdge() }
    return sightOf(owner.anchor(), order.value, view)
  }

  function next(now: Range): Range {
    const room = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(FRAME_BUDGET_MS / costOfRow)))
    const seen = sight()
    return stepTowards(now, wantedRange(seen, order.value, heights), seen.from, room)
  }

  const range = shallowRef(next({ start: 0, end: 0 }))

  function request(): void {
    frame ??= requestAnimationFrame(() => {
      frame = null
      advance()
    })
  }

  function advance(): void {
    const before = range.value
    const after = next(before)
    if (after.start === before.start && after.end === before.end) {
      owner.arrive()
      return
    }
    const shared = Math.max(0, Math.min(before.end, after.end) - Math.max(before.start, after.start))
    step = { startedAt: performance.now(), rows: after.end - after.start - shared }
    range.value = after
    request()
  }

  // The same rows stay laid out, wherever they have come to stand.
  watch(
    order,
    (now, before) => {
      const { start, end } = range.value
      const known = before.keys.slice(start, end).map((key) => now.indexOf.get(key))
      const places = known.filter((index) => index !== undefined)
      const first = Math.min(...places)
      const last = Math.max(...places)
      // Rows that have been turned round, or were cut apart, are looked for afresh.
      const isOne = places.length > 0 && last - first < places.length + MOST_AT_ONCE
      range.value = next(isOne ? { start: first, end: last + 1 } : { start: 0, end: 0 })
      request()
    },
    { flush: 'sync' },
  )

  const keyOf = new WeakMap<Element, string>()
  const sizes = new ResizeObserver((entries) => {
    for (const { target, borderBoxSize } of entries) {
      const key = keyOf.get(target)
      const height = borderBoxSize[0]?.blockSize
      // Nothing has a height while the log is not displayed.
      if (key !== undefined && height !== undefined && height > 0) heights.set(key, height)
    }
    if (step !== null && step.rows > 0) {
      const cost = (performance.now() - step.startedAt) / step.rows
      costOfRow = Math.max(0.5, (costOfRow + cost) / 2)
    }
    step = null
    owner.settle()
    request()
  })

  onMounted(() => {
    for (const element of [elements.scroller.value, elements.content.value]) {
      if (element !== null) sizes.observe(element)
    }
    request()
  })
  onScopeDispose(() => {
    sizes.disconnect()
    if (frame !== null) cancelAnimationFrame(frame)
  })

  return {
    ...owner,
    order,
    parts: computed(() => {
      const kept = [...log.kept()].map((key) => order.value.indexOf.get(key) ?? -1)
      const whole = log.whole()
      if (whole === null) return partsOf(range.value, kept, order.value, heights)
      // What is looked at stays meanwhile.
      const { start, end } = range.value
      for (let index = start; index < end; index += 1) kept.push(index)
      return partsOf(whole, kept, order.value, heights)
    }),
    place: (key, element, isThere) => {
      if (!isThere) {
        sizes.unobserve(element)
        return
      }
      keyOf.set(element, key)
      sizes.observe(element)
    },
  }
}
