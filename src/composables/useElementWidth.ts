import { onMounted, onScopeDispose, type Ref, type ShallowRef, shallowReadonly, shallowRef } from 'vue'

/** How wide an element is, in CSS pixels, from its mount on; `null` before. */
export function useElementWidth(
  element: Readonly<Ref<HTMLElement | null>>,
): Readonly<ShallowRef<number | null>> {
  const width = shallowRef<number | null>(null)
  let sizes: ResizeObserver | null = null

  onMounted(() => {
    const target = element.value
    if (target === null) return
    // Before the first paint, so that nothing jumps.
    width.value = target.clientWidth
    sizes = new ResizeObserver(() => (width.value = target.clientWidth))
    sizes.observe(target)
  })
  onScopeDispose(() => sizes?.disconnect())

  return shallowReadonly(width)
}
