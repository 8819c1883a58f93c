import { defineStore } from 'pinia'
import type { Assistant, AssistantCreateParams, AssistantUpdateParams } from '@/domain/api.ts'
import { copyParams } from '@/domain/assistantDraft.ts'
import type { AssistantFile, AssistantFileDeleted, FileTool } from '@/domain/assistantFile.ts'
import { eachOf } from '@/domain/eachOf.ts'
import { AppError } from '@/domain/errors.ts'
import { allPages } from '@/services/allPages.ts'
import {
  attachAssistantFile,
  detachAssistantFile,
  listAssistantFiles,
  retrieveAssistantFile,
} from '@/services/assistantFiles.ts'
import {
  createAssistant,
  deleteAssistant,
  listAssistants,
  retrieveAssistant,
  updateAssistant,
} from '@/services/assistants.ts'
import { retrieveFile } from '@/services/files.ts'
import { retrieveVectorStore } from '@/services/vectorStores.ts'
import { createPlaceLists } from './placeLists.ts'
import { usePlacesStore } from './places.ts'

/** Requests on their way at once. */
const AT_ONCE = 4

/** A signal for what nobody stops. */
const never = (): AbortSignal => new AbortController().signal

/** The assistants of each place, and their files. */
export const useAssistantsStore = defineStore('assistants', () => {
  const places = usePlacesStore()
  const lists = createPlaceLists<Assistant>(async function* (placeId, signal) {
    const client = await places.clientOf(placeId)
    yield* allPages((cursor) => listAssistants(client, { limit: 100, order: 'desc', ...cursor }, signal))
  })

  /** Asks the server. @throws AppError `not-found`, and the assistant is then taken out of the list. */
  async function retrieve(placeId: string, id: string, signal = never()): Promise<Assistant> {
    try {
      const assistant = await retrieveAssistant(await places.clientOf(placeId), id, signal)
      lists.put(placeId, assistant)
      return assistant
    } catch (cause) {
      if (cause instanceof AppError && cause.kind === 'not-found') lists.drop(placeId, id)
      throw cause
    }
  }

  /** @throws AppError `invalid` with the `param` that the server refuses. */
  async function create(
    placeId: string,
    params: AssistantCreateParams,
    signal = never(),
  ): Promise<Assistant> {
    const assistant = await createAssistant(await places.clientOf(placeId), params, signal)
    lists.put(placeId, assistant)
    return assistant
  }

  /** Changes the fields that `params` has. @throws AppError `not-found`; `invalid` with its `param`. */
  async function update(
    placeId: string,
    id: string,
    params: AssistantUpdateParams,
    signal = never(),
  ): Promise<Assistant> {
    const assistant = await updateAssistant(await places.clientOf(placeId), id, params, signal)
    lists.put(placeId, assistant)
    return assistant
  }

  /** A copy with the same tools, files and store, called `name`. @throws AppError */
  async function duplicate(placeId: string, id: string, name: string): Promise<Assistant> {
    const original = await retrieve(placeId, id)
    return create(placeId, { ...copyParams(original), name })
  }

  /** @throws AppError */
  async function remove(placeId: string, id: string): Promise<void> {
    await deleteAssistant(await places.clientOf(placeId), id, never())
    lists.drop(placeId, id)
  }

  /**
   * Gives an assistant a file; without `tools`, for those of the two that it has.
   * @throws AppError `not-found`; `invalid` with its `param`.
   */
  async function attachFile(
    placeId: string,
    address: { assistantId: string; fileId: string },
    tools: readonly FileTool[] | null,
  ): Promise<AssistantFile> {
    const client = await places.clientOf(placeId)
    try {
      return await attachAssistantFile(client, address, tools, never())
    } finally {
      await refreshQuietly(placeId, address.assistantId)
    }
  }

  /** All files of an assistant. @throws AppError `not-found` */
  async function listFiles(placeId: string, assistantId: string, signal = never()): Promise<AssistantFile[]> {
    return listAssistantFiles(await places.clientOf(placeId), assistantId, signal)
  }

  /** @throws AppError `not-found` */
  async function retrieveFileOf(
    placeId: string,
    address: { assistantId: string; fileId: string },
  ): Promise<AssistantFile> {
    return retrieveAssistantFile(await places.clientOf(placeId), address, never())
  }

  /** Takes a file from an assistant; the file itself stays. @throws AppError `not-found` */
  async function detachFile(
    placeId: string,
    address: { assistantId: string; fileId: string },
  ): Promise<AssistantFileDeleted> {
    const client = await places.clientOf(placeId)
    try {
      return await detachAssistantFile(client, address, never())
    } finally {
      await refreshQuietly(placeId, address.assistantId)
    }
  }

  /** Files are attached by changing the assistant. */
  async function refreshQuietly(placeId: string, id: string): Promise<void> {
    await retrieve(placeId, id).catch((cause: unknown) => {
      // What was done to the file is told by itself; the assistant is retrieved again when it is opened next.
      if (!(cause instanceof AppError)) throw cause
    })
  }

  /** Those of these files and vector stores that are not in a place. @throws AppError */
  async function missingIn(
    placeId: string,
    { fileIds, vectorStoreIds }: { fileIds: readonly string[]; vectorStoreIds: readonly string[] },
    signal = never(),
  ): Promise<Set<string>> {
    if (fileIds.length + vectorStoreIds.length === 0) return new Set()
    const client = await places.clientOf(placeId)
    const missing = new Set<string>()
    const ask = async (id: string, answer: Promise<unknown>): Promise<void> => {
      if (!(await isThere(answer))) missing.add(id)
    }
    await eachOf([...new Set(fileIds)], AT_ONCE, (id) => ask(id, retrieveFile(client, id, signal)))
    await eachOf([...new Set(vectorStoreIds)], AT_ONCE, (id) =>
      ask(id, retrieveVectorStore(client, id, signal)),
    )
    return missing
  }

  return {
    listOf: lists.listOf,
    refreshErrorOf: lists.refreshErrorOf,
    load: lists.load,
    byId: lists.byId,
    retrieve,
    create,
    update,
    duplicate,
    remove,
    attachFile,
    listFiles,
    retrieveFile: retrieveFileOf,
    detachFile,
    missingIn,
  }
})

async function isThere(answer: Promise<unknown>): Promise<boolean> {
  try {
    await answer
    return true
  } catch (cause) {
    if (cause instanceof AppError && cause.kind === 'not-found') return false
    throw cause
  }
}
