import type OpenAI from 'openai'
import type { Assistant, VectorStore, VectorStoreFile } from '../domain/api.ts'
import type { AssistantFile, AssistantFileDeleted, FileTool } from '../domain/assistantFile.ts'
import { AppError } from '../domain/errors.ts'
import { allPages } from './allPages.ts'
import { retrieveAssistant, updateAssistant } from './assistants.ts'
import {
  createVectorStoreFile,
  deleteVectorStoreFile,
  listVectorStoreFiles,
  retrieveVectorStoreFile,
} from './vectorStoreFiles.ts'
import { createVectorStore, deleteVectorStore, retrieveVectorStore } from './vectorStores.ts'

/** Where a file of an assistant is. */
export interface AssistantFileAddress {
  assistantId: string
  fileId: string
}

/**
 * Gives an assistant a file: to code interpreter as a file of its own, to file search through its vector store, which is made where there
 * is none. `tools` are those that shall read it; without, those of the two that the assistant has, and code interpreter where it has neither.
 * Attaching and detaching change the assistant after reading it: one at a time.
 * @throws AppError `not-found`; `invalid` with its `param`, such as for more files than code interpreter takes.
 */
export async function attachAssistantFile(
  client: OpenAI,
  { assistantId, fileId }: AssistantFileAddress,
  tools: readonly FileTool[] | null,
  signal: AbortSignal,
): Promise<AssistantFile> {
  const assistant = await retrieveAssistant(client, assistantId, signal)
  const readers = tools ?? ownTools(assistant)
  const store = await storeOf(client, assistant, signal)
  const isForCode = readers.includes('code_interpreter')
  const codeFileIds = isForCode ? [...new Set([...codeFiles(assistant), fileId])] : codeFiles(assistant)
  if (readers.includes('file_search') && (store === null || store.status === 'expired')) {
    await attachNewStore(client, assistant, { fileId, codeFileIds }, signal)
  } else {
    if (isForCode) await setResources(client, assistant, { codeFileIds, storeId: store?.id ?? null }, signal)
    if (readers.includes('file_search') && store !== null) {
      await createVectorStoreFile(client, store.id, { file_id: fileId }, signal)
    }
  }
  return retrieveAssistantFile(client, { assistantId, fileId }, signal)
}

/** All files of an assistant. @throws AppError `not-found` */
export async function listAssistantFiles(
  client: OpenAI,
  assistantId: string,
  signal: AbortSignal,
): Promise<AssistantFile[]> {
  const assistant = await retrieveAssistant(client, assistantId, signal)
  const store = await storeOf(client, assistant, signal)
  const stored =
    store === null ? new Map<string, VectorStoreFile>() : await storedFiles(client, store.id, signal)
  const ids = new Set([...codeFiles(assistant), ...stored.keys()])
  return [...ids].map((id) => fileOf(assistant, id, stored.get(id) ?? null))
}

/** @throws AppError `not-found`, for a file that is not the assistant's too. */
export async function retrieveAssistantFile(
  client: OpenAI,
  { assistantId, fileId }: AssistantFileAddress,
  signal: AbortSignal,
): Promise<AssistantFile> {
  const assistant = await retrieveAssistant(client, assistantId, signal)
  const vectorStoreId = storeIdOf(assistant)
  const stored =
    vectorStoreId === null
      ? null
      : await unlessMissing(retrieveVectorStoreFile(client, { vectorStoreId, fileId }, signal))
  const file = fileOf(assistant, fileId, stored)
  if (file.tools.length === 0) throw notAttached(assistantId, fileId)
  return file
}

/**
 * Takes a file from an assistant, and so from its vector store; the file itself stays.
 * @throws AppError `not-found`, for a file that is not the assistant's too.
 */
export async function detachAssistantFile(
  client: OpenAI,
  { assistantId, fileId }: AssistantFileAddress,
  signal: AbortSignal,
): Promise<AssistantFileDeleted> {
  const assistant = await retrieveAssistant(client, assistantId, signal)
  const store = await storeOf(client, assistant, signal)
  const isCodeFile = codeFiles(assistant).includes(fileId)
  if (isCodeFile) {
    const codeFileIds = codeFiles(assistant).filter((id) => id !== fileId)
    await setResources(client, assistant, { codeFileIds, storeId: store?.id ?? null }, signal)
  }
  const removed =
    store === null
      ? null
      : await unlessMissing(deleteVectorStoreFile(client, { vectorStoreId: store.id, fileId }, signal))
  if (!isCodeFile && removed === null) throw notAttached(assistantId, fileId)
  return { id: fileId, object: 'assistant.file.deleted', deleted: true }
}

function ownTools({ tools }: Assistant): FileTool[] {
  const own = tools.map(({ type }) => type).filter((type) => type !== 'function')
  return own.length > 0 ? own : ['code_interpreter']
}

function codeFiles({ tool_resources: resources }: Assistant): string[] {
  return resources?.code_interpreter?.file_ids ?? []
}

/** An assistant has one store at most. */
function storeIdOf({ tool_resources: resources }: Assistant): string | null {
  return resources?.file_search?.vector_store_ids?.[0] ?? null
}

/** The assistant's store, where it is still there: assistants keep naming one that was deleted. */
async function storeOf(
  client: OpenAI,
  assistant: Assistant,
  signal: AbortSignal,
): Promise<VectorStore | null> {
  const id = storeIdOf(assistant)
  return id === null ? null : unlessMissing(retrieveVectorStore(client, id, signal))
}

function fileOf(assistant: Assistant, id: string, stored: VectorStoreFile | null): AssistantFile {
  const tools: FileTool[] = []
  if (codeFiles(assistant).includes(id)) tools.push('code_interpreter')
  if (stored !== null) tools.push('file_search')
  return { id, object: 'assistant.file', assistant_id: assistant.id, tools, vector_store_file: stored }
}

async function storedFiles(
  client: OpenAI,
  storeId: string,
  signal: AbortSignal,
): Promise<Map<string, VectorStoreFile>> {
  const files = new Map<string, VectorStoreFile>()
  const pages = allPages((cursor) => listVectorStoreFiles(client, storeId, { limit: 100, ...cursor }, signal))
  for await (const page of pages) for (const file of page) files.set(file.id, file)
  return files
}

async function attachNewStore(
  client: OpenAI,
  assistant: Assistant,
  { fileId, codeFileIds }: { fileId: string; codeFileIds: string[] },
  signal: AbortSignal,
): Promise<void> {
  const name = assistant.name ?? assistant.id
  const { id: storeId } = await createVectorStore(client, { name, file_ids: [fileId] }, signal)
  try {
    await setResources(client, assistant, { codeFileIds, storeId }, signal)
  } catch (error) {
    // What was aborted is cleared away too. A store that stays is less to know than why nothing was attached.
    await deleteVectorStore(client, storeId, new AbortController().signal).catch(() => null)
    throw error
  }
}

/** Sends the resources of both tools: some servers drop what is not sent. */
async function setResources(
  client: OpenAI,
  { id }: Assistant,
  { codeFileIds, storeId }: { codeFileIds: string[]; storeId: string | null },
  signal: AbortSignal,
): Promise<void> {
  const resources = {
    code_interpreter: { file_ids: codeFileIds },
    file_search: { vector_store_ids: storeId === null ? [] : [storeId] },
  }
  await updateAssistant(client, id, { tool_resources: resources }, signal)
}

/** What a request gives, or `null` where what it asks for is not there. @throws AppError */
async function unlessMissing<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not-found') return null
    throw error
  }
}

function notAttached(assistantId: string, fileId: string): AppError {
  return new AppError({ kind: 'not-found', detail: `The file ${fileId} is not attached to ${assistantId}.` })
}
