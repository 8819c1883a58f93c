import type { ThreadKey } from '@/domain/place.ts'
import type { RememberedThread } from '@/domain/rememberedThread.ts'
import { withDatabase } from './database.ts'
import { tellTabs } from './tabNews.ts'

// Every function here throws AppError of kind `storage-full` or `storage`, and every change is told to other tabs.

export function readThreads(): Promise<RememberedThread[]> {
  return withDatabase((database) => database.getAll('threads'))
}

/**
 * Stores what `change` makes of a thread's row. The row is read again for it, so that another tab's change to another field stays.
 * Gives the row.
 */
export async function changeThread(
  { placeId, threadId }: ThreadKey,
  change: (before: RememberedThread | undefined) => RememberedThread,
): Promise<RememberedThread> {
  const thread = await withDatabase(async (database) => {
    const transaction = database.transaction('threads', 'readwrite')
    const after = change(await transaction.store.get([placeId, threadId]))
    await transaction.store.put(after)
    await transaction.done
    return after
  })
  tellTabs({ type: 'threads-changed' })
  return thread
}

export async function deleteRememberedThread({ placeId, threadId }: ThreadKey): Promise<void> {
  await withDatabase((database) => database.delete('threads', [placeId, threadId]))
  tellTabs({ type: 'threads-changed' })
}
