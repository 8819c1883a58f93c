import type { Indexes, TableName, Tables } from './tables.ts'

/**
 * What the runtime needs of a database: IndexedDB in the page, memory under Node, room for others. All rows have an `id`,
 * and all lists are read from an index whose last part is the row's `position`.
 */
export interface Storage {
  /** @throws StorageError */
  read: <T>(tables: readonly TableName[], work: (tx: ReadTransaction) => Promise<T>) => Promise<T>
  /**
   * All of what `work` writes is kept, or none of it; when `work` throws, none. Write transactions over the same table run one after
   * the other, whichever tab they are made in. Inside, nothing but the transaction's own methods may be awaited.
   * @throws StorageError, and whatever `work` throws.
   */
  write: <T>(tables: readonly TableName[], work: (tx: WriteTransaction) => Promise<T>) => Promise<T>
  /** Lets go of what is held open. What is under way is finished; a database that lasts takes nothing more through this storage. */
  close: () => Promise<void>
}

export interface ReadTransaction {
  get: <Name extends TableName>(table: Name, id: string) => Promise<Tables[Name] | undefined>
  /** The rows that have `prefix` in the index, in the order of their positions. */
  scan: <Name extends TableName>(
    table: Name,
    index: keyof Indexes[Name] & string,
    range: ScanRange,
  ) => Promise<Tables[Name][]>
  /** How many rows have `prefix` in the index. */
  count: <Name extends TableName>(
    table: Name,
    index: keyof Indexes[Name] & string,
    prefix: readonly (string | number)[],
  ) => Promise<number>
}

export interface WriteTransaction extends ReadTransaction {
  put: <Name extends TableName>(table: Name, row: Tables[Name]) => Promise<void>
  delete: (table: TableName, id: string) => Promise<void>
}

export interface ScanRange {
  /** The leading parts of the index, all but the position. */
  prefix: readonly (string | number)[]
  order?: 'asc' | 'desc'
  /** Only positions greater than this. */
  above?: number
  /** Only positions less than this. */
  below?: number
  limit?: number
}

/**
 * `full`: the disk, or the browser's share of it; `outdated`: another tab has a newer version of the page, and this one must be
 * reloaded; `failed`: anything else.
 */
export type StorageErrorKind = 'full' | 'outdated' | 'failed'

export class StorageError extends Error {
  readonly kind: StorageErrorKind

  constructor(kind: StorageErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageError'
    this.kind = kind
  }
}
