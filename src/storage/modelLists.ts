import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { ModelEntry } from '@/domain/models.ts'

/** The last list that an endpoint gave, kept so that the picker is filled at once and works offline. */
export interface StoredModelList {
  baseURL: string
  fetchedAt: number
  entries: ModelEntry[]
}

interface ModelListsSchema extends DBSchema {
  lists: { key: string; value: StoredModelList }
}

// A database of its own: it is a cache, which may be thrown away without touching anything a person wrote.
let database: Promise<IDBPDatabase<ModelListsSchema>> | null = null

function open(): Promise<IDBPDatabase<ModelListsSchema>> {
  database ??= openDB<ModelListsSchema>('skein-models', 1, {
    upgrade: (db) => void db.createObjectStore('lists'),
    // Another page deletes or upgrades the database: let go of it, and open it anew next time.
    blocking: (_current, _blocked, event) => {
      database = null
      if (event.target instanceof IDBDatabase) event.target.close()
    },
    terminated: () => (database = null),
  })
  return database
}

/** The list kept for a connection, or null. @throws DOMException when the browser's storage fails. */
export async function readModelList(connectionId: string): Promise<StoredModelList | null> {
  return (await (await open()).get('lists', connectionId)) ?? null
}

/** Keeps a connection's list in place of the one before. @throws DOMException when the browser's storage fails. */
export async function writeModelList(connectionId: string, list: StoredModelList): Promise<void> {
  await (await open()).put('lists', list, connectionId)
}
