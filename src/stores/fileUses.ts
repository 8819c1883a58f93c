import type OpenAI from 'openai'
import type { Assistant, Message, Thread, VectorStore } from '@/domain/api.ts'
import { eachOf } from '@/domain/eachOf.ts'
import { AppError } from '@/domain/errors.ts'
import type { FileUses, NamedUse } from '@/domain/fileUses.ts'
import { allPages } from '@/services/allPages.ts'
import { listAssistants } from '@/services/assistants.ts'
import { listMessages } from '@/services/messages.ts'
import { retrieveThread } from '@/services/threads.ts'
import {
  listVectorStoreFiles,
  retrieveVectorStoreFile,
  vectorStoreFileContent,
} from '@/services/vectorStoreFiles.ts'
import { listVectorStores } from '@/services/vectorStores.ts'

const PAGE = 100
const AT_ONCE = 4
/** Those used last: to ask for all of them could take minutes. */
const MAX_THREADS = 50

export interface UsesQuestion {
  client: OpenAI
  fileIds: readonly string[]
  threads: readonly NamedUse[]
  /** Asking costs nothing, so that the messages of threads are read too: images are named nowhere else. */
  isFree: boolean
}

/** Which assistants, vector stores and threads use any of the files, directly or through a store. @throws AppError */
export async function usesOfFiles(question: UsesQuestion, signal: AbortSignal): Promise<FileUses> {
  const { client, threads } = question
  const fileIds = new Set(question.fileIds)
  const [stores, assistants] = await Promise.all([
    orNone(storesWith(client, fileIds, signal)),
    orNone(everyOne((cursor) => listAssistants(client, { limit: PAGE, ...cursor }, signal))),
  ])
  const storeIds = new Set(stores.map(({ id }) => id))
  const using: NamedUse[] = []
  await eachOf(threads.slice(0, MAX_THREADS), AT_ONCE, async (thread) => {
    const isUsed = async (): Promise<boolean> =>
      hasAny(await retrieveThread(client, thread.id, signal), fileIds, storeIds) ||
      (question.isFree && (await isInMessages(client, { threadId: thread.id, fileIds }, signal)))
    if (await orFalse(isUsed())) using.push(thread)
  })
  return {
    assistants: assistants.filter((assistant) => hasAny(assistant, fileIds, storeIds)).map(named),
    vectorStores: stores.map(named),
    threads: using,
  }
}

/** The text of a file as a vector store has read it. */
export interface StoredText {
  text: string
  storeName: string
}

/** What a vector store tells of a file, from the first that tells anything; `null` where none does. @throws AppError */
export async function storedTextOf(
  client: OpenAI,
  fileId: string,
  signal: AbortSignal,
): Promise<StoredText | null> {
  for (const store of await orNone(storesWith(client, new Set([fileId]), signal))) {
    const parts = await vectorStoreFileContent(client, { vectorStoreId: store.id, fileId }, signal)
    const text = parts.map((part) => part.text ?? '').join('\n')
    if (text !== '') return { text, storeName: named(store).name }
  }
  return null
}

async function storesWith(
  client: OpenAI,
  fileIds: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<VectorStore[]> {
  const stores = await everyOne((cursor) => listVectorStores(client, { limit: PAGE, ...cursor }, signal))
  const holding: VectorStore[] = []
  await eachOf(
    stores.filter(({ file_counts }) => file_counts.total > 0),
    AT_ONCE,
    async (store) => {
      if (await holdsAny(client, { store, fileIds }, signal)) holding.push(store)
    },
  )
  return holding
}

async function holdsAny(
  client: OpenAI,
  { store, fileIds }: { store: VectorStore; fileIds: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<boolean> {
  // Whichever takes fewer requests.
  if (fileIds.size > store.file_counts.total / PAGE) {
    const files = await everyOne((cursor) =>
      listVectorStoreFiles(client, store.id, { limit: PAGE, ...cursor }, signal),
    )
    return files.some(({ id }) => fileIds.has(id))
  }
  for (const fileId of fileIds) {
    const address = { vectorStoreId: store.id, fileId }
    if (await orFalse(retrieveVectorStoreFile(client, address, signal).then(() => true))) return true
  }
  return false
}

function hasAny(
  { tool_resources: resources }: Pick<Assistant | Thread, 'tool_resources'>,
  fileIds: ReadonlySet<string>,
  storeIds: ReadonlySet<string>,
): boolean {
  return (
    (resources?.code_interpreter?.file_ids ?? []).some((id) => fileIds.has(id)) ||
    (resources?.file_search?.vector_store_ids ?? []).some((id) => storeIds.has(id))
  )
}

/** Whether one of a thread's last messages has one of the files. */
async function isInMessages(
  client: OpenAI,
  { threadId, fileIds }: { threadId: string; fileIds: ReadonlySet<string> },
  signal: AbortSignal,
): Promise<boolean> {
  const { items } = await listMessages(client, threadId, { limit: PAGE }, signal)
  return items.some((message) => filesOf(message).some((id) => fileIds.has(id)))
}

function filesOf({ attachments, content }: Message): string[] {
  const attached = (attachments ?? []).flatMap(({ file_id }) => (file_id === undefined ? [] : [file_id]))
  const images = content.flatMap((part) => (part.type === 'image_file' ? [part.image_file.file_id] : []))
  return [...attached, ...images]
}

async function everyOne<T extends { id: string }>(...list: Parameters<typeof allPages<T>>): Promise<T[]> {
  const items: T[] = []
  for await (const page of allPages(...list)) items.push(...page)
  return items
}

function named({ id, name }: { id: string; name: string | null }): NamedUse {
  return { id, name: name === null || name === '' ? id : name }
}

/** A place without such objects has none of them. */
async function orNone<T>(list: Promise<T[]>): Promise<T[]> {
  return list.catch((cause: unknown) => {
    if (isAbsent(cause)) return []
    throw cause
  })
}

async function orFalse(answer: Promise<boolean>): Promise<boolean> {
  return answer.catch((cause: unknown) => {
    if (isAbsent(cause)) return false
    throw cause
  })
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof AppError && (cause.kind === 'not-found' || cause.kind === 'unsupported')
}
