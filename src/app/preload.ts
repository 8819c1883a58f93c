/** What the first message needs, fetched while nobody waits for it. */
const CHUNKS: readonly (() => Promise<unknown>)[] = [
  () => import('../services/sdk.ts'),
  () => import('../services/chat.ts'),
  () => import('../demo/index.ts'),
  () => import('../components/markdown/MarkdownView.vue'),
  () => import('../components/base/BaseMenuList.vue'),
  // So that it can tell of a chunk that could not be had.
  () => import('../components/shell/ToastHost.vue'),
]

/** Resolves in the next moment in which the page has nothing to do. */
export const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 4000 })
    else setTimeout(resolve, 500)
  })

/** Fetches the chunks of the first message one by one, each in an idle moment. */
export async function preloadWhileIdle(): Promise<void> {
  for (const load of CHUNKS) {
    await whenIdle()
    try {
      await load()
    } catch {
      return // the same import is made again, and its failure shown, when it is needed
    }
  }
}
