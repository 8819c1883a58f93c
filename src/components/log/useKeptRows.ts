import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import type { RowOrder } from './logRange.ts'

/** A selection over more rows than this keeps only those at its ends; `useWholeCopy` copies the others. */
const MOST_SELECTED = 200

/** The key of the row that a node is in; null outside of rows. */
export function keyAround(node: Node | null): string | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null)
  return element?.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((key) => b.has(key))
}

/** The rows that have the focus or a selection in them: they must not go, however far one scrolls. */
export function useKeptRows(
  content: Readonly<Ref<HTMLElement | null>>,
  order: () => RowOrder,
): Readonly<Ref<ReadonlySet<string>>> {
  const kept = shallowRef<ReadonlySet<string>>(new Set())

  function selected(): string[] {
    const selection = document.getSelection()
    if (selection === null) return []
    // Where a person has clicked, a selection may begin that is ended, by Shift and a click, far away.
    const ends = [selection.anchorNode, selection.focusNode]
      .map((node) => (content.value?.contains(node) === true ? keyAround(node) : null))
      .filter((key) => key !== null)
    const places = ends.map((key) => order().indexOf.get(key) ?? 0)
    const first = Math.min(...places)
    const last = Math.max(...places)
    return last - first >= MOST_SELECTED ? ends : order().keys.slice(first, last + 1)
  }

  function update(): void {
    const focused = document.activeElement
    const key = content.value?.contains(focused) === true ? keyAround(focused) : null
    const now = new Set([...selected(), ...(key === null ? [] : [key])])
    if (!isSame(now, kept.value)) kept.value = now
  }

  const controller = new AbortController()
  const { signal } = controller
  document.addEventListener('selectionchange', update, { signal })
  watch(
    content,
    (element) => {
      element?.addEventListener('focusin', update, { signal })
      // The focus is where it goes only after this.
      element?.addEventListener('focusout', () => queueMicrotask(update), { signal })
    },
    { flush: 'post', immediate: true },
  )
  onScopeDispose(() => controller.abort())
  return kept
}
