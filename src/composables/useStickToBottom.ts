import { onScopeDispose, readonly, type Ref, ref, shallowRef, watch } from 'vue'

/** How near to the end counts as at the end, in pixels. */
const NEAR = 8
const KEYS_UP = new Set(['ArrowUp', 'PageUp', 'Home'])

interface StickToBottom {
  /** Whether the end is followed while content grows. */
  isFollowing: Readonly<Ref<boolean>>
  /** Goes to the end and follows it from then on. */
  jump: () => void
  /** Brings an element of the content to the upper end and follows no more. */
  reveal: (element: HTMLElement) => void
}

function isNearEnd({ scrollTop, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight <= NEAR
}

/**
 * Keeps `scroller` at its end while `content` grows, and lets go the moment a person scrolls up by wheel, touch,
 * keys or scrollbar. The only writer of `scrollTop`: at most one write a frame.
 */
export function useStickToBottom(
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: Readonly<Ref<HTMLElement | null>>,
): StickToBottom {
  const isFollowing = ref(true)
  const frame = shallowRef<number | null>(null)
  let lastTop = 0
  let lastHeight = 0
  let touchY: number | null = null

  function schedule(): void {
    if (!isFollowing.value || frame.value !== null) return
    frame.value = requestAnimationFrame(() => {
      frame.value = null
      const element = scroller.value
      if (element === null || !isFollowing.value) return
      element.scrollTop = element.scrollHeight
      remember(element)
    })
  }

  function remember(element: HTMLElement): void {
    lastTop = element.scrollTop
    lastHeight = element.scrollHeight
  }

  function jump(): void {
    isFollowing.value = true
    schedule()
  }

  function reveal(element: HTMLElement): void {
    isFollowing.value = false
    element.scrollIntoView({ block: 'start' })
    if (scroller.value !== null) isFollowing.value = isNearEnd(scroller.value)
  }

  function letGo(): void {
    const element = scroller.value
    if (element !== null && element.scrollHeight > element.clientHeight) isFollowing.value = false
  }

  function onScroll(): void {
    const element = scroller.value
    if (element === null) return
    const { scrollTop, scrollHeight } = element
    const isAtEnd = isNearEnd(element)
    // Content that shrinks pulls scrollTop up by itself: that is nobody scrolling.
    if (scrollTop < lastTop && scrollHeight >= lastHeight && !isAtEnd) isFollowing.value = false
    else if (scrollTop > lastTop && isAtEnd) isFollowing.value = true
    remember(element)
  }

  function onWheel(event: WheelEvent): void {
    if (event.deltaY < 0) letGo()
  }

  function onTouchStart(event: TouchEvent): void {
    touchY = event.touches[0]?.clientY ?? null
  }

  function onTouchMove(event: TouchEvent): void {
    const y = event.touches[0]?.clientY
    if (y !== undefined && touchY !== null && y > touchY) letGo()
    touchY = y ?? null
  }

  function onKeyDown(event: KeyboardEvent): void {
    const isSpaceUp = event.key === ' ' && event.shiftKey && event.target === scroller.value
    if (KEYS_UP.has(event.key) || isSpaceUp) letGo()
  }

  const sizes = new ResizeObserver(schedule)
  const passive = { passive: true }

  function attach(element: HTMLElement, signal: AbortSignal): void {
    element.addEventListener('scroll', onScroll, { ...passive, signal })
    element.addEventListener('wheel', onWheel, { ...passive, signal })
    element.addEventListener('touchstart', onTouchStart, { ...passive, signal })
    element.addEventListener('touchmove', onTouchMove, { ...passive, signal })
    element.addEventListener('keydown', onKeyDown, { signal })
  }

  watch(
    [scroller, content],
    ([element, inner], _before, onCleanup) => {
      const controller = new AbortController()
      onCleanup(() => {
        controller.abort()
        sizes.disconnect()
      })
      if (element === null || inner === null) return
      attach(element, controller.signal)
      sizes.observe(element)
      sizes.observe(inner)
      schedule()
    },
    { immediate: true, flush: 'post' },
  )

  onScopeDispose(() => {
    sizes.disconnect()
    if (frame.value !== null) cancelAnimationFrame(frame.value)
  })

  return { isFollowing: readonly(isFollowing), jump, reveal }
}
