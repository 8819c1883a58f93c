import { defineStore } from 'pinia'
import type {
  VectorStore,
  VectorStoreCreateParams,
  VectorStoreFile,
  VectorStoreSearchResult,
  VectorStoreUpdateParams,
} from '@/domain/api.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import type { Loadable } from '@/domain/loadable.ts'
import { allPages } from '@/services/allPages.ts'
import { createFileBatch } from '@/services/vectorStoreFileBatches.ts'
import { deleteVectorStoreFile, listVectorStoreFiles } from '@/services/vectorStoreFiles.ts'
import {
  createVectorStore,
  deleteVectorStore,
  listVectorStores,
  retrieveVectorStore,
  searchVectorStore,
  updateVectorStore,
} from '@/services/vectorStores.ts'
import { createPlaceLists } from './placeLists.ts'
import { usePlacesStore } from './places.ts'

/** A signal for what nobody stops. */
const never = (): AbortSignal => new AbortController().signal

const keyOf = (placeId: string, storeId: string): string => `${placeId}/${storeId}`

/** The vector stores of each place, and the files in them. */
export const useVectorStoresStore = defineStore('vector-stores', () => {
  const places = usePlacesStore()
  const lists = createPlaceLists<VectorStore>(async function* (placeId, signal) {
    const client = await places.clientOf(placeId)
    yield* allPages((cursor) => listVectorStores(client, { limit: 100, order: 'desc', ...cursor }, signal))
  })
  const files = createPlaceLists<VectorStoreFile>(async function* (key, signal) {
    const [placeId = '', storeId = ''] = key.split('/')
    const client = await places.clientOf(placeId)
    yield* allPages((cursor) => listVectorStoreFiles(client, storeId, { limit: 100, ...cursor }, signal))
  })

  /** Asks the server. @throws AppError `not-found`, and the store is then taken out of the list. */
  async function retrieve(placeId: string, id: string, signal = never()): Promise<VectorStore> {
    try {
      const store = await retrieveVectorStore(await places.clientOf(placeId), id, signal)
      lists.put(placeId, store)
      return store
    } catch (cause) {
      if (cause instanceof AppError && cause.kind === 'not-found') lists.drop(placeId, id)
      throw cause
    }
  }

  /** @throws AppError `not-found` for a file; `invalid` with its `param`. */
  async function create(
    placeId: string,
    params: VectorStoreCreateParams,
    signal = never(),
  ): Promise<VectorStore> {
    const store = await createVectorStore(await places.clientOf(placeId), params, signal)
    lists.put(placeId, store)
    return store
  }

  /** Changes the fields that `params` has. @throws AppError `not-found`; `invalid` with its `param`. */
  async function update(
    placeId: string,
    id: string,
    params: VectorStoreUpdateParams,
    signal = never(),
  ): Promise<VectorStore> {
    const store = await updateVectorStore(await places.clientOf(placeId), id, params, signal)
    lists.put(placeId, store)
    return store
  }

  /** Its files stay. @throws AppError `not-found` */
  async function remove(placeId: string, id: string): Promise<void> {
    await deleteVectorStore(await places.clientOf(placeId), id, never())
    lists.drop(placeId, id)
    files.forget(keyOf(placeId, id))
  }

  /** The files of a store; before `loadFiles` has been called: pending. */
  function filesOf(placeId: string, storeId: string): Loadable<VectorStoreFile[]> {
    return files.listOf(keyOf(placeId, storeId))
  }

  /** Why the last refresh of a store's files that are still shown failed, or null. */
  function filesErrorOf(placeId: string, storeId: string): AppErrorData | null {
    return files.refreshErrorOf(keyOf(placeId, storeId))
  }

  /** Fetches the files of a store, once unless `force`. Never rejects. */
  function loadFiles(placeId: string, storeId: string, options?: { force?: boolean }): Promise<void> {
    return files.load(keyOf(placeId, storeId), options)
  }

  /** Puts files into a store, which reads them by and by. @throws AppError `not-found`; `invalid` with its `param`. */
  async function addFiles(placeId: string, storeId: string, fileIds: readonly string[]): Promise<void> {
    const client = await places.clientOf(placeId)
    await createFileBatch(client, storeId, { file_ids: [...fileIds] }, never())
    await Promise.all([loadFiles(placeId, storeId, { force: true }), retrieve(placeId, storeId)])
  }

  /** Takes a file out of a store; the file itself stays. @throws AppError `not-found` */
  async function removeFile(placeId: string, storeId: string, fileId: string): Promise<void> {
    const client = await places.clientOf(placeId)
    await deleteVectorStoreFile(client, { vectorStoreId: storeId, fileId }, never())
    files.drop(keyOf(placeId, storeId), fileId)
    await retrieve(placeId, storeId)
  }

  /** The passages of a store's files that fit a query, the best first. @throws AppError `not-found`; `invalid` for an expired store. */
  async function search(
    placeId: string,
    id: string,
    query: string,
    signal: AbortSignal,
  ): Promise<VectorStoreSearchResult[]> {
    return searchVectorStore(await places.clientOf(placeId), id, { query }, signal)
  }

  return {
    listOf: lists.listOf,
    refreshErrorOf: lists.refreshErrorOf,
    load: lists.load,
    byId: lists.byId,
    retrieve,
    create,
    update,
    remove,
    filesOf,
    filesErrorOf,
    loadFiles,
    addFiles,
    removeFile,
    search,
  }
})
