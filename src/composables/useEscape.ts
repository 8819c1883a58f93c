import { onScopeDispose, type Ref } from 'vue'

/**
 * Calls `action` when Escape is pressed inside `element`, or while nothing has the focus. What lies over the element, such as a dialog or
 * a menu, is drawn elsewhere in the page: the Escape that closes it is not meant for what is below.
 */
export function useEscape(element: Readonly<Ref<HTMLElement | null>>, action: () => void): void {
  function onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
    const { target } = event
    const isMeant =
      target === document.body || (target instanceof Node && element.value?.contains(target) === true)
    if (isMeant) action()
  }
  addEventListener('keydown', onKeydown)
  onScopeDispose(() => removeEventListener('keydown', onKeydown))
}
