import {
  type InjectionKey,
  onMounted,
  onScopeDispose,
  provide,
  type Ref,
  ref,
  type ShallowRef,
  watch,
} from 'vue'

/** Whether what has been shown for a while has been laid out at the width that it has now. */
export const IS_CALM: InjectionKey<Readonly<Ref<boolean>>> = Symbol('is calm')

/**
 * How many of a text's runs may be left out while they are far away: those that were laid out whole, so that the browser
 * knows how high they are and nothing ever shifts. None when the text has just become wider or narrower.
 * @param finished how many runs do not change any more
 */
export function useSettledRuns(
  host: Readonly<ShallowRef<HTMLElement | null>>,
  finished: () => number,
): Readonly<Ref<number>> {
  const settled = ref(0)
  const isCalm = ref(false)
  provide(IS_CALM, isCalm)
  if (typeof ResizeObserver === 'undefined' || typeof requestAnimationFrame === 'undefined') return settled
  let width = 0
  let frame = 0

  /** After the frame in which they are laid out. */
  function settle(): void {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        settled.value = finished()
        isCalm.value = true
      })
    })
  }

  const observer = new ResizeObserver(([entry]) => {
    const now = entry?.contentRect.width ?? 0
    if (now === width) return
    width = now
    settled.value = 0
    isCalm.value = false
    settle()
  })
  watch(finished, (now) => {
    if (now < settled.value) settled.value = now
    if (now > 0) settle()
  })
  onMounted(() => {
    if (host.value !== null) observer.observe(host.value)
  })
  onScopeDispose(() => {
    observer.disconnect()
    cancelAnimationFrame(frame)
  })
  return settled
}
