/** So long nothing has to change, in milliseconds. */
const QUIET_MS = 300
/** What has not come by then, an image of a slow host say, is not waited for. */
const MOST_MS = 15_000
const LOOK_MS = 50

/** Resolves when all under an element that comes by itself, such as images, diagrams and colors, has come; or when `signal` aborts. */
export async function untilQuiet(element: HTMLElement | null, signal: AbortSignal): Promise<void> {
  if (element === null) return
  const startedAt = performance.now()
  let changedAt = startedAt
  const changes = new MutationObserver(() => (changedAt = performance.now()))
  changes.observe(element, { subtree: true, childList: true, characterData: true, attributes: true })
  const isComing = (): boolean => [...element.querySelectorAll('img')].some(({ complete }) => !complete)
  try {
    for (let now = startedAt; !signal.aborted && now - startedAt < MOST_MS; now = performance.now()) {
      if (now - changedAt >= QUIET_MS && !isComing()) return
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  } finally {
    changes.disconnect()
  }
}
