import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import type { FileObject } from '@/domain/api.ts'
import { eachOf } from '@/domain/eachOf.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import type { FileUses } from '@/domain/fileUses.ts'
import type { Loadable } from '@/domain/loadable.ts'
import { needsNoNetwork } from '@/domain/place.ts'
import { allPages } from '@/services/allPages.ts'
import { deleteFile, fileContent, listFiles, ownFileContent, retrieveFile } from '@/services/files.ts'
import { storedTextOf, usesOfFiles, type StoredText } from './fileUses.ts'
import { usePlacesStore } from './places.ts'
import { useThreadsStore } from './threads.ts'

const PENDING: Loadable<FileObject[]> = { status: 'pending' }
/** Requests on their way at once. */
const AT_ONCE = 4

/** The files of each place. */
export const useFilesStore = defineStore('files', () => {
  const places = usePlacesStore()
  const threads = useThreadsStore()
  const lists = shallowReactive(new Map<string, Loadable<FileObject[]>>())
  const refreshErrors = shallowReactive(new Map<string, AppErrorData>())
  /** Files that were asked for by id; `null`: there is none. By place and id. */
  const retrieved = shallowReactive(new Map<string, FileObject | null>())
  const loading = new Map<string, Promise<void>>()
  const retrieving = new Map<string, Promise<FileObject>>()
  /** What was added (or taken away: `null`) in a place since its list was asked for. */
  const changes = new Map<string, Map<string, FileObject | null>>()
  const listed = computed(
    () =>
      new Map(
        [...lists].map(([placeId, list]) => [placeId, new Map(filesIn(list).map((file) => [file.id, file]))]),
      ),
  )

  /** All files of a place, the newest first; before `load` has been called it is pending. */
  function listOf(placeId: string): Loadable<FileObject[]> {
    return lists.get(placeId) ?? PENDING
  }

  /** Why the last refresh of a list that is still shown failed, or null. */
  function refreshErrorOf(placeId: string): AppErrorData | null {
    return refreshErrors.get(placeId) ?? null
  }

  /** A file, if it is known here. */
  function byId(placeId: string, id: string): FileObject | undefined {
    return listed.value.get(placeId)?.get(id) ?? retrieved.get(keyOf(placeId, id)) ?? undefined
  }

  /** Whether a file was asked for and is not there. */
  function isGone(placeId: string, id: string): boolean {
    return retrieved.get(keyOf(placeId, id)) === null
  }

  /**
   * Fetches all pages of a place's list, once unless `force`. Never rejects: a failure is in `listOf`, or in `refreshErrorOf` while an
   * older list, or a part of it, is shown.
   */
  function load(placeId: string, options: { force?: boolean } = {}): Promise<void> {
    const running = loading.get(placeId)
    if (running !== undefined) return running
    const isKnown = listOf(placeId).status === 'ready' && refreshErrorOf(placeId) === null
    if (isKnown && options.force !== true) return Promise.resolve()
    const done = fetchList(placeId).finally(() => loading.delete(placeId))
    loading.set(placeId, done)
    return done
  }

  async function fetchList(placeId: string): Promise<void> {
    const before = listOf(placeId)
    lists.set(placeId, before.status === 'ready' ? { ...before, isRefreshing: true } : PENDING)
    const since = new Map<string, FileObject | null>()
    changes.set(placeId, since)
    try {
      const client = await places.clientOf(placeId)
      const files: FileObject[] = []
      for await (const page of allPages((cursor) => listFiles(client, cursor, never()))) {
        files.push(...page)
        // The first time, what has come is shown while the rest is on its way.
        if (before.status !== 'ready') show(placeId, withChanges(files, since), true)
      }
      refreshErrors.delete(placeId)
      show(placeId, withChanges(files, since), false)
    } catch (cause) {
      fail(placeId, errorDataOf(cause))
    } finally {
      changes.delete(placeId)
    }
  }

  function show(placeId: string, value: FileObject[], isRefreshing: boolean): void {
    lists.set(placeId, { status: 'ready', value, isRefreshing })
  }

  function fail(placeId: string, error: AppErrorData): void {
    const shown = listOf(placeId)
    if (shown.status !== 'ready') {
      lists.set(placeId, { status: 'failed', error })
      return
    }
    refreshErrors.set(placeId, error)
    lists.set(placeId, { ...shown, isRefreshing: false })
  }

  /** Asks for one file, which then is known. @throws AppError `not-found` */
  function retrieve(placeId: string, id: string): Promise<FileObject> {
    const key = keyOf(placeId, id)
    const running = retrieving.get(key)
    if (running !== undefined) return running
    const asked = ask(placeId, id).finally(() => retrieving.delete(key))
    retrieving.set(key, asked)
    return asked
  }

  async function ask(placeId: string, id: string): Promise<FileObject> {
    try {
      const file = await retrieveFile(await places.clientOf(placeId), id, never())
      put(placeId, file)
      return file
    } catch (cause) {
      if (cause instanceof AppError && cause.kind === 'not-found') drop(placeId, id)
      throw cause
    }
  }

  /** Makes a new file, or a newer state of one, known. */
  function put(placeId: string, file: FileObject): void {
    retrieved.set(keyOf(placeId, file.id), file)
    changes.get(placeId)?.set(file.id, file)
    const list = lists.get(placeId)
    if (list?.status === 'ready') {
      lists.set(placeId, { ...list, value: withChanges(list.value, new Map([[file.id, file]])) })
    }
  }

  function drop(placeId: string, id: string): void {
    retrieved.set(keyOf(placeId, id), null)
    changes.get(placeId)?.set(id, null)
    const list = lists.get(placeId)
    if (list?.status === 'ready') {
      lists.set(placeId, { ...list, value: list.value.filter((file) => file.id !== id) })
    }
  }

  /**
   * Deletes files, some at once; those that are gone already count as deleted. Once the signal is aborted no more are begun. Gives those
   * that could not be deleted.
   */
  async function remove(
    placeId: string,
    ids: readonly string[],
    signal = never(),
  ): Promise<{ failed: { id: string; error: AppErrorData }[] }> {
    const failed: { id: string; error: AppErrorData }[] = []
    await eachOf(ids, AT_ONCE, async (id) => {
      if (signal.aborted) return
      try {
        // Not with the signal: whether a request that is stopped was done, nobody knows.
        await deleteFile(await places.clientOf(placeId), id, never())
        drop(placeId, id)
      } catch (cause) {
        if (cause instanceof AppError && cause.kind === 'not-found') drop(placeId, id)
        else failed.push({ id, error: errorDataOf(cause) })
      }
    })
    return { failed }
  }

  /** A file's bytes. @throws AppError `not-found`; `invalid` where its purpose forbids it. */
  async function content(placeId: string, id: string, signal: AbortSignal): Promise<Blob> {
    return fileContent(await places.clientOf(placeId), id, signal)
  }

  /**
   * What there is to see of a file: its bytes, or the text that a vector store has of it where the API keeps the bytes to itself. What
   * lives in this browser is the person's own, and always to be seen.
   * @throws AppError `not-found`; `invalid` where there is nothing to see.
   */
  async function preview(placeId: string, id: string, signal: AbortSignal): Promise<Blob | StoredText> {
    const client = await places.clientOf(placeId)
    if (places.byId(placeId)?.connection === null) return ownFileContent(client, id, signal)
    try {
      return await fileContent(client, id, signal)
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.kind === 'not-found' || signal.aborted) throw cause
      const stored = await storedTextOf(client, id, signal)
      if (stored === null) throw cause
      return stored
    }
  }

  /** The text that a vector store has read out of a file, `null` where none has. @throws AppError */
  async function storedText(placeId: string, id: string, signal: AbortSignal): Promise<StoredText | null> {
    return storedTextOf(await places.clientOf(placeId), id, signal)
  }

  /** The assistants, vector stores and threads (of those that are remembered here) that use any of the files. @throws AppError */
  async function usesOf(placeId: string, ids: readonly string[], signal: AbortSignal): Promise<FileUses> {
    const client = await places.clientOf(placeId)
    await threads.load()
    const place = places.byId(placeId)
    const here = threads.threads.filter((thread) => thread.placeId === placeId)
    return usesOfFiles(
      {
        client,
        fileIds: ids,
        threads: here.map(({ id, title }) => ({ id, name: title === '' ? id : title })),
        isFree: place !== undefined && needsNoNetwork(place),
      },
      signal,
    )
  }

  return {
    listOf,
    refreshErrorOf,
    byId,
    isGone,
    load,
    retrieve,
    put,
    remove,
    content,
    preview,
    storedText,
    usesOf,
  }
})

function filesIn(list: Loadable<FileObject[]>): FileObject[] {
  return list.status === 'ready' ? list.value : []
}

/** The list with files changed in their place, new ones first, and those that are gone (`null`) left out. */
function withChanges(
  files: readonly FileObject[],
  changes: ReadonlyMap<string, FileObject | null>,
): FileObject[] {
  const known = new Set(files.map(({ id }) => id))
  const added = [...changes.values()].filter((file) => file !== null && !known.has(file.id))
  return [...added.reverse(), ...files.map((file) => changes.get(file.id) ?? file)].filter(
    (file): file is FileObject => file !== null && changes.get(file.id) !== null,
  )
}

function keyOf(placeId: string, id: string): string {
  return `${placeId}/${id}`
}

function never(): AbortSignal {
  return new AbortController().signal
}
