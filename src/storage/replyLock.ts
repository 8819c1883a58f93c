// A lock lives exactly as long as its tab wants it or the tab itself: what is not locked is not being written.
const liveHere = new Set<string>()

const nameOf = (messageId: string): string => `skein-reply-${messageId}`

/** Web Locks need a secure context, which a plain http page on another host is not; to a sandboxed page they are refused. */
export async function hasLocks(): Promise<boolean> {
  if (!('locks' in navigator)) return false
  return navigator.locks.query().then(
    () => true,
    () => false,
  )
}

/** Marks a reply as live in this tab until the function that is given back is called. */
export async function holdReplyLock(messageId: string): Promise<() => void> {
  liveHere.add(messageId)
  if (!(await hasLocks())) return () => liveHere.delete(messageId)
  return new Promise((resolve, reject) => {
    const hold = (): Promise<void> =>
      new Promise((release) => {
        resolve(() => {
          liveHere.delete(messageId)
          release()
        })
      })
    navigator.locks.request(nameOf(messageId), hold).catch(reject)
  })
}

/**
 * Calls `settle` for a reply that is live nowhere: at once (awaited), or, when another tab holds it, as soon as that
 * tab has ended it or is gone.
 */
export async function whenReplyIsFree(messageId: string, settle: () => Promise<void>): Promise<void> {
  if (liveHere.has(messageId)) return
  if (!(await hasLocks())) {
    await settle()
    return
  }
  const isFree = await navigator.locks.request(nameOf(messageId), { ifAvailable: true }, async (lock) => {
    if (lock !== null) await settle()
    return lock !== null
  })
  if (!isFree) void navigator.locks.request(nameOf(messageId), settle)
}
