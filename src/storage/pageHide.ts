/** Calls `save` whenever the page may be about to go: on phones, being hidden is often the last thing it hears. */
export function onPageHide(save: () => void): void {
  if (typeof document === 'undefined') return
  window.addEventListener('pagehide', save)
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) save()
  })
}
