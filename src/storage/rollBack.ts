/** Undoes what a transaction has done so far, and waits for that. */
export async function rollBack(transaction: { abort: () => void; done: Promise<void> }): Promise<void> {
  try {
    transaction.abort()
  } catch {
    // The browser has aborted it already.
  }
  // It ends with an error, since it was aborted.
  await transaction.done.catch(() => undefined)
}
