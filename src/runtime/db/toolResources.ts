import { CODE_FILES, HELPER_STORE_DAYS } from '../../facts/limits.ts'
import { ApiError } from '../../http/errors.ts'
import type { Attachment } from '../schemas/messages.ts'
import type { NewToolResources } from '../schemas/toolResources.ts'
import type { Thread } from '../wire.ts'
import { requireFile } from './files.ts'
import type { ReadTransaction, WriteTransaction } from './port.ts'
import { requireRow } from './rows.ts'
import { addFiles, asOf, insertVectorStore, VECTOR_STORE_TABLES } from './vectorStores.ts'

export type ToolResources = NonNullable<Thread['tool_resources']>

/** What tool resources and attachments touch. */
export const TOOL_RESOURCE_TABLES = VECTOR_STORE_TABLES

/** Source: OpenAI's specification. */

/** A store that is made for a thread goes a week after it was last used. Source: OpenAI's guide. */
export const THREAD_STORE_EXPIRY = { anchor: 'last_active_at', days: HELPER_STORE_DAYS } as const

type StoreExpiry = typeof THREAD_STORE_EXPIRY

/**
 * The resources after a change: what is given for a tool takes the place of all that the tool had, other tools keep theirs, and null
 * takes all away. A store that is described is made.
 * @throws ApiError 404 for a file or a store that is not there.
 */
export async function changedToolResources(
  tx: WriteTransaction,
  { before, given }: { before: ToolResources; given: NewToolResources | null | undefined },
  nowMs: number,
  storeExpiry?: StoreExpiry,
): Promise<ToolResources> {
  if (given === undefined) return before
  if (given === null) return {}
  const { code_interpreter: code, file_search: search } = given
  for (const id of code?.file_ids ?? []) await requireFile(tx, id, nowMs)
  for (const id of search?.vector_store_ids ?? []) await requireRow(tx, 'vectorStores', id)
  const storeIds = [...(search?.vector_store_ids ?? [])]
  for (const store of search?.vector_stores ?? []) {
    const params = { ...store, ...(storeExpiry && { expires_after: storeExpiry }) }
    storeIds.push((await insertVectorStore(tx, params, nowMs)).id)
  }
  return {
    ...before,
    ...(code && { code_interpreter: { file_ids: code.file_ids ?? [] } }),
    ...(search && { file_search: { vector_store_ids: storeIds } }),
  }
}

/**
 * A thread's resources with a message's attachments among them: files for code interpreter beside those that it has, files for file
 * search in the thread's store, which is made where there is none.
 * @throws ApiError 404 for a file that is not there, 400 for more files than code interpreter takes.
 */
export async function withAttachments(
  tx: WriteTransaction,
  before: ToolResources,
  attachments: readonly Attachment[],
  nowMs: number,
): Promise<ToolResources> {
  for (const { file_id: id } of attachments) await requireFile(tx, id, nowMs)
  const forCode = filesFor('code_interpreter', attachments)
  const forSearch = filesFor('file_search', attachments)
  return {
    ...before,
    ...(forCode.length > 0 && { code_interpreter: { file_ids: withCodeFiles(before, forCode) } }),
    ...(forSearch.length > 0 && {
      file_search: { vector_store_ids: [await storeWith(tx, before, forSearch, nowMs)] },
    }),
  }
}

function filesFor(tool: 'code_interpreter' | 'file_search', attachments: readonly Attachment[]): string[] {
  return attachments
    .filter(({ tools = [] }) => tools.some(({ type }) => type === tool))
    .map(({ file_id: id }) => id)
}

function withCodeFiles(before: ToolResources, added: readonly string[]): string[] {
  const ids = [...new Set([...(before.code_interpreter?.file_ids ?? []), ...added])]
  if (ids.length <= CODE_FILES) return ids
  throw new ApiError(
    400,
    `Invalid 'attachments': the thread would have ${ids.length} files for code interpreter, which takes at most ${CODE_FILES}.`,
    { param: 'attachments', code: 'array_above_max_length' },
  )
}

/** The id of the thread's store, which has the files then. */
async function storeWith(
  tx: WriteTransaction,
  before: ToolResources,
  fileIds: string[],
  nowMs: number,
): Promise<string> {
  const [storeId] = before.file_search?.vector_store_ids ?? []
  if (storeId !== undefined && (await isUsable(tx, storeId, nowMs))) {
    await addFiles(tx, { storeId, batchId: '', added: fileIds.map((id) => ({ file_id: id })) }, nowMs)
    return storeId
  }
  const store = { file_ids: fileIds, expires_after: THREAD_STORE_EXPIRY }
  return (await insertVectorStore(tx, store, nowMs)).id
}

async function isUsable(tx: ReadTransaction, storeId: string, nowMs: number): Promise<boolean> {
  const row = await tx.get('vectorStores', storeId)
  return row !== undefined && asOf(row.object, nowMs).status !== 'expired'
}
