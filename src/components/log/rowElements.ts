import type { Anchor } from '@/composables/useScrollOwner.ts'
import type { RowOrder } from './logRange.ts'
import type { RowHeights } from './rowHeights.ts'

/** What is laid out of a log, and where its rows stand. Distances are from the scroller's upper edge. */
export interface RowElements {
  anchorAtTop: () => Anchor | null
  topOf: (key: string) => number | null
}

/**
 * Reads the places of rows off the page. The children of `content` that stand for rows say which by `data-from`, and
 * those that stand for the room of several by `data-to` too.
 */
export function createRowElements(
  elements: { scroller: () => HTMLElement | null; content: () => HTMLElement | null },
  order: () => RowOrder,
  heights: RowHeights,
): RowElements {
  function* parts(): Generator<{ element: HTMLElement; from: number; to: number | null }> {
    for (const element of elements.content()?.children ?? []) {
      if (!(element instanceof HTMLElement)) continue
      const { from, to } = element.dataset
      if (from !== undefined) yield { element, from: Number(from), to: to === undefined ? null : Number(to) }
    }
  }

  const edge = (): number => elements.scroller()?.getBoundingClientRect().top ?? 0

  function anchorAtTop(): Anchor | null {
    const { keys } = order()
    const upper = edge()
    for (const { element, from, to } of parts()) {
      const { top, bottom } = element.getBoundingClientRect()
      if (bottom <= upper) continue
      let offset = upper - top
      let index = from
      // In the room of rows that are not laid out, the one that would be there.
      while (to !== null && index < to - 1 && offset >= heights.of(keys[index] ?? '')) {
        offset -= heights.of(keys[index] ?? '')
        index += 1
      }
      return { key: keys[index] ?? '', offset }
    }
    return null
  }

  function topOf(key: string): number | null {
    const { keys, indexOf } = order()
    const index = indexOf.get(key)
    if (index === undefined) return null
    for (const { element, from, to } of parts()) {
      if (index < from || index >= (to ?? from + 1)) continue
      return element.getBoundingClientRect().top - edge() + heights.sum(keys, from, index)
    }
    return null
  }

  return { anchorAtTop, topOf }
}
