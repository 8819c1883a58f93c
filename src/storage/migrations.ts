import type { IDBPDatabase } from 'idb'
import type { ConsoleSchema } from './consoleSchema.ts'
import type { Migration } from './databaseKeeper.ts'

type Upgrade = Parameters<Migration<ConsoleSchema>>[1]

/** Append only; never change an entry that has been released. */
export const MIGRATIONS: readonly Migration<ConsoleSchema>[] = [
  (database: IDBPDatabase<ConsoleSchema>): void => {
    database.createObjectStore('chats', { keyPath: 'id' })
    database.createObjectStore('messages', { keyPath: 'id' }).createIndex('byChat', 'chatId')
    database.createObjectStore('drafts')
  },
  (database: IDBPDatabase<ConsoleSchema>): void => {
    database.createObjectStore('threads', { keyPath: ['placeId', 'id'] })
    database
      .createObjectStore('runs', { keyPath: ['placeId', 'id'] })
      .createIndex('byThread', ['placeId', 'threadId'])
    database.createObjectStore('handlers', { keyPath: 'name' })
  },
  (_: IDBPDatabase<ConsoleSchema>, transaction: Upgrade): void => {
    transaction.objectStore('runs').createIndex('byStatus', 'run.status')
  },
]
