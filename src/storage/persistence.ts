/**
 * Asks the browser not to clear this page's data when space is short. It decides by itself or asks the person, so
 * this is for the moment when there is something to keep. Whatever it answers, storing goes on as before.
 */
export async function requestPersistence(): Promise<void> {
  if (typeof navigator === 'undefined' || !('storage' in navigator) || !('persist' in navigator.storage))
    return
  try {
    await navigator.storage.persist()
  } catch {
    // Refused, as in a private window.
  }
}
