import type { ReadTransaction, ScanRange, Storage, WriteTransaction } from './port.ts'
import { INDEXES } from './tables.ts'
import type { TableName, Tables } from './tables.ts'

/** A storage that lasts as long as the program. Rows are handed out as they are: nobody may change one in place. */
export function createMemoryStorage(): Storage {
  const tables = emptyTables()
  // One transaction at a time, so that each sees whole changes only.
  let last: Promise<unknown> = Promise.resolve()

  function queued<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }

  return {
    read: (_names, work) => queued(() => work(reading(tables))),
    write: (_names, work) =>
      queued(async () => {
        const undo: (() => void)[] = []
        try {
          return await work(writing(tables, undo))
        } catch (error) {
          for (const step of undo.reverse()) step()
          throw error
        }
      }),
    close: () => Promise.resolve(),
  }
}

type MemoryTables = { [Name in TableName]: MemoryTable<Tables[Name]> }

function emptyTables(): MemoryTables {
  return {
    assistants: new MemoryTable(INDEXES.assistants),
    threads: new MemoryTable(INDEXES.threads),
    messages: new MemoryTable(INDEXES.messages),
    runs: new MemoryTable(INDEXES.runs),
    steps: new MemoryTable(INDEXES.steps),
    files: new MemoryTable(INDEXES.files),
    contents: new MemoryTable(INDEXES.contents),
    uploads: new MemoryTable(INDEXES.uploads),
    uploadParts: new MemoryTable(INDEXES.uploadParts),
    vectorStores: new MemoryTable(INDEXES.vectorStores),
    vectorStoreFiles: new MemoryTable(INDEXES.vectorStoreFiles),
    fileBatches: new MemoryTable(INDEXES.fileBatches),
    texts: new MemoryTable(INDEXES.texts),
  }
}

/** Rows by id, and for each index the rows of each prefix in the order of their positions. */
class MemoryTable<Row extends { id: string }> {
  readonly #rows = new Map<string, Row>()
  readonly #indexes: { name: string; fields: readonly string[]; buckets: Map<string, Row[]> }[]

  constructor(indexes: Record<string, readonly string[]>) {
    this.#indexes = Object.entries(indexes).map(([name, fields]) => ({ name, fields, buckets: new Map() }))
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  set(id: string, row: Row | undefined): void {
    const before = this.#rows.get(id)
    if (before !== undefined) this.#index(before, removeFrom)
    if (row === undefined) {
      this.#rows.delete(id)
      return
    }
    this.#rows.set(id, row)
    this.#index(row, insertInto)
  }

  bucket(index: string, prefix: readonly (string | number)[]): readonly Row[] {
    const found = this.#indexes.find(({ name }) => name === index)
    return found?.buckets.get(JSON.stringify(prefix)) ?? []
  }

  #index(row: Row, change: (bucket: Row[], row: Row) => void): void {
    for (const { fields, buckets } of this.#indexes) {
      const key = JSON.stringify(fields.map((field): unknown => Reflect.get(row, field)))
      const bucket = buckets.get(key) ?? []
      change(bucket, row)
      if (bucket.length === 0) buckets.delete(key)
      else buckets.set(key, bucket)
    }
  }
}

function removeFrom<Row>(bucket: Row[], row: Row): void {
  bucket.splice(bucket.lastIndexOf(row), 1)
}

function insertInto<Row extends object>(bucket: Row[], row: Row): void {
  bucket.splice(firstAbove(bucket, positionOf(row)), 0, row)
}

/** How many rows of a sorted bucket have at most `position`. */
function firstAbove(bucket: readonly object[], position: number): number {
  let [low, high] = [0, bucket.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (positionOf(bucket[middle]) > position) high = middle
    else low = middle + 1
  }
  return low
}

function positionOf(row: object | undefined): number {
  const position: unknown = row === undefined ? 0 : Reflect.get(row, 'position')
  return typeof position === 'number' ? position : 0
}

function within<Row extends object>(bucket: readonly Row[], range: ScanRange): Row[] {
  const { above, below, order = 'asc', limit = Infinity } = range
  const from = above === undefined ? 0 : firstAbove(bucket, above)
  // Positions are whole numbers.
  const to = below === undefined ? bucket.length : firstAbove(bucket, below - 1)
  if (order === 'asc') return bucket.slice(from, Math.min(to, from + limit))
  return bucket.slice(Math.max(from, to - limit), Math.max(from, to)).reverse()
}

function reading(tables: MemoryTables): ReadTransaction {
  return {
    get: (table, id) => Promise.resolve(tables[table].get(id)),
    scan: (table, index, range) => Promise.resolve(within(tables[table].bucket(index, range.prefix), range)),
    count: (table, index, prefix) => Promise.resolve(tables[table].bucket(index, prefix).length),
  }
}

function writing(tables: MemoryTables, undo: (() => void)[]): WriteTransaction {
  function change<Name extends TableName>(name: Name, id: string, row: Tables[Name] | undefined): void {
    const table: MemoryTable<Tables[Name]> = tables[name]
    const before = table.get(id)
    undo.push(() => table.set(id, before))
    table.set(id, row)
  }
  return {
    ...reading(tables),
    put(table, row) {
      change(table, row.id, row)
      return Promise.resolve()
    },
    delete(table, id) {
      change(table, id, undefined)
      return Promise.resolve()
    },
  }
}
