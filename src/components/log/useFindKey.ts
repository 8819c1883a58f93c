import { onScopeDispose, type Ref } from 'vue'
import { isCommandKey } from '@/composables/useHotkeys.ts'

/**
 * Ctrl/⌘+F searches the log while it is in sight. Pressed in the search itself, it is the browser's own; in a dialog
 * or an editor, theirs.
 */
export function useFindKey(scroller: Readonly<Ref<HTMLElement | null>>, find: () => void): void {
  function onKeydown(event: KeyboardEvent): void {
    const isFind = event.key.toLowerCase() === 'f' && isCommandKey(event)
    if (!isFind || event.altKey || event.shiftKey || event.defaultPrevented || event.isComposing) return
    const target = event.target instanceof Element ? event.target : null
    if ((target?.closest('[role=search], [role=dialog], .cm-editor') ?? null) !== null) return
    if (scroller.value === null || scroller.value.getClientRects().length === 0) return
    event.preventDefault()
    find()
  }
  addEventListener('keydown', onKeydown)
  onScopeDispose(() => removeEventListener('keydown', onKeydown))
}
