import { onScopeDispose, type Ref } from 'vue'
import { keyAround } from './useKeptRows.ts'
import type { RowOrder } from './logRange.ts'

/** Copies the whole text of a selection that goes over rows which are not laid out; takes what each row's text is. */
export function useWholeCopy(
  content: Readonly<Ref<HTMLElement | null>>,
  log: { order: () => RowOrder; textAt: (index: number) => string },
): void {
  /** The rows that a selection goes over, which may begin before the log and end after it. */
  function selectedRows(host: HTMLElement): { first: number; last: number } | null {
    const selection = document.getSelection()
    if (selection === null || selection.isCollapsed) return null
    const range = selection.getRangeAt(0)
    if (!range.intersectsNode(host)) return null
    const { keys, indexOf } = log.order()
    const placeOf = (node: Node, outside: number): number =>
      (host.contains(node) ? indexOf.get(keyAround(node) ?? '') : undefined) ?? outside
    return {
      first: placeOf(range.startContainer, 0),
      last: placeOf(range.endContainer, keys.length - 1),
    }
  }

  function onCopy(event: ClipboardEvent): void {
    const host = content.value
    const rows = host === null ? null : selectedRows(host)
    if (host === null || rows === null || event.clipboardData === null) return
    const { first, last } = rows
    const isWhole = [...host.querySelectorAll<HTMLElement>(':scope > .gap')].every(
      ({ dataset: { from, to } }) => Number(to) <= first || Number(from) > last,
    )
    if (isWhole) return // the browser's own does it
    const texts = Array.from({ length: last - first + 1 }, (_, offset) => log.textAt(first + offset))
    event.clipboardData.setData('text/plain', texts.join('\n\n'))
    event.preventDefault()
  }

  document.addEventListener('copy', onCopy)
  onScopeDispose(() => document.removeEventListener('copy', onCopy))
}
