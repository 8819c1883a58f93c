import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type {
  VectorStore,
  VectorStoreCreateParams,
  VectorStoreFile,
  VectorStoreFileBatchCreateParams,
  VectorStoreSearchParams,
  VectorStoreSearchResult,
  VectorStoreUpdateParams,
} from '@/domain/api.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import type { Loadable } from '@/domain/loadable.ts'
import { allPages } from '@/services/allPages.ts'
import { createFileBatch } from '@/services/vectorStoreFileBatches.ts'
import {
  deleteVectorStoreFile,
  listVectorStoreFiles,
  updateVectorStoreFile,
  vectorStoreFileProgress,
} from '@/services/vectorStoreFiles.ts'
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

/** Files that are asked for at once how far they are. Servers read them one after the other, or some at a time. */
const FOLLOWED_AT_ONCE = 6

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

  /** How much of a file has been read, from 0 to 1; by place, store and file. */
  const progress = shallowReactive(new Map<string, number>())

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
  async function addFiles(
    placeId: string,
    storeId: string,
    params: VectorStoreFileBatchCreateParams,
  ): Promise<void> {
    const client = await places.clientOf(placeId)
    await createFileBatch(client, storeId, params, never())
    await Promise.all([loadFiles(placeId, storeId, { force: true }), retrieve(placeId, storeId)])
  }

  /** How much of a file has been read, from 0 to 1; `null` where its server does not say. */
  function progressOf(placeId: string, storeId: string, fileId: string): number | null {
    return progress.get(`${keyOf(placeId, storeId)}/${fileId}`) ?? null
  }

  /** Asks for some of the files that are being read how far they are. @throws AppError */
  async function followReading(placeId: string, storeId: string, signal: AbortSignal): Promise<void> {
    const list = filesOf(placeId, storeId)
    const reading = list.status === 'ready' ? list.value.filter((file) => file.status === 'in_progress') : []
    // The list has the newest first; the oldest are read first.
    const followed = reading.slice(-FOLLOWED_AT_ONCE)
    if (followed.length === 0) return
    const client = await places.clientOf(placeId)
    await Promise.all(
      followed.map(async ({ id: fileId }) => {
        const key = `${keyOf(placeId, storeId)}/${fileId}`
        try {
          const found = await vectorStoreFileProgress(client, { vectorStoreId: storeId, fileId }, signal)
          if (found.progress === null) progress.delete(key)
          else progress.set(key, found.progress)
          files.put(keyOf(placeId, storeId), found.file)
        } catch (cause) {
          if (!(cause instanceof AppError) || cause.kind !== 'not-found') throw cause
          files.drop(keyOf(placeId, storeId), fileId)
        }
      }),
    )
  }

  /** Gives a file in a store other attributes. @throws AppError `not-found`; `invalid` with its `param`. */
  async function setAttributes(
    placeId: string,
    storeId: string,
    file: Pick<VectorStoreFile, 'id' | 'attributes'>,
  ): Promise<void> {
    const client = await places.clientOf(placeId)
    const address = { vectorStoreId: storeId, fileId: file.id }
    const { attributes = null } = file
    files.put(keyOf(placeId, storeId), await updateVectorStoreFile(client, address, { attributes }, never()))
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
    params: VectorStoreSearchParams,
    signal: AbortSignal,
  ): Promise<VectorStoreSearchResult[]> {
    return searchVectorStore(await places.clientOf(placeId), id, params, signal)
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
    progressOf,
    followReading,
    addFiles,
    setAttributes,
    removeFile,
    search,
  }
})
