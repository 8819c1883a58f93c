/** Scrolls what scrolls an element, and nothing around that: `scrollIntoView` moves the page's fixed frame, too. */
export function showInMiddle(element: HTMLElement): void {
  let scroller = element.parentElement
  while (scroller !== null && !/auto|scroll/u.test(getComputedStyle(scroller).overflowY)) {
    scroller = scroller.parentElement
  }
  if (scroller === null) return
  const { top, height } = element.getBoundingClientRect()
  const frame = scroller.getBoundingClientRect()
  scroller.scrollTop += top - frame.top - (frame.height - height) / 2
}
