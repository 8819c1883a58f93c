import { onMounted, onScopeDispose, readonly, type Ref, ref } from 'vue'

/**
 * How many pixels of `element`'s lower end an on-screen keyboard covers. Where the browser makes the page itself
 * smaller (`interactive-widget=resizes-content`), that is 0.
 */
export function useKeyboardInset(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const inset = ref(0)
  const viewport = window.visualViewport

  function measure(): void {
    if (element.value === null || viewport === null) return
    // Pinch zoom makes the visual viewport smaller too, but no keyboard is in the way then.
    const isZoomed = viewport.scale > 1.01
    const bottom = element.value.getBoundingClientRect().bottom
    inset.value = isZoomed ? 0 : Math.max(0, Math.round(bottom - viewport.offsetTop - viewport.height))
  }

  onMounted(() => {
    viewport?.addEventListener('resize', measure)
    viewport?.addEventListener('scroll', measure)
  })
  onScopeDispose(() => {
    viewport?.removeEventListener('resize', measure)
    viewport?.removeEventListener('scroll', measure)
  })
  return readonly(inset)
}
