import { createId } from '../../domain/ids.ts'
import type { ThreadChanges, ThreadParams } from '../schemas/threads.ts'
import type { Thread, ThreadDeleted } from '../wire.ts'
import { insertMessage, MESSAGE_TABLES } from './messages.ts'
import type { Storage, WriteTransaction } from './port.ts'
import { nextPosition, requireRow, secondsOf } from './rows.ts'
import { liveRunOf } from './runs.ts'
import { changedToolResources, THREAD_STORE_EXPIRY } from './toolResources.ts'

/** What making a thread with its messages touches. */
export const THREAD_TABLES = MESSAGE_TABLES

/** Adds a thread with its messages. @throws ApiError 404 for files and stores. */
export function createThread(storage: Storage, params: ThreadParams, nowMs: number): Promise<Thread> {
  return storage.write(THREAD_TABLES, (tx) => insertThread(tx, params, nowMs))
}

/** The same as part of a greater change, over the tables `THREAD_TABLES`. */
export async function insertThread(
  tx: WriteTransaction,
  { tool_resources: given, metadata, messages = [] }: ThreadParams,
  nowMs: number,
): Promise<Thread> {
  const object: Thread = {
    id: createId('thread'),
    object: 'thread',
    created_at: secondsOf(nowMs),
    metadata: metadata ?? {},
    tool_resources: await changedToolResources(tx, { before: {}, given }, nowMs, THREAD_STORE_EXPIRY),
  }
  const position = await nextPosition(tx, 'threads', 'all', [])
  await tx.put('threads', { id: object.id, position, object })
  for (const message of messages) await insertMessage(tx, object.id, message, nowMs)
  // Attachments of the messages may have changed it.
  return (await requireRow(tx, 'threads', object.id)).object
}

/** Replaces what is given; null takes all of it away. @throws ApiError 404 for it, its files and stores. */
export function updateThread(
  storage: Storage,
  { id, changes }: { id: string; changes: ThreadChanges },
  nowMs: number,
): Promise<Thread> {
  return storage.write(THREAD_TABLES, async (tx) => {
    const row = await requireRow(tx, 'threads', id)
    const resources = { before: row.object.tool_resources ?? {}, given: changes.tool_resources }
    const object: Thread = {
      ...row.object,
      ...(changes.metadata !== undefined && { metadata: changes.metadata ?? {} }),
      tool_resources: await changedToolResources(tx, resources, nowMs),
    }
    await tx.put('threads', { ...row, object })
    return object
  })
}

/**
 * Deletes a thread with its messages, runs and steps. Gives the run that was under way too, as it ends with its thread.
 * @throws ApiError 404
 */
export function deleteThread(
  storage: Storage,
  id: string,
): Promise<{ deleted: ThreadDeleted; liveRunId: string | null }> {
  return storage.write(['threads', 'messages', 'runs', 'steps'], async (tx) => {
    await requireRow(tx, 'threads', id)
    const live = await liveRunOf(tx, id)
    for (const message of await tx.scan('messages', 'thread', { prefix: [id] })) {
      await tx.delete('messages', message.id)
    }
    for (const run of await tx.scan('runs', 'thread', { prefix: [id] })) {
      for (const step of await tx.scan('steps', 'run', { prefix: [run.id] })) {
        await tx.delete('steps', step.id)
      }
      await tx.delete('runs', run.id)
    }
    await tx.delete('threads', id)
    return { deleted: { id, object: 'thread.deleted', deleted: true }, liveRunId: live?.id ?? null }
  })
}
