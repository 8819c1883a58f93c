import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb'
import type { ConsoleSchema } from './consoleSchema.ts'

type Database = IDBPDatabase<ConsoleSchema>
type Upgrade = IDBPTransaction<ConsoleSchema, StoreNames<ConsoleSchema>[], 'versionchange'>
type Migration = (database: Database, transaction: Upgrade) => void | Promise<void>

/**
 * The way from an empty database to today's: entry `n` makes version `n + 1`. Append only; never change an entry that
 * has been released. All that is due runs in one transaction, so a migration that fails leaves the data as it was.
 */
export const MIGRATIONS: readonly Migration[] = [
  (database: Database): void => {
    database.createObjectStore('chats', { keyPath: 'id' })
    database.createObjectStore('messages', { keyPath: 'id' }).createIndex('byChat', 'chatId')
    database.createObjectStore('drafts')
  },
]

/** Brings a database of `oldVersion` (0: a new one) up to date. A migration awaits nothing but the database. */
export async function migrate(database: Database, oldVersion: number, transaction: Upgrade): Promise<void> {
  for (const migration of MIGRATIONS.slice(oldVersion)) await migration(database, transaction)
}
