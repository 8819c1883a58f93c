import { defineStore } from 'pinia'
import { shallowReactive, shallowRef } from 'vue'
import type { Connection } from '@/domain/connection.ts'
import { firstChatModel } from '@/domain/defaultModel.ts'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import type { Loadable } from '@/domain/loadable.ts'
import { loadModelCatalog, type ModelCatalog } from '@/domain/modelCatalog.ts'
import { DEMO_FACTS, endpointFacts, mergeFacts, type ModelFacts } from '@/domain/modelFacts.ts'
import type { ModelEntry } from '@/domain/models.ts'
import { clientFor } from '@/services/clients.ts'
import { readModelList, writeModelList } from '@/storage/modelLists.ts'
import { useModelPreferences } from './modelPreferences.ts'

const PENDING: Loadable<ModelEntry[]> = { status: 'pending' }

interface Request {
  baseURL: string
  controller: AbortController
  done: Promise<void>
}

/** The models of each connection: the endpoint's own list, and what a person chose about them. */
export const useModelsStore = defineStore('models', () => {
  const lists = shallowReactive(new Map<string, Loadable<ModelEntry[]>>())
  const refreshErrors = shallowReactive(new Map<string, AppErrorData>())
  const requests = new Map<string, Request>()
  /** The base URL that each shown list came from: an edited connection is asked again. */
  const shownFrom = new Map<string, string>()
  /** `storageError`: why the browser could not keep the last choice; it holds in this tab only. */
  const preferences = useModelPreferences()
  const catalog = shallowRef<ModelCatalog | null>(null)
  let catalogLoading: Promise<void> | null = null

  /** The endpoint's own list; before `load` has been called it is pending. */
  function listOf(connectionId: string): Loadable<ModelEntry[]> {
    return lists.get(connectionId) ?? PENDING
  }

  /** Why the last refresh of a list that is still shown failed, or null. */
  function refreshErrorOf(connectionId: string): AppErrorData | null {
    return refreshErrors.get(connectionId) ?? null
  }

  /**
   * Fetches a connection's models, once a session unless `force`. The list kept from an earlier session shows
   * meanwhile. Never rejects: a failure is in `listOf`, or in `refreshErrorOf` while an older list is shown.
   */
  function load(connection: Connection, options: { force?: boolean } = {}): Promise<void> {
    const running = requests.get(connection.id)
    if (running?.baseURL === connection.baseURL) return running.done
    running?.controller.abort()
    const isKnown =
      listOf(connection.id).status === 'ready' && shownFrom.get(connection.id) === connection.baseURL
    if (isKnown && options.force !== true && refreshErrorOf(connection.id) === null) return Promise.resolve()

    const controller = new AbortController()
    const done = fetchList(connection, controller.signal).finally(() => {
      if (requests.get(connection.id)?.controller === controller) requests.delete(connection.id)
    })
    requests.set(connection.id, { baseURL: connection.baseURL, controller, done })
    return done
  }

  async function fetchList(connection: Connection, signal: AbortSignal): Promise<void> {
    const { id, baseURL } = connection
    // Loaded with the first list: it is not needed to type.
    const fetching = Promise.all([clientFor(connection), import('@/services/models.ts')]).then(
      ([client, { listModels }]) => listModels(client, signal),
    )
    await showKept(connection, fetching)
    try {
      const entries = await fetching
      if (signal.aborted) return
      shownFrom.set(id, baseURL)
      refreshErrors.delete(id)
      lists.set(id, { status: 'ready', value: entries, isRefreshing: false })
      void keep(id, { baseURL, fetchedAt: Date.now(), entries })
    } catch (error) {
      // Another request for the same connection has taken over.
      if (signal.aborted) return
      fail(id, errorDataOf(error))
    }
  }

  /** Shows what there is while the answer is on its way: the list of before, or the one of an earlier session. */
  async function showKept({ id, baseURL }: Connection, fetching: Promise<unknown>): Promise<void> {
    const before = lists.get(id)
    if (before?.status === 'ready' && shownFrom.get(id) === baseURL) {
      lists.set(id, { ...before, isRefreshing: true })
      return
    }
    lists.set(id, PENDING)
    // Its failure is handled by the caller, who awaits it after this.
    fetching.catch(() => undefined)
    const kept = await readModelList(id).catch(() => {
      // The cache only saves waiting; without it the endpoint's answer is waited for.
      return null
    })
    if (kept?.baseURL !== baseURL || lists.get(id)?.status !== 'pending') return
    shownFrom.set(id, baseURL)
    lists.set(id, { status: 'ready', value: kept.entries, isRefreshing: true })
  }

  function fail(connectionId: string, error: AppErrorData): void {
    const shown = listOf(connectionId)
    if (shown.status !== 'ready') {
      lists.set(connectionId, { status: 'failed', error })
      return
    }
    refreshErrors.set(connectionId, error)
    lists.set(connectionId, { ...shown, isRefreshing: false })
  }

  async function keep(...list: Parameters<typeof writeModelList>): Promise<void> {
    try {
      await writeModelList(...list)
    } catch {
      // The list is shown all the same; it is fetched again after a reload.
    }
  }

  /** The server's models, then those that the person named by hand. */
  function entries(connectionId: string): ModelEntry[] {
    const list = listOf(connectionId)
    const served = list.status === 'ready' ? list.value : []
    const known = new Set(served.map((entry) => entry.id))
    const manual = preferences.of(connectionId).manual.filter((id) => !known.has(id))
    return [...served, ...manual.map(manualEntry)]
  }

  /** What a picker offers: favourites first, hidden ones left out. */
  function visible(connectionId: string): ModelEntry[] {
    const { favourites, hidden } = preferences.of(connectionId)
    const shown = entries(connectionId).filter((entry) => !hidden.includes(entry.id))
    const isFavourite = (entry: ModelEntry): boolean => favourites.includes(entry.id)
    return [...shown.filter(isFavourite), ...shown.filter((entry) => !isFavourite(entry))]
  }

  /** The model a new chat starts with: the person's choice, else a sensible chat model, else null. */
  function defaultOf(connectionId: string): string | null {
    const { default: chosen, favourites } = preferences.of(connectionId)
    if (chosen !== null) return chosen
    const today = new Date().toISOString().slice(0, 10)
    const shown = visible(connectionId)
    const liked = shown.filter((entry) => favourites.includes(entry.id))
    return firstChatModel(liked, today) ?? firstChatModel(shown, today)
  }

  /** Asks the endpoint for one model, which its list may leave out. @throws AppError */
  async function retrieve(connection: Connection, model: string, signal: AbortSignal): Promise<ModelEntry> {
    const { retrieveModel } = await import('@/services/models.ts')
    return retrieveModel(await clientFor(connection), model, signal)
  }

  /** Fetches the public catalogues (about 110 kB), once. @throws when their chunk cannot be fetched. */
  function loadCatalog(): Promise<void> {
    catalogLoading ??= loadModelCatalog().then(
      (loaded) => void (catalog.value = loaded),
      (error: unknown) => {
        catalogLoading = null // so that the next attempt fetches again
        throw error
      },
    )
    return catalogLoading
  }

  /**
   * What is known of a model: the endpoint's own word first, then, once `loadCatalog` is done, the catalogues'.
   * Prices are those of the time `atMs`, e.g. when a reply was asked for.
   */
  function factsOf(connection: Connection, model: string, atMs = Date.now()): ModelFacts | null {
    if (connection.kind === 'demo') return DEMO_FACTS
    const list = listOf(connection.id)
    const entry = list.status === 'ready' ? list.value.find(({ id }) => id === model) : undefined
    const own = entry === undefined ? null : endpointFacts(entry.raw)
    // Routers list hundreds of models with all figures: nothing to add to those.
    if (own?.prices && own.contextWindow !== null) return own
    return mergeFacts(own, catalog.value?.(connection, model, atMs) ?? null)
  }

  function setDefault(connectionId: string, model: string | null): void {
    preferences.change(connectionId, () => ({ default: model }))
  }

  function toggleFavourite(connectionId: string, model: string): void {
    preferences.change(connectionId, ({ favourites }) => ({ favourites: toggled(favourites, model) }))
  }

  function toggleHidden(connectionId: string, model: string): void {
    preferences.change(connectionId, ({ hidden }) => ({ hidden: toggled(hidden, model) }))
  }

  /** Adds a model that the endpoint does not list, and is then offered as if it did. */
  function addManual(connectionId: string, model: string): void {
    const id = model.trim()
    if (id === '' || entries(connectionId).some((entry) => entry.id === id)) return
    preferences.change(connectionId, ({ manual }) => ({ manual: [...manual, id] }))
  }

  function removeManual(connectionId: string, model: string): void {
    preferences.change(connectionId, (before) => ({
      manual: before.manual.filter((id) => id !== model),
      default: before.default === model ? null : before.default,
    }))
  }

  /** The parameters that this model's server refused, by wire name: they are left out from then on. */
  function refused(connectionId: string, model: string): string[] {
    return preferences.of(connectionId).refused[model] ?? []
  }

  function refuse(connectionId: string, model: string, parameters: readonly string[]): void {
    setRefused(connectionId, model, [...new Set([...refused(connectionId, model), ...parameters])])
  }

  function allowAgain(connectionId: string, model: string, parameter: string): void {
    setRefused(
      connectionId,
      model,
      refused(connectionId, model).filter((name) => name !== parameter),
    )
  }

  function setRefused(connectionId: string, model: string, parameters: string[]): void {
    preferences.change(connectionId, (before) => ({ refused: { ...before.refused, [model]: parameters } }))
  }

  return {
    listOf,
    refreshErrorOf,
    load,
    entries,
    visible,
    preferencesOf: preferences.of,
    storageError: preferences.storageError,
    retrieve,
    loadCatalog,
    factsOf,
    defaultOf,
    setDefault,
    toggleFavourite,
    toggleHidden,
    addManual,
    removeManual,
    refused,
    refuse,
    allowAgain,
  }
})

function manualEntry(id: string): ModelEntry {
  return { id, ownedBy: null, createdAt: null, shutdownDate: null, raw: { id } }
}

function toggled(ids: readonly string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]
}
