/** How much this page keeps in the browser, and how much it may. */
export interface StorageRoom {
  usedBytes: number
  quotaBytes: number
  /** The browser does not clear it by itself when space is short. */
  isKept: boolean
}

/**
 * Asks the browser not to clear this page's data when space is short. It decides by itself or asks the person, so
 * this is for the moment when there is something to keep. Whatever it answers, storing goes on as before.
 * @returns whether it promised.
 */
export async function requestPersistence(): Promise<boolean> {
  if (!hasStorageManager() || !('persist' in navigator.storage)) return false
  try {
    return await navigator.storage.persist()
  } catch {
    // Refused, as in a private window.
    return false
  }
}

/** How much room there is; `null` where the browser does not tell. */
export async function readStorageRoom(): Promise<StorageRoom | null> {
  if (!hasStorageManager()) return null
  try {
    const [{ usage, quota }, isKept] = await Promise.all([
      navigator.storage.estimate(),
      navigator.storage.persisted(),
    ])
    return usage === undefined || quota === undefined ? null : { usedBytes: usage, quotaBytes: quota, isKept }
  } catch {
    // Refused, as in a private window, or on a page without a secure context.
    return null
  }
}

function hasStorageManager(): boolean {
  return typeof navigator !== 'undefined' && 'storage' in navigator
}
