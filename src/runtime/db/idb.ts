import type { IDBPIndex, IDBPTransaction } from 'idb'
import { AppError, type AppErrorData } from '../../domain/errors.ts'
import { createDatabaseKeeper } from '../../storage/databaseKeeper.ts'
import { rollBack } from '../../storage/rollBack.ts'
import { nameOf } from '../../storage/storageErrors.ts'
import { MIGRATIONS, type RuntimeSchema } from './migrations.ts'
import {
  StorageError,
  type ReadTransaction,
  type ScanRange,
  type Storage,
  type WriteTransaction,
} from './port.ts'
import type { TableName, Tables } from './tables.ts'

type Mode = 'readonly' | 'readwrite'
type Transaction<M extends Mode> = IDBPTransaction<RuntimeSchema, TableName[], M>

export interface IdbStorageOptions {
  /** Of the database. */
  name?: string
  /**
   * Called when another tab keeps this one from the data or takes them away (codes `blocked_by_tab`, `outdated_tab`), or the browser
   * keeps nothing for this page, so that all of it lasts until the page is closed (`memory_only`).
   */
  onTrouble?: (trouble: AppErrorData) => void
}

/** A storage in the browser's IndexedDB; it is opened when it is first used. */
export function createIdbStorage({
  name = 'skein-runtime',
  onTrouble = () => undefined,
}: IdbStorageOptions = {}): Storage {
  const keeper = createDatabaseKeeper<RuntimeSchema>({ name, migrations: MIGRATIONS, tell: onTrouble })

  /** What is begun stays open while nothing is waited for but its own requests: a settled promise takes it on. */
  function begin<M extends Mode>(tables: readonly TableName[], mode: M): Promise<Transaction<M>> {
    return stored(() =>
      keeper.use((database) => {
        const transaction = database.transaction([...tables], mode)
        // How it ended is asked for where it matters.
        transaction.done.catch(() => undefined)
        return Promise.resolve(transaction)
      }),
    )
  }

  return {
    async read(tables, work) {
      return work(reading(await begin(tables, 'readonly')))
    },
    async write(tables, work) {
      const transaction = await begin(tables, 'readwrite')
      try {
        const result = await work(writing(transaction))
        await stored(() => transaction.done)
        return result
      } catch (error) {
        await rollBack(transaction)
        // When the disk is full, some requests hear only that their transaction was aborted.
        throw error instanceof StorageError ? toStorageError(transaction.error ?? error) : error
      }
    },
    close: () => keeper.close(),
  }
}

function reading(transaction: Transaction<Mode>): ReadTransaction {
  return {
    get: (table, id) => stored(() => transaction.objectStore(table).get(id)),
    scan: (table, index, range) => stored(() => scan(transaction.objectStore(table).index(index), range)),
    count: (table, index, prefix) =>
      stored(() => transaction.objectStore(table).index(index).count(keysOf({ prefix }))),
  }
}

function writing(transaction: Transaction<'readwrite'>): WriteTransaction {
  return {
    ...reading(transaction),
    put: (table, row) =>
      stored(async () => {
        await transaction.objectStore(table).put(row)
      }),
    delete: (table, id) => stored(() => transaction.objectStore(table).delete(id)),
  }
}

type Index<Name extends TableName> = IDBPIndex<RuntimeSchema, TableName[], Name, string, Mode>

async function scan<Name extends TableName>(index: Index<Name>, range: ScanRange): Promise<Tables[Name][]> {
  const { above = -Infinity, below = Infinity, order = 'asc', limit } = range
  // IndexedDB refuses an empty range, and takes a limit of 0 for none.
  if (above >= below || limit === 0) return []
  const isLast = order === 'desc' && limit !== undefined
  const keys = isLast ? await lastKeys(index, keysOf(range), limit) : keysOf(range)
  const found: (Tables[Name] | undefined)[] = await index.getAll(keys, isLast ? undefined : limit)
  // None is missing; but only of rows that may be, TypeScript believes that they are of the table of that name.
  const rows = found.filter((row) => row !== undefined)
  return order === 'asc' ? rows : rows.reverse().slice(0, limit)
}

/** The part of `keys` that holds its last `limit` rows: three requests, where a cursor over the rows would need one a row. */
async function lastKeys<Name extends TableName>(
  index: Index<Name>,
  keys: IDBKeyRange,
  limit: number,
): Promise<IDBKeyRange> {
  let cursor = await index.openKeyCursor(keys, 'prev')
  if (cursor !== null && limit > 1) cursor = await cursor.advance(limit - 1)
  return cursor === null ? keys : IDBKeyRange.bound(cursor.key, keys.upper, false, true)
}

function keysOf({ prefix, above, below }: ScanRange): IDBKeyRange {
  const lower = above === undefined ? [...prefix] : [...prefix, above]
  // In the order of IndexedDB an array comes after every number.
  const upper = [...prefix, below ?? []]
  return IDBKeyRange.bound(lower, upper, true, true)
}

/** What `ask` gives. @throws StorageError for what the database throws. */
async function stored<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw toStorageError(cause)
  }
}

function toStorageError(cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause
  if (cause instanceof AppError)
    return new StorageError(cause.data.code === 'outdated_tab' ? 'outdated' : 'failed', cause.data.detail, {
      cause,
    })
  // Some failures have no message; all have a name before it.
  const message = String(cause)
  return new StorageError(nameOf(cause) === 'QuotaExceededError' ? 'full' : 'failed', message, { cause })
}
