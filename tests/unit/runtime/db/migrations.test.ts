import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { describe, expect, it } from 'vitest'
import { createIdbStorage } from '@/runtime/db/idb.ts'
import { MIGRATIONS } from '@/runtime/db/migrations.ts'
import { INDEXES } from '@/runtime/db/tables.ts'
import { OLD_DATABASES, putOldDatabase, readTables } from '../../../support/oldDatabase.ts'

/** Each table of a database, with the key of its rows and of its indexes. */
async function schemaOf(name: string): Promise<Record<string, unknown>> {
  const database = await openDB(name)
  const stores = [...database.objectStoreNames]
  const transaction = database.transaction(stores)
  const schema = stores.map((table) => {
    const store = transaction.objectStore(table)
    const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath])
    return [table, { key: store.keyPath, indexes: Object.fromEntries(indexes) }]
  })
  database.close()
  return Object.fromEntries(schema)
}

describe('the migrations', () => {
  it('make the tables and indexes that the runtime knows', async () => {
    const storage = createIdbStorage({ name: 'new' })
    expect(await storage.read(['passages'], (tx) => tx.get('passages', 'none'))).toBeUndefined()
    const known = Object.entries(INDEXES).map(([table, indexes]) => {
      const keys = Object.entries(indexes).map(([index, fields]) => [index, [...fields, 'position']])
      return [table, { key: 'id', indexes: Object.fromEntries(keys) }]
    })
    expect(await schemaOf('new')).toEqual(Object.fromEntries(known))
    await storage.close()
  })

  it('have a fixture of the database that each leaves', () => {
    expect(OLD_DATABASES.map(({ version }) => version)).toEqual(
      MIGRATIONS.map((_migration, index) => index + 1),
    )
  })

  describe.each(OLD_DATABASES)('from version $version', (old) => {
    const name = `from-${old.version}`
    const today = OLD_DATABASES.at(-1)!

    it('keep every row, and give it the form of today', async () => {
      expect(Object.keys(today.tables).toSorted()).toEqual(Object.keys(INDEXES).toSorted())
      await putOldDatabase(name, old)
      const storage = createIdbStorage({ name })
      expect(await storage.read(['messages'], (tx) => tx.count('messages', 'thread', ['thread_one']))).toBe(2)
      await storage.close()
      expect(await readTables(name)).toEqual(today.tables)
    })

    it('keep them in the indexes', async () => {
      const storage = createIdbStorage({ name })
      const found = await storage.read(['messages', 'runs', 'vectorStoreFiles'], async (tx) => [
        await tx.scan('messages', 'thread', { prefix: ['thread_one'], order: 'desc' }),
        await tx.scan('runs', 'live', { prefix: [1] }),
        await tx.scan('vectorStoreFiles', 'storeStatus', { prefix: ['vs_one', 'failed'] }),
      ])
      expect(found.map((rows) => rows.map(({ id }) => id))).toEqual([
        ['msg_answer', 'msg_question'],
        ['run_waiting'],
        ['vs_one/file-picture'],
      ])
      await storage.close()
    })
  })

  it('lets files be read again that had been read before there were passages, and counts them so', async () => {
    const [first] = OLD_DATABASES
    const batch = { ...first!.tables['fileBatches']![0]!, id: 'vsfb_read' }
    const files = first!.tables['vectorStoreFiles']!.map((row) =>
      row['status'] === 'completed' ? { ...row, batchId: batch.id } : row,
    )
    const read = { in_progress: 0, completed: 1, failed: 0, cancelled: 0, total: 1 }
    const object = { id: batch.id, status: 'completed', file_counts: read }
    const tables = { ...first!.tables, vectorStoreFiles: files, fileBatches: [{ ...batch, object }] }
    await putOldDatabase('read', { version: 1, tables })
    const storage = createIdbStorage({ name: 'read' })
    const migrated = await storage.read(['fileBatches', 'vectorStoreFiles'], async (tx) => ({
      batch: (await tx.get('fileBatches', batch.id))?.object,
      unread: await tx.scan('vectorStoreFiles', 'batchStatus', { prefix: [batch.id, 'in_progress'] }),
    }))
    expect(migrated.unread).toHaveLength(1)
    expect(migrated.batch).toEqual({
      id: batch.id,
      status: 'in_progress',
      file_counts: { ...read, in_progress: 1, completed: 0 },
    })
    await storage.close()
  })
})
