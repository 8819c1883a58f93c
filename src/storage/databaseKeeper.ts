import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import { AppError, type AppErrorData } from '../domain/errors.ts'
import { rollBack } from './rollBack.ts'
import { nameOf, toStorageError } from './storageErrors.ts'

const OUTDATED: AppErrorData = {
  kind: 'storage',
  code: 'outdated_tab',
  detail: 'Another tab has updated the stored data for a newer version of this page. Reload this tab.',
}
const BLOCKED: AppErrorData = {
  kind: 'storage',
  code: 'blocked_by_tab',
  detail: 'The stored data waits for an update until the other tabs with this page are reloaded or closed.',
}
const CLOSED: AppErrorData = { kind: 'storage', code: 'closed', detail: 'The database has been closed.' }

/** One step from a version to the next. It awaits nothing but the database. */
export type Migration<Schema extends DBSchema> = (
  database: IDBPDatabase<Schema>,
  transaction: Upgrade<Schema>,
) => void | Promise<void>

type Upgrade<Schema extends DBSchema> = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>

export interface DatabaseKeeper<Schema extends DBSchema> {
  /**
   * Does `work` with the open database, once more over a new connection where the browser has closed the one there was.
   * @throws AppError `outdated_tab` or `closed`; else what opening or `work` throws.
   */
  use: <T>(work: (database: IDBPDatabase<Schema>) => Promise<T>) => Promise<T>
  /** What is under way is finished; nothing is done after it. */
  close: () => Promise<void>
}

export interface DatabaseOptions<Schema extends DBSchema> {
  name: string
  /**
   * The way from an empty database to today's: entry `n` makes version `n + 1`. All that is due runs in one transaction, so a
   * migration that fails leaves the data as they were.
   */
  migrations: readonly Migration<Schema>[]
  /** Called when another tab keeps this one from the data or takes them away (codes `blocked_by_tab`, `outdated_tab`), or nothing can be kept (`memory_only`). */
  tell: (trouble: AppErrorData) => void
}

/** Opens a database when it is first used, keeps it open, and makes way for a tab with a newer version of it. */
export function createDatabaseKeeper<Schema extends DBSchema>(
  options: DatabaseOptions<Schema>,
): DatabaseKeeper<Schema> {
  const { name, migrations, tell } = options
  let opening: Promise<IDBPDatabase<Schema>> | null = null
  /** Whether data are known to be stored: these must never seem to be gone. */
  let isStored = false
  /** Why the database is not opened again. */
  let refusal: AppErrorData | null = null

  function open(): Promise<IDBPDatabase<Schema>> {
    if (refusal !== null) return Promise.reject(new AppError(refusal))
    opening ??= openStored()
      .then((database) => {
        isStored = true
        return database
      })
      .catch(openInMemory)
      .catch((cause: unknown) => {
        // The next call tries again.
        opening = null
        throw cause
      })
    return opening
  }

  /** Where the browser keeps nothing for this page (site data blocked, some private windows), it lasts until it is closed. */
  async function openInMemory(cause: unknown): Promise<IDBPDatabase<Schema>> {
    // The data are of a newer version than this page.
    if (nameOf(cause) === 'VersionError') throw outdated(cause)
    if (isStored) throw cause
    tell({ ...toStorageError(cause).data, code: 'memory_only' })
    await import('./memoryIndexedDB.ts')
    return openStored()
  }

  async function openStored(): Promise<IDBPDatabase<Schema>> {
    return openDB<Schema>(name, migrations.length, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        isStored ||= oldVersion > 0
        // Opening fails then, and the data stay as they were.
        migrate(migrations.slice(oldVersion), database, transaction).catch(() => rollBack(transaction))
      },
      blocked: () => tell(BLOCKED),
      blocking: makeWay,
      terminated: () => {
        opening = null
      },
    })
  }

  /** Another tab wants to upgrade the database, or to delete it (`newVersion` is null): holding on would block it. */
  function makeWay(_version: number, newVersion: number | null, event: IDBVersionChangeEvent): void {
    opening = null
    if (newVersion !== null) outdated()
    if (event.target instanceof IDBDatabase) event.target.close()
  }

  /** From now on the data are left to the pages of the newer version. */
  function outdated(cause?: unknown): AppError {
    refusal = OUTDATED
    tell(OUTDATED)
    return new AppError(OUTDATED, { cause })
  }

  return {
    async use(work) {
      const used = open()
      try {
        return await work(await used)
      } catch (cause) {
        // The browser has closed the connection under us (it does when a phone sleeps): once more over a new one.
        if (nameOf(cause) !== 'InvalidStateError') throw cause
        if (opening === used) opening = null
      }
      return work(await open())
    },
    async close() {
      const closing = opening
      opening = null
      refusal = CLOSED
      // What could not be opened needs no closing.
      const database = await closing?.catch(() => undefined)
      database?.close()
    },
  }
}

async function migrate<Schema extends DBSchema>(
  due: readonly Migration<Schema>[],
  database: IDBPDatabase<Schema>,
  transaction: Upgrade<Schema>,
): Promise<void> {
  for (const migration of due) await migration(database, transaction)
}
