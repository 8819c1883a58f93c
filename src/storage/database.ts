import { openDB, type IDBPDatabase } from 'idb'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import type { ConsoleSchema } from './consoleSchema.ts'
import { migrate, MIGRATIONS } from './migrations.ts'
import { nameOf, toStorageError } from './storageErrors.ts'

const NAME = 'skein-console'

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

type Database = IDBPDatabase<ConsoleSchema>

let opening: Promise<Database> | null = null
let isOutdated = false
let wasOpened = false
let tell: (trouble: AppErrorData) => void = () => undefined

/** Calls `listener` when another tab keeps this one from the data, or takes it away. */
export function onDatabaseTrouble(listener: (trouble: AppErrorData) => void): void {
  tell = listener
}

/**
 * Does `work` with the open database.
 * @throws AppError of kind `storage-full` or `storage`.
 */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await work(await open())
  } catch (cause) {
    // The browser has closed the connection under us (it does when a phone sleeps): once more over a new one.
    if (nameOf(cause) !== 'InvalidStateError' || isOutdated) throw toStorageError(cause)
    opening = null
  }
  try {
    return await work(await open())
  } catch (cause) {
    throw toStorageError(cause)
  }
}

function open(): Promise<Database> {
  if (isOutdated) return Promise.reject(new AppError(OUTDATED))
  opening ??= openStored()
    .then((database) => {
      wasOpened = true
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
async function openInMemory(cause: unknown): Promise<Database> {
  // Data of a newer version are there, and must not seem to be gone.
  if (wasOpened || nameOf(cause) === 'VersionError') throw cause
  tell({ ...toStorageError(cause).data, code: 'memory_only' })
  await import('./memoryIndexedDB.ts')
  return openStored()
}

async function openStored(): Promise<Database> {
  return openDB<ConsoleSchema>(NAME, MIGRATIONS.length, {
    upgrade(database, oldVersion, _newVersion, transaction) {
      // Opening fails then, and the data stays as it was.
      migrate(database, oldVersion, transaction).catch(() => transaction.abort())
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
  if (newVersion !== null) {
    isOutdated = true
    tell(OUTDATED)
  }
  if (event.target instanceof IDBDatabase) event.target.close()
}
