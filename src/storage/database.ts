import type { IDBPDatabase } from 'idb'
import type { AppErrorData } from '@/domain/errors.ts'
import type { ConsoleSchema } from './consoleSchema.ts'
import { createDatabaseKeeper } from './databaseKeeper.ts'
import { MIGRATIONS } from './migrations.ts'
import { toStorageError } from './storageErrors.ts'

/** Met before anybody listened. */
let untold: AppErrorData | null = null
let tell: (trouble: AppErrorData) => void = (trouble) => {
  untold = trouble
}

const keeper = createDatabaseKeeper<ConsoleSchema>({
  name: 'skein-console',
  migrations: MIGRATIONS,
  tell: (trouble) => tell(trouble),
})

/** Calls `listener` when another tab keeps this one from the data, or takes it away, or nothing can be kept; at once where that is so. */
export function onDatabaseTrouble(listener: (trouble: AppErrorData) => void): void {
  tell = listener
  if (untold !== null) listener(untold)
  untold = null
}

/**
 * Does `work` with the open database.
 * @throws AppError of kind `storage-full` or `storage`.
 */
export async function withDatabase<T>(
  work: (database: IDBPDatabase<ConsoleSchema>) => Promise<T>,
): Promise<T> {
  try {
    return await keeper.use(work)
  } catch (cause) {
    throw toStorageError(cause)
  }
}
