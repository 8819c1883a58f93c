import type { Storage, WriteTransaction } from '@/runtime/db/port.ts'
import type { TableName } from '@/runtime/db/tables.ts'

export interface WatchedStorage extends Storage {
  /** Every row that is there, as text: two are the same when nothing has changed in between. */
  snapshot: () => Promise<string>
  /** Puts every row that is there into another storage. */
  copyInto: (other: Storage) => Promise<void>
}

/** What can be done with a row whose table is known where it was put. */
interface Seen {
  table: TableName
  id: string
  copy: (from: Storage, to: WriteTransaction) => Promise<void>
}

/** A storage that knows the names of all rows that were ever put into it, which the port itself cannot list. */
export function watchedStorage(storage: Storage): WatchedStorage {
  const seen = new Map<string, Seen>()

  function noting(tx: WriteTransaction): WriteTransaction {
    return {
      ...tx,
      put(table, row) {
        const { id } = row
        seen.set(`${table} ${id}`, {
          table,
          id,
          async copy(from, to) {
            const now = await from.read([table], (reading) => reading.get(table, id))
            if (now !== undefined) await to.put(table, now)
          },
        })
        return tx.put(table, row)
      },
    }
  }

  return {
    ...storage,
    write: (tables, work) => storage.write(tables, (tx) => work(noting(tx))),
    async snapshot() {
      const rows = []
      for (const { table, id } of seen.values()) {
        const row = await storage.read([table], (tx) => tx.get(table, id))
        if (row !== undefined) rows.push({ table, row })
      }
      return JSON.stringify(rows, (_, value: unknown) =>
        value instanceof Blob ? { size: value.size, type: value.type } : value,
      )
    },
    async copyInto(other) {
      const tables = new Set([...seen.values()].map(({ table }) => table))
      await other.write([...tables], async (tx) => {
        for (const { copy } of seen.values()) await copy(storage, tx)
      })
    },
  }
}
