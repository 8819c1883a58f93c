import 'fake-indexeddb/auto'
import { deleteDB, openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppErrorData } from '@/domain/errors.ts'
import type * as DatabaseModule from '@/storage/database.ts'
import { MIGRATIONS } from '@/storage/migrations.ts'

let database: typeof DatabaseModule

// What happened to a tab stays with its module: each test is a tab of its own.
beforeEach(async () => {
  vi.resetModules()
  await deleteDB('skein-console')
  database = await import('@/storage/database.ts')
})

afterEach(() => {
  vi.restoreAllMocks()
})

const count = (): Promise<number> => database.withDatabase((open) => open.count('chats'))

describe('the database', () => {
  it('is made by the migrations', async () => {
    const [stores, version] = await database.withDatabase((open) =>
      Promise.resolve([[...open.objectStoreNames], open.version]),
    )
    expect(stores).toEqual(['chats', 'drafts', 'handlers', 'messages', 'runs', 'threads'])
    expect(version).toBe(MIGRATIONS.length)
  })

  it('makes way for another tab that updates the data, and says so from then on', async () => {
    const trouble: AppErrorData[] = []
    database.onDatabaseTrouble((each) => trouble.push(each))
    await count()
    const newer = await openDB('skein-console', 99)
    expect(trouble).toMatchObject([{ kind: 'storage', code: 'outdated_tab' }])
    await expect(count()).rejects.toMatchObject({ data: { code: 'outdated_tab' } })
    newer.close()
  })

  it('says that it waits while another tab holds the data of an older version', async () => {
    const older = await openDB('skein-console', 1)
    const newer = [...MIGRATIONS, (): void => undefined]
    vi.doMock('@/storage/migrations.ts', () => ({ MIGRATIONS: newer }))
    vi.resetModules()
    const updated = await import('@/storage/database.ts')
    vi.doUnmock('@/storage/migrations.ts')
    const told = new Promise<AppErrorData>((resolve) => updated.onDatabaseTrouble(resolve))
    const opening = updated.withDatabase((open) => Promise.resolve(open.version))
    expect(await told).toMatchObject({ kind: 'storage', code: 'blocked_by_tab' })
    older.close()
    expect(await opening).toBe(newer.length)
    await deleteDB('skein-console')
  })

  it('is opened anew after it has been deleted', async () => {
    await count()
    await deleteDB('skein-console')
    expect(await count()).toBe(0)
  })

  it('is opened anew once when the browser has closed the connection', async () => {
    await database.withDatabase((open) => {
      open.close()
      return Promise.resolve()
    })
    expect(await count()).toBe(0)
  })

  it('refuses data of a newer version than it knows, and leaves them as they are', async () => {
    const newer = await openDB('skein-console', 99)
    newer.close()
    await expect(count()).rejects.toMatchObject({ kind: 'storage' })
  })

  it('tells a full disk from other failures', async () => {
    const full = (): Promise<never> => Promise.reject(new DOMException('no room', 'QuotaExceededError'))
    await expect(database.withDatabase(full)).rejects.toMatchObject({ kind: 'storage-full' })
    await expect(database.withDatabase(() => Promise.reject(new Error('broken')))).rejects.toMatchObject({
      kind: 'storage',
    })
  })
})
