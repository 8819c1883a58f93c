import { unwrap, type IDBPDatabase } from 'idb'
import type { Migration } from '../../storage/databaseKeeper.ts'
import type { VectorStoreFile } from '../wire.ts'
import type { TableName, Tables } from './tables.ts'

/** The tables as `idb` describes a database: rows by their id, with indexes that end in the position. */
export type RuntimeSchema = { [Name in TableName]: Table<Tables[Name]> }

interface Table<Row> {
  key: string
  value: Row
  indexes: Record<string, IDBValidKey[]>
}

/** A table's name, and its indexes. */
type TableShape = readonly [string, Record<string, string[]>]
type Database = IDBPDatabase<RuntimeSchema>
type Upgrade = Parameters<Migration<RuntimeSchema>>[1]

const FIRST_TABLES: readonly TableShape[] = [
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

/** Of file search. */
const SECOND_TABLES: readonly TableShape[] = [
  ['passages', { file: ['rowId', 'position'] }],
  ['segments', { store: ['storeId', 'position'] }],
  ['postings', {}],
  ['vectorBlocks', { store: ['storeId', 'position'] }],
  ['vectorCodes', {}],
  ['vectors', {}],
  ['vectorCache', { all: ['position'] }],
]

/** Append only; never change an entry that has been released. Each has a fixture of the database that it leaves. */
export const MIGRATIONS: readonly Migration<RuntimeSchema>[] = [
  (database: Database): void => createTables(database, FIRST_TABLES),
  async (database: Database, transaction: Upgrade): Promise<void> => {
    createTables(database, SECOND_TABLES)
    unwrap(database).deleteObjectStore('texts')
    await readAnew(transaction)
  },
]

/** Files are kept as passages now: those that had been read are read again, and counted as that. */
async function readAnew(transaction: Upgrade): Promise<void> {
  const files = transaction.objectStore('vectorStoreFiles')
  const rows = (await files.getAll()).filter(({ status }) => status === 'completed')
  for (const row of rows) {
    const status = 'in_progress'
    await files.put({ ...row, status, object: { ...row.object, status, usage_bytes: 0 } })
  }
  const stores = transaction.objectStore('vectorStores')
  for (const [id, { length }] of Map.groupBy(rows, ({ vectorStoreId }) => vectorStoreId)) {
    const row = await stores.get(id)
    if (row !== undefined) {
      await stores.put({ ...row, object: { ...unread(row.object, length), usage_bytes: 0 } })
    }
  }
  const batches = transaction.objectStore('fileBatches')
  for (const [id, { length }] of Map.groupBy(rows, ({ batchId }) => batchId)) {
    const row = await batches.get(id)
    if (row !== undefined) await batches.put({ ...row, object: unread(row.object, length) })
  }
}

function createTables(database: Database, tables: readonly TableShape[]): void {
  for (const [table, indexes] of tables) {
    const store = unwrap(database).createObjectStore(table, { keyPath: 'id' })
    for (const [index, keyPath] of Object.entries(indexes)) store.createIndex(index, keyPath)
  }
}

/** A store or a batch of which so many completed files are read again; one that is over stays so. */
function unread<T extends { status: string; file_counts: Record<VectorStoreFile['status'], number> }>(
  object: T,
  count: number,
): T {
  const { completed, in_progress } = object.file_counts
  return {
    ...object,
    status: object.status === 'completed' ? 'in_progress' : object.status,
    file_counts: {
      ...object.file_counts,
      completed: completed - count,
      in_progress: in_progress + count,
    },
  }
}
