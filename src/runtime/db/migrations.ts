import type { IDBPDatabase } from 'idb'
import type { Migration } from '../../storage/databaseKeeper.ts'
import type { TableName, Tables } from './tables.ts'

/** The tables as `idb` describes a database: rows by their id, with indexes that end in the position. */
export type RuntimeSchema = { [Name in TableName]: Table<Tables[Name]> }

interface Table<Row> {
  key: string
  value: Row
  indexes: Record<string, IDBValidKey[]>
}

const FIRST_TABLES: readonly [TableName, Record<string, string[]>][] = [
  ['assistants', { all: ['position'] }],
  ['threads', { all: ['position'] }],
  ['messages', { thread: ['threadId', 'position'], threadRun: ['threadId', 'runId', 'position'] }],
  [
    'runs',
    {
      thread: ['threadId', 'position'],
      threadLive: ['threadId', 'isLive', 'position'],
      live: ['isLive', 'position'],
    },
  ],
  ['steps', { run: ['runId', 'position'] }],
  ['files', { all: ['position'], purpose: ['purpose', 'position'] }],
  ['contents', {}],
  ['uploads', { all: ['position'] }],
  ['uploadParts', { upload: ['uploadId', 'position'] }],
  ['vectorStores', { all: ['position'] }],
  [
    'vectorStoreFiles',
    {
      store: ['vectorStoreId', 'position'],
      storeStatus: ['vectorStoreId', 'status', 'position'],
      batch: ['batchId', 'position'],
      batchStatus: ['batchId', 'status', 'position'],
      file: ['fileId', 'position'],
      status: ['status', 'position'],
    },
  ],
  ['fileBatches', { store: ['vectorStoreId', 'position'] }],
  ['texts', {}],
]

/** Append only; never change an entry that has been released. Each has a fixture of the database that it leaves. */
export const MIGRATIONS: readonly Migration<RuntimeSchema>[] = [
  (database: IDBPDatabase<RuntimeSchema>): void => {
    for (const [table, indexes] of FIRST_TABLES) {
      const store = database.createObjectStore(table, { keyPath: 'id' })
      for (const [index, keyPath] of Object.entries(indexes)) store.createIndex(index, keyPath)
    }
  },
]
