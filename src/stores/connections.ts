import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { chatApiOf, type Capabilities } from '@/domain/capabilities.ts'
import { DEMO_CONNECTION, type ChatApi, type Connection } from '@/domain/connection.ts'
import type { ConnectionDraft } from '@/domain/connectionDraft.ts'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { createId } from '@/domain/ids.ts'
import { uniqueName, uniqueSlug } from '@/domain/slug.ts'
import { withoutEntry } from '@/domain/withoutEntry.ts'
import {
  CONNECTIONS_NAME,
  readConnections,
  writeConnections,
  type StoredConnections,
} from '@/storage/connectionStorage.ts'
import { watchOtherTabs } from '@/storage/webStorage.ts'

const NOTHING_STORED: StoredConnections = {
  connections: [DEMO_CONNECTION],
  currentId: DEMO_CONNECTION.id,
  defaultId: DEMO_CONNECTION.id,
  capabilities: {},
}

/** The endpoints that a person has named, in their order. The offline demo is always one of them and cannot be changed. */
export const useConnectionsStore = defineStore('connections', () => {
  const stored = shallowRef<StoredConnections>(NOTHING_STORED)
  /** Why the browser could not keep the last change; it holds in this tab only. */
  const storageError = shallowRef<AppErrorData | null>(null)

  const connections = computed(() => stored.value.connections)
  const defaultId = computed(() => stored.value.defaultId)
  const currentId = computed(() => stored.value.currentId)
  const current = computed(() => byId(currentId.value) ?? DEMO_CONNECTION)

  function attempt(action: () => void): void {
    try {
      action()
      storageError.value = null
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause
      storageError.value = cause.data
    }
  }

  /** Selections that name a connection that is gone fall back to the default, and the default to the demo. */
  function withoutDangling(next: StoredConnections): StoredConnections {
    const ids = new Set(next.connections.map((connection) => connection.id))
    const fallback = ids.has(next.defaultId) ? next.defaultId : DEMO_CONNECTION.id
    return { ...next, defaultId: fallback, currentId: ids.has(next.currentId) ? next.currentId : fallback }
  }

  function commit(change: Partial<StoredConnections>): void {
    const next = withoutDangling({ ...stored.value, ...change })
    stored.value = next
    attempt(() => writeConnections(next))
  }

  function byId(id: string): Connection | undefined {
    return stored.value.connections.find((connection) => connection.id === id)
  }

  function select(id: string): void {
    commit({ currentId: id })
  }

  function setDefault(id: string): void {
    commit({ defaultId: id })
  }

  function add(draft: ConnectionDraft): Connection {
    const taken = new Set(connections.value.map((connection) => connection.slug))
    const connection: Connection = {
      ...draft,
      id: createId('conn'),
      slug: uniqueSlug(draft.name, draft.kind, taken),
    }
    commit({ connections: [...connections.value, connection] })
    return connection
  }

  function update(id: string, patch: Partial<ConnectionDraft>): void {
    const before = byId(id)
    if (before !== undefined) replace(id, { ...before, ...patch })
  }

  /** As `update`, but what the draft leaves out is gone. The slug stays: `<slug>/<model>` may be written down elsewhere. */
  function replace(id: string, draft: ConnectionDraft): void {
    const before = byId(id)
    if (before === undefined || id === DEMO_CONNECTION.id) return
    const after = { ...draft, id, slug: before.slug }
    const isSameServer = after.baseURL === before.baseURL && after.kind === before.kind
    commit({
      connections: connections.value.map((connection) => (connection.id === id ? after : connection)),
      capabilities: isSameServer ? stored.value.capabilities : withoutEntry(stored.value.capabilities, id),
    })
  }

  /** A copy, right after the original; its key is for the keyring to copy. The demo cannot be duplicated. */
  function duplicate(id: string): Connection | undefined {
    const original = byId(id)
    if (original === undefined || id === DEMO_CONNECTION.id) return undefined
    const name = uniqueName(original.name, new Set(connections.value.map((connection) => connection.name)))
    const copy = add({ ...original, name })
    move(copy.id, connections.value.indexOf(original) - connections.value.length + 2)
    return copy
  }

  /** Moves a connection down (or up, when negative) by `offset` places, at most to the end. */
  function move(id: string, offset: number): void {
    const from = connections.value.findIndex((connection) => connection.id === id)
    const moved = connections.value[from]
    if (moved === undefined) return
    const others = connections.value.filter((connection) => connection.id !== id)
    const to = Math.max(0, Math.min(others.length, from + offset))
    commit({ connections: [...others.slice(0, to), moved, ...others.slice(to)] })
  }

  /** Its key is for the keyring to forget. The demo stays. */
  function remove(id: string): void {
    if (id === DEMO_CONNECTION.id) return
    commit({
      connections: connections.value.filter((connection) => connection.id !== id),
      capabilities: withoutEntry(stored.value.capabilities, id),
    })
  }

  function capabilities(id: string): Capabilities | undefined {
    return stored.value.capabilities[id]
  }

  function rememberCapabilities(id: string, found: Capabilities): void {
    if (byId(id) === undefined) return
    commit({ capabilities: { ...stored.value.capabilities, [id]: found } })
  }

  function apiOf(connection: Connection): ChatApi {
    return chatApiOf(connection, capabilities(connection.id))
  }

  attempt(() => {
    stored.value = withoutDangling(readConnections())
  })
  // Each tab keeps its own selection: switching here must not pull the endpoint from under a chat over there.
  const stopWatching = watchOtherTabs(CONNECTIONS_NAME, () =>
    attempt(() => {
      stored.value = withoutDangling({ ...readConnections(), currentId: currentId.value })
    }),
  )
  onScopeDispose(stopWatching)

  return {
    connections,
    currentId,
    current,
    defaultId,
    storageError,
    byId,
    select,
    setDefault,
    add,
    update,
    replace,
    duplicate,
    move,
    remove,
    capabilities,
    rememberCapabilities,
    apiOf,
  }
})
