import { describe, expect, it, vi } from 'vitest'
import type { AppErrorData } from '@/domain/errors.ts'
import { createIdbStorage } from '@/runtime/db/idb.ts'
import { describeStorage } from '../../support/storageContract.ts'
import { storedText } from '../../support/storedRows.ts'

/** As browsers do it where site data are blocked. */
vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
  throw new DOMException('Access is denied for this document.', 'SecurityError')
})

describe('a browser that refuses IndexedDB', () => {
  it('has a storage that lasts until the page is closed, and says so once', async () => {
    const trouble: AppErrorData[] = []
    const storage = createIdbStorage({ onTrouble: (each) => trouble.push(each) })
    await storage.write(['passages'], (tx) => tx.put('passages', storedText({ id: 'a', text: 'one' })))
    expect(await storage.read(['passages'], (tx) => tx.get('passages', 'a'))).toEqual(
      storedText({ id: 'a', text: 'one' }),
    )
    expect(trouble).toMatchObject([{ kind: 'storage', code: 'memory_only' }])
  })
})

describeStorage('of a browser that refuses IndexedDB', () => createIdbStorage({ name: crypto.randomUUID() }))
