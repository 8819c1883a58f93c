import {
  onMounted,
  onScopeDispose,
  onUpdated,
  type Ref,
  type ShallowRef,
  shallowReadonly,
  shallowRef,
} from 'vue'

/** Whether an element holds more than it shows. Asked again as it is drawn anew or changes its size. */
export function useIsScrollable(element: Readonly<Ref<HTMLElement | null>>): Readonly<ShallowRef<boolean>> {
  const isScrollable = shallowRef(false)
  let sizes: ResizeObserver | null = null

  function measure(): void {
    const target = element.value
    isScrollable.value =
      target !== null &&
      (target.scrollHeight > target.clientHeight || target.scrollWidth > target.clientWidth)
  }

  onMounted(() => {
    measure()
    sizes = new ResizeObserver(measure)
    if (element.value !== null) sizes.observe(element.value)
  })
  onUpdated(measure)
  onScopeDispose(() => sizes?.disconnect())

  return shallowReadonly(isScrollable)
}
