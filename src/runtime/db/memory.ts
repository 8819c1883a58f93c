import { MemoryTable } from './memoryTable.ts'
import { StorageError, type ReadTransaction, type Storage, type WriteTransaction } from './port.ts'
import { INDEXES, type TableName, type Tables } from './tables.ts'

/** A storage that lasts as long as the program. Rows are handed out as they are: nobody may change one in place. */
export function createMemoryStorage(): Storage {
  const tables = emptyTables()
  // One transaction at a time, so that each sees whole changes only.
  let last: Promise<unknown> = Promise.resolve()

  function queued<T>(names: readonly TableName[], work: (scope: Scope) => Promise<T>): Promise<T> {
    const scope = new Scope(tables, names)
    const result = last.then(async () => work(scope)).finally(() => scope.end())
    // The next one waits for this one, however it ends.
    last = result.catch(() => undefined)
    return result
  }

  return {
    read: (names, work) => queued(names, (scope) => work(reading(scope))),
    write: (names, work) =>
      queued(names, async (scope) => {
        const undo: (() => void)[] = []
        try {
          return await work(writing(scope, undo))
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
    passages: new MemoryTable(INDEXES.passages),
    segments: new MemoryTable(INDEXES.segments),
    postings: new MemoryTable(INDEXES.postings),
    vectorBlocks: new MemoryTable(INDEXES.vectorBlocks),
    vectorCodes: new MemoryTable(INDEXES.vectorCodes),
    vectors: new MemoryTable(INDEXES.vectors),
    vectorCache: new MemoryTable(INDEXES.vectorCache),
  }
}

/** The tables that a transaction may use, as long as it lasts: what IndexedDB would refuse is refused here too. */
class Scope {
  readonly #tables: MemoryTables
  readonly #names: readonly TableName[]
  #isOver = false

  constructor(tables: MemoryTables, names: readonly TableName[]) {
    this.#tables = tables
    this.#names = names
  }

  end(): void {
    this.#isOver = true
  }

  /** @throws StorageError */
  table<Name extends TableName>(name: Name): MemoryTables[Name] {
    if (this.#isOver) throw new StorageError('failed', 'The transaction has ended.')
    if (!this.#names.includes(name))
      throw new StorageError('failed', `The transaction was not begun for the table "${name}".`)
    return this.#tables[name]
  }
}

function reading(scope: Scope): ReadTransaction {
  return {
    get: (table, id) => Promise.resolve(scope.table(table).get(id)),
    scan: (table, index, range) => Promise.resolve(scope.table(table).scan(index, range)),
    count: (table, index, prefix) => Promise.resolve(scope.table(table).count(index, prefix)),
  }
}

function writing(scope: Scope, undo: (() => void)[]): WriteTransaction {
  function change<Name extends TableName>(
    name: Name,
    id: string,
    row: Tables[Name] | undefined,
  ): Promise<void> {
    const table: MemoryTable<Tables[Name]> = scope.table(name)
    const before = table.get(id)
    undo.push(() => table.set(id, before))
    table.set(id, row)
    return Promise.resolve()
  }
  return {
    ...reading(scope),
    put: (table, row) => change(table, row.id, row),
    delete: (table, id) => change(table, id, undefined),
  }
}
