import { createId } from '../../domain/ids.ts'
import { THREAD_MESSAGES } from '../../facts/limits.ts'
import { ApiError } from '../../http/errors.ts'
import type { Attachment, MessageParams, MessagePart } from '../schemas/messages.ts'
import type { Message, MessageContent, MessageDeleted } from '../wire.ts'
import { requireFile } from './files.ts'
import type { ReadTransaction, Storage, WriteTransaction } from './port.ts'
import { nextPosition, notFound, requireRow, secondsOf } from './rows.ts'
import { liveRunOf } from './runs.ts'
import type { Tables } from './tables.ts'
import { TOOL_RESOURCE_TABLES, withAttachments } from './toolResources.ts'

/** What adding a message touches: the run that may hold the thread, and what becomes of attachments. */
export const MESSAGE_TABLES = ['threads', 'messages', 'runs', ...TOOL_RESOURCE_TABLES] as const

/** Adds a message to a thread. @throws ApiError as `insertMessage` does. */
export function createMessage(
  storage: Storage,
  threadId: string,
  params: MessageParams,
  nowMs: number,
): Promise<Message> {
  return storage.write(MESSAGE_TABLES, (tx) => insertMessage(tx, threadId, params, nowMs))
}

/**
 * The same as part of a greater change, over the tables `MESSAGE_TABLES`. Files that are attached go to the thread's tools.
 * @throws ApiError 404 for the thread and files, 400 while a run holds the thread and for one message too many.
 */
export async function insertMessage(
  tx: WriteTransaction,
  threadId: string,
  params: MessageParams,
  nowMs: number,
): Promise<Message> {
  await requireRow(tx, 'threads', threadId)
  await requireRoom(tx, threadId)
  const attachments = params.attachments ?? []
  if (attachments.length > 0) await attach(tx, threadId, attachments, nowMs)
  const object: Message = {
    id: createId('msg'),
    object: 'thread.message',
    created_at: secondsOf(nowMs),
    thread_id: threadId,
    status: 'completed',
    incomplete_details: null,
    completed_at: null,
    incomplete_at: null,
    role: params.role,
    content: await contentOf(tx, params.content, nowMs),
    assistant_id: null,
    run_id: null,
    attachments: attachments.map(({ file_id, tools = [] }) => ({ file_id, tools })),
    metadata: params.metadata ?? {},
  }
  const position = await nextPosition(tx, 'messages', 'thread', [threadId])
  await tx.put('messages', { id: object.id, position, object, threadId, runId: '' })
  return object
}

/** A message of that thread. @throws ApiError 404 */
export async function requireMessage(
  tx: ReadTransaction,
  threadId: string,
  id: string,
): Promise<Tables['messages']> {
  await requireRow(tx, 'threads', threadId)
  const row = await requireRow(tx, 'messages', id)
  if (row.threadId !== threadId) throw notFound('messages', id)
  return row
}

/** Replaces the metadata, where they are given; null takes all away. @throws ApiError 404 */
export function updateMessage(
  storage: Storage,
  { threadId, id }: { threadId: string; id: string },
  { metadata }: { metadata?: Message['metadata'] },
): Promise<Message> {
  return storage.write(['threads', 'messages'], async (tx) => {
    const row = await requireMessage(tx, threadId, id)
    if (metadata === undefined) return row.object
    const object: Message = { ...row.object, metadata: metadata ?? {} }
    await tx.put('messages', { ...row, object })
    return object
  })
}

/** @throws ApiError 404 */
export function deleteMessage(storage: Storage, threadId: string, id: string): Promise<MessageDeleted> {
  return storage.write(['threads', 'messages'], async (tx) => {
    await requireMessage(tx, threadId, id)
    await tx.delete('messages', id)
    return { id, object: 'thread.message.deleted', deleted: true }
  })
}

async function requireRoom(tx: ReadTransaction, threadId: string): Promise<void> {
  const run = await liveRunOf(tx, threadId)
  if (run !== undefined) {
    throw new ApiError(400, `Can't add messages to ${threadId} while a run ${run.id} is active.`)
  }
  if ((await tx.count('messages', 'thread', [threadId])) >= THREAD_MESSAGES) {
    throw new ApiError(
      400,
      `Thread ${threadId} has ${THREAD_MESSAGES} messages, which is the most it can have.`,
    )
  }
}

async function attach(
  tx: WriteTransaction,
  threadId: string,
  attachments: readonly Attachment[],
  nowMs: number,
): Promise<void> {
  const row = await requireRow(tx, 'threads', threadId)
  const resources = await withAttachments(tx, row.object.tool_resources ?? {}, attachments, nowMs)
  await tx.put('threads', { ...row, object: { ...row.object, tool_resources: resources } })
}

async function contentOf(
  tx: ReadTransaction,
  content: MessageParams['content'],
  nowMs: number,
): Promise<MessageContent[]> {
  const parts: MessagePart[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  for (const part of parts) {
    if (part.type === 'image_file') await requireFile(tx, part.image_file.file_id, nowMs)
  }
  return parts.map(storedPart)
}

function storedPart(part: MessagePart): MessageContent {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: { value: part.text, annotations: [] } }
    case 'image_file':
      return { type: 'image_file', image_file: { detail: 'auto', ...part.image_file } }
    case 'image_url':
      return { type: 'image_url', image_url: { detail: 'auto', ...part.image_url } }
  }
}
