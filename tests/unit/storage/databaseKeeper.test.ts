import 'fake-indexeddb/auto'
import type { DBSchema, IDBPDatabase } from 'idb'
import { describe, expect, it } from 'vitest'
import type { AppErrorData } from '@/domain/errors.ts'
import { createDatabaseKeeper, type DatabaseKeeper, type Migration } from '@/storage/databaseKeeper.ts'

interface NotesSchema extends DBSchema {
  notes: { key: string; value: string }
}

const FIRST: Migration<NotesSchema> = (database: IDBPDatabase<NotesSchema>): void => {
  database.createObjectStore('notes')
}

interface KeptNotes extends DatabaseKeeper<NotesSchema> {
  trouble: AppErrorData[]
}

function keep(name: string, migrations: Migration<NotesSchema>[]): KeptNotes {
  const trouble: AppErrorData[] = []
  const keeper = createDatabaseKeeper<NotesSchema>({ name, migrations, tell: (each) => trouble.push(each) })
  return { ...keeper, trouble }
}

describe('a kept database', () => {
  it('runs the migrations that are due, one after the other', async () => {
    const first = keep('two-steps', [FIRST])
    await first.use((database) => database.put('notes', 'kept', 'a'))
    await first.close()
    const second = keep('two-steps', [
      FIRST,
      async (_database, transaction): Promise<void> => {
        await transaction.objectStore('notes').put('added', 'b')
      },
      async (_database, transaction): Promise<void> => {
        const added = await transaction.objectStore('notes').get('b')
        await transaction.objectStore('notes').put(`${added ?? ''} and changed`, 'b')
      },
    ])
    expect(await second.use((database) => database.getAll('notes'))).toEqual(['kept', 'added and changed'])
  })

  it('is left as it was by a migration that fails, and does not seem to be empty', async () => {
    const first = keep('failing', [FIRST])
    await first.use((database) => database.put('notes', 'kept', 'a'))
    await first.close()
    const failing = keep('failing', [
      FIRST,
      async (_database, transaction): Promise<void> => {
        await transaction.objectStore('notes').clear()
        throw new Error('not like this')
      },
    ])
    await expect(failing.use((database) => database.getAll('notes'))).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(failing.trouble).toEqual([])
    const again = keep('failing', [FIRST])
    expect(await again.use((database) => database.getAll('notes'))).toEqual(['kept'])
  })

  it('finishes what is under way when it is closed, and refuses what comes after', async () => {
    const keeper = keep('closed', [FIRST])
    const writing = keeper.use((database) => database.put('notes', 'kept', 'a'))
    await keeper.use(() => Promise.resolve())
    await keeper.close()
    expect(await writing).toBe('a')
    await expect(keeper.use((database) => database.getAll('notes'))).rejects.toMatchObject({
      data: { kind: 'storage', code: 'closed' },
    })
  })

  it('is left to the newer version of the page that made it', async () => {
    const newer = keep('newer', [FIRST, (): void => undefined])
    await newer.use((database) => database.put('notes', 'kept', 'a'))
    const older = keep('newer', [FIRST])
    const refusal = { data: { kind: 'storage', code: 'outdated_tab' } }
    await expect(older.use((database) => database.getAll('notes'))).rejects.toMatchObject(refusal)
    await expect(older.use((database) => database.getAll('notes'))).rejects.toMatchObject(refusal)
    expect(older.trouble).toMatchObject([{ code: 'outdated_tab' }])
    expect(await newer.use((database) => database.getAll('notes'))).toEqual(['kept'])
  })

  it('passes on what the work throws', async () => {
    const reason = new Error('broken')
    await expect(keep('throwing', [FIRST]).use(() => Promise.reject(reason))).rejects.toBe(reason)
  })
})
