/** Errors of parts of the page that could not be had; Vite tells of each, whatever asked for it. */
const failures = new WeakSet<object>()

addEventListener('vite:preloadError', (event) => failures.add(event.payload))

/** Whether `error` means that a chunk could not be loaded: the person is offline, or a newer version is deployed. */
export function isChunkFailure(error: unknown): boolean {
  return typeof error === 'object' && error !== null && failures.has(error)
}
