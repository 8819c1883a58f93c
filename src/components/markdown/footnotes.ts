/**
 * Goes from one end of a footnote to the other, within the same text. Not by a link: the address after `#` is the
 * screen's.
 * @param from where the person is
 */
export function goTo(from: Element | null, end: 'note' | 'reference', label: string): void {
  const selector = `[data-footnote-${end}="${CSS.escape(label.toLowerCase())}"]`
  const target = from?.closest('.prose')?.querySelector<HTMLElement>(selector)
  target?.scrollIntoView({ block: 'center' })
  target?.focus({ preventScroll: true })
}
