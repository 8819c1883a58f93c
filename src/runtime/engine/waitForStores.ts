import type { RuntimeDeps } from '../deps.ts'

const LOOK_EVERY_MS = 200

/**
 * Waits until nothing of those vector stores is left to be read, but no longer than `ms`: files that are added to a thread are read
 * before its run, as far as that takes no minute (OpenAI's "File search" guide).
 * @throws the signal's reason.
 */
export async function waitForStores(
  { storage, clock }: Pick<RuntimeDeps, 'storage' | 'clock'>,
  storeIds: readonly string[],
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const until = clock.now() + ms
  for (;;) {
    signal.throwIfAborted()
    const unread = await storage.read(['vectorStoreFiles'], async (tx) => {
      const counts = storeIds.map((id) => tx.count('vectorStoreFiles', 'storeStatus', [id, 'in_progress']))
      return (await Promise.all(counts)).some((count) => count > 0)
    })
    const left = until - clock.now()
    if (!unread || left <= 0) return
    await clock.sleep(Math.min(LOOK_EVERY_MS, left), signal)
  }
}
