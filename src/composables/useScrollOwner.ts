import { onScopeDispose, readonly, type Ref, ref, watch } from 'vue'

/** How near to an edge counts as at it, in pixels. */
const NEAR = 8
const KEYS_UP = new Set(['ArrowUp', 'PageUp', 'Home'])

/** What stays where it is: a row, and how far below its beginning the scroller's upper edge lies. */
export interface Anchor {
  key: string
  offset: number
}

/** Where the rows of a scroller stand. Distances are from its upper edge. */
export interface ScrolledRows {
  anchorAtTop: () => Anchor | null
  /** Where a row begins; null when there is no such row. */
  topOf: (key: string) => number | null
  /** At which edge the newest is. */
  newestEdge: () => 'start' | 'end'
  /** Another part has come into sight, or is about to. */
  onMove: () => void
}

export interface ScrollOwner {
  /** Whether the newest is followed while content grows. */
  isFollowing: Readonly<Ref<boolean>>
  /** Whether the newest is in sight. */
  isAtNewest: Readonly<Ref<boolean>>
  /** Whether the way to a row is still being found. */
  isGoing: Readonly<Ref<boolean>>
  /** What is kept in its place; null while the newest is followed. */
  anchor: () => Anchor | null
  /** Goes to the newest and follows it from then on. */
  jump: () => void
  /** Brings a row to the upper edge, `offset` below it when that is negative, and follows no more. */
  goTo: (anchor: Anchor) => void
  /** What was gone to is laid out. */
  arrive: () => void
  /** Brings everything to where it should be: to be called whenever sizes have changed. */
  settle: () => void
}

/**
 * The only writer of a scroller's `scrollTop`, at most once a frame and never while the tab is hidden. Either the
 * newest is followed, or a row is kept in its place. Whatever else moves the scroller (a person's wheel, fingers,
 * keys or scrollbar; the focus; find-in-page) wins.
 */
export function useScrollOwner(scroller: Readonly<Ref<HTMLElement | null>>, rows: ScrolledRows): ScrollOwner {
  const isFollowing = ref(true)
  const isAtNewest = ref(true)
  const isGoing = ref(false)
  let anchor: Anchor | null = null
  let lastTop = 0
  let lastHeight = 0
  let lastView = 0
  let touchY: number | null = null
  let frame: number | null = null
  let isOwed = false

  function isNearNewest({ scrollTop, scrollHeight, clientHeight }: HTMLElement): boolean {
    return rows.newestEdge() === 'start' ? scrollTop <= NEAR : scrollHeight - scrollTop - clientHeight <= NEAR
  }

  function remember(element: HTMLElement): void {
    lastTop = element.scrollTop
    lastHeight = element.scrollHeight
    lastView = element.clientHeight
    isAtNewest.value = isNearNewest(element)
  }

  /** Somebody else has moved the scroller. */
  function takeOver(element: HTMLElement): void {
    const { scrollTop, scrollHeight } = element
    const isNear = isNearNewest(element)
    if (rows.newestEdge() === 'start') isFollowing.value = isNear
    // Content that shrinks pulls scrollTop up by itself: that is nobody scrolling.
    else if (scrollTop < lastTop && scrollHeight >= lastHeight && !isNear) isFollowing.value = false
    else if (scrollTop > lastTop && isNear) isFollowing.value = true
    anchor = isFollowing.value ? null : rows.anchorAtTop()
  }

  function isMoved(element: HTMLElement): boolean {
    return !isGoing.value && Math.abs(element.scrollTop - lastTop) >= 1
  }

  function wantedTop(element: HTMLElement): number {
    const last = element.scrollHeight - element.clientHeight
    if (isFollowing.value) return rows.newestEdge() === 'start' ? 0 : last
    const top = anchor === null ? null : rows.topOf(anchor.key)
    if (anchor === null || top === null) {
      anchor = rows.anchorAtTop()
      return element.scrollTop
    }
    return Math.max(0, Math.min(last, element.scrollTop + top + anchor.offset))
  }

  function settle(): void {
    const element = scroller.value
    if (element === null || document.hidden) return
    // What was not displayed has lost its place: nobody has moved it.
    if (lastView === 0) lastTop = element.scrollTop
    if (isMoved(element)) takeOver(element)
    const top = wantedTop(element)
    if (Math.abs(top - element.scrollTop) >= 1) {
      isOwed = frame !== null
      if (isOwed) return
      element.scrollTop = top
      frame = requestAnimationFrame(() => {
        frame = null
        if (isOwed) settle()
      })
    }
    isOwed = false
    remember(element)
  }

  function jump(): void {
    isFollowing.value = true
    isGoing.value = false
    anchor = null
    rows.onMove()
    settle()
  }

  function goTo(wanted: Anchor): void {
    isFollowing.value = false
    isGoing.value = true
    anchor = wanted
    rows.onMove()
    settle()
  }

  function letGo(): void {
    const element = scroller.value
    if (element === null || !isFollowing.value || element.scrollHeight <= element.clientHeight) return
    isFollowing.value = false
    anchor = rows.anchorAtTop()
  }

  function onScroll(): void {
    const element = scroller.value
    if (element === null) return
    if (isMoved(element)) takeOver(element)
    remember(element)
    rows.onMove()
  }

  function onWheel(event: WheelEvent): void {
    isGoing.value = false
    if (event.deltaY < 0) letGo()
  }

  function onTouchStart(event: TouchEvent): void {
    touchY = event.touches[0]?.clientY ?? null
  }

  function onTouchMove(event: TouchEvent): void {
    isGoing.value = false
    const y = event.touches[0]?.clientY
    if (y !== undefined && touchY !== null && y > touchY) letGo()
    touchY = y ?? null
  }

  function onKeyDown(event: KeyboardEvent): void {
    isGoing.value = false
    const isSpaceUp = event.key === ' ' && event.shiftKey && event.target === scroller.value
    if (KEYS_UP.has(event.key) || isSpaceUp) letGo()
  }

  /** Text must not run away from under the pointer that selects it. */
  function onSelectionChange(): void {
    const selection = document.getSelection()
    if (selection === null || selection.isCollapsed) return
    if (scroller.value?.contains(selection.anchorNode) === true) letGo()
  }

  function attach(element: HTMLElement, signal: AbortSignal): void {
    const passive = { passive: true, signal }
    element.addEventListener('scroll', onScroll, passive)
    element.addEventListener('wheel', onWheel, passive)
    element.addEventListener('touchstart', onTouchStart, passive)
    element.addEventListener('touchmove', onTouchMove, passive)
    element.addEventListener('pointerdown', () => (isGoing.value = false), passive)
    element.addEventListener('keydown', onKeyDown, { signal })
    document.addEventListener('selectionchange', onSelectionChange, { signal })
    document.addEventListener('visibilitychange', settle, { signal })
  }

  watch(
    scroller,
    (element, _before, onCleanup) => {
      const controller = new AbortController()
      onCleanup(() => controller.abort())
      if (element === null) return
      attach(element, controller.signal)
      settle()
    },
    { immediate: true, flush: 'post' },
  )

  onScopeDispose(() => {
    if (frame !== null) cancelAnimationFrame(frame)
  })

  return {
    isFollowing: readonly(isFollowing),
    isAtNewest: readonly(isAtNewest),
    isGoing: readonly(isGoing),
    anchor: () => anchor,
    jump,
    goTo,
    arrive: () => (isGoing.value = false),
    settle,
  }
}
