/** Runs what can wait once the page has nothing better to do. A failure is left to whoever needs the outcome. */
export function whenIdle(run: () => Promise<unknown>): void {
  const start = (): void => void run().catch(() => undefined)
  if ('requestIdleCallback' in window) requestIdleCallback(start, { timeout: 3000 })
  else setTimeout(start, 500) // Safari
}
