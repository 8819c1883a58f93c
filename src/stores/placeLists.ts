import { shallowReactive } from 'vue'
import { errorDataOf } from '@/domain/errorDataOf.ts'
import type { AppErrorData } from '@/domain/errors.ts'
import type { Loadable } from '@/domain/loadable.ts'

interface Listed {
  id: string
  created_at: number
}

/** Gives a list a page at a time, the newest first. `key` says which list. */
type ListPages<T> = (key: string, signal: AbortSignal) => AsyncIterable<T[]>

interface Loading<T> {
  done: Promise<void>
  controller: AbortController
  /** What became of items in the meantime: the answer that is on its way may not know it. `null`: deleted. */
  changes: Map<string, T | null>
}

interface PlaceLists<T> {
  /** Before `load` has been called: pending. While more pages are on their way: ready, and refreshing. */
  listOf: (key: string) => Loadable<T[]>
  /** Why the last refresh of a list that is still shown failed, or null. */
  refreshErrorOf: (key: string) => AppErrorData | null
  /** Fetches all pages, once unless `force`. Never rejects: a failure is in `listOf` or `refreshErrorOf`. */
  load: (key: string, options?: { force?: boolean }) => Promise<void>
  /** An item that was listed or put. */
  byId: (key: string, id: string) => T | undefined
  /** Takes in an item as the server has it now. */
  put: (key: string, item: T) => void
  /** Takes out an item that is gone. */
  drop: (key: string, id: string) => void
  /** Forgets a list, and stops fetching it. */
  forget: (key: string) => void
}

/** Lists of the API's objects, one for each key (a place, or what has a list in a place), newest first. */
export function createPlaceLists<T extends Listed>(listPages: ListPages<T>): PlaceLists<T> {
  const lists = shallowReactive(new Map<string, Loadable<T[]>>())
  const refreshErrors = shallowReactive(new Map<string, AppErrorData>())
  /** Items known by id alone, too: those opened before their list was. */
  const items = shallowReactive(new Map<string, T>())
  const loadings = new Map<string, Loading<T>>()

  const listOf = (key: string): Loadable<T[]> => lists.get(key) ?? { status: 'pending' }
  const nameOf = (key: string, id: string): string => `${key} ${id}`

  function load(key: string, { force = false }: { force?: boolean } = {}): Promise<void> {
    const running = loadings.get(key)
    if (running !== undefined) return running.done
    if (listOf(key).status === 'ready' && !force && !refreshErrors.has(key)) return Promise.resolve()
    const controller = new AbortController()
    const changes = new Map<string, T | null>()
    const done = fetchAll(key, changes, controller.signal).finally(() => {
      if (loadings.get(key)?.controller === controller) loadings.delete(key)
    })
    loadings.set(key, { done, controller, changes })
    return done
  }

  async function fetchAll(key: string, changes: Map<string, T | null>, signal: AbortSignal): Promise<void> {
    const before = listOf(key)
    lists.set(key, before.status === 'ready' ? { ...before, isRefreshing: true } : { status: 'pending' })
    let fetched: T[] = []
    try {
      for await (const page of listPages(key, signal)) {
        if (signal.aborted) return
        fetched = [...fetched, ...page]
        // A list that is shown already stays whole until the new one is.
        if (before.status !== 'ready') show(key, withChanges(fetched, changes), true)
      }
      if (signal.aborted) return
      refreshErrors.delete(key)
      show(key, withChanges(fetched, changes), false)
    } catch (cause) {
      if (!signal.aborted) fail(key, errorDataOf(cause))
    }
  }

  function show(key: string, value: T[], isRefreshing: boolean): void {
    for (const item of value) items.set(nameOf(key, item.id), item)
    lists.set(key, { status: 'ready', value, isRefreshing })
  }

  function fail(key: string, error: AppErrorData): void {
    const shown = listOf(key)
    if (shown.status !== 'ready') {
      lists.set(key, { status: 'failed', error })
      return
    }
    refreshErrors.set(key, error)
    lists.set(key, { ...shown, isRefreshing: false })
  }

  function change(key: string, id: string, item: T | null): void {
    if (item === null) items.delete(nameOf(key, id))
    else items.set(nameOf(key, id), item)
    loadings.get(key)?.changes.set(id, item)
    const list = listOf(key)
    if (list.status === 'ready')
      lists.set(key, { ...list, value: withChanges(list.value, new Map([[id, item]])) })
  }

  function forget(key: string): void {
    loadings.get(key)?.controller.abort()
    loadings.delete(key)
    lists.delete(key)
    refreshErrors.delete(key)
  }

  return {
    listOf,
    refreshErrorOf: (key) => refreshErrors.get(key) ?? null,
    load,
    byId: (key, id) => items.get(nameOf(key, id)),
    put: (key, item) => change(key, item.id, item),
    drop: (key, id) => change(key, id, null),
    forget,
  }
}

/** `list` with what was changed, made and deleted since it was asked for. */
function withChanges<T extends Listed>(list: readonly T[], changes: ReadonlyMap<string, T | null>): T[] {
  const listed = new Set(list.map(({ id }) => id))
  const kept = list.flatMap((item) => {
    const changed = changes.get(item.id)
    if (changed === null) return []
    return [changed ?? item]
  })
  const added = [...changes.values()].filter((item) => item !== null).filter(({ id }) => !listed.has(id))
  return added.length === 0
    ? kept
    : [...added.toReversed(), ...kept].toSorted((a, b) => b.created_at - a.created_at)
}
