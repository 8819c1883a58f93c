import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIdbStorage } from '@/runtime/db/idb.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { ScanRange, Storage } from '@/runtime/db/port.ts'
import type { Indexes } from '@/runtime/db/tables.ts'
import { storeFileRow } from '../../../support/storedRows.ts'

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'B', 'é')
const positions = fc.integer({ min: -1, max: 5 })
const stores = fc.constantFrom('vs_1', 'vs_2')
const batches = fc.constantFrom('', 'vsfb_1')
const statuses = fc.constantFrom('in_progress' as const, 'completed' as const)
const files = fc.constantFrom('file-a', 'file-b')

const puts = fc.record({
  do: fc.constant('put' as const),
  row: fc
    .tuple(
      ids,
      fc.record({
        position: positions,
        vectorStoreId: stores,
        batchId: batches,
        fileId: files,
        status: statuses,
      }),
    )
    .map(([id, changes]) => storeFileRow(id, changes)),
})
const deletes = fc.record({ do: fc.constant('delete' as const), id: ids })

/** What the transaction does, and whether it throws at the end. */
const writes = fc.record({ steps: fc.array(fc.oneof(puts, deletes), { maxLength: 6 }), throws: fc.boolean() })
type Write = typeof writes extends fc.Arbitrary<infer T> ? T : never

const ranges = fc.record(
  {
    order: fc.constantFrom('asc' as const, 'desc' as const),
    above: positions,
    below: positions,
    limit: fc.integer({ min: 0, max: 8 }),
  },
  { requiredKeys: [] },
)

type Prefix = [index: keyof Indexes['vectorStoreFiles'], prefix: string[]]
const prefixes: fc.Arbitrary<Prefix> = fc.oneof(
  stores.map((store): Prefix => ['store', [store]]),
  fc.tuple(stores, statuses).map((prefix): Prefix => ['storeStatus', prefix]),
  batches.map((batch): Prefix => ['batch', [batch]]),
  fc.tuple(batches, statuses).map((prefix): Prefix => ['batchStatus', prefix]),
  files.map((file): Prefix => ['file', [file]]),
  statuses.map((status): Prefix => ['status', [status]]),
)

async function perform(storage: Storage, write: Write): Promise<string> {
  try {
    return await storage.write(['vectorStoreFiles'], async (tx) => {
      for (const step of write.steps) {
        if (step.do === 'put') await tx.put('vectorStoreFiles', step.row)
        else await tx.delete('vectorStoreFiles', step.id)
      }
      if (write.throws) throw new Error('thrown')
      return 'kept'
    })
  } catch (error) {
    return String(error)
  }
}

async function look(
  storage: Storage,
  [index, prefix]: Prefix,
  range: Omit<ScanRange, 'prefix'>,
): Promise<unknown> {
  return storage.read(['vectorStoreFiles'], async (tx) => [
    await tx.scan('vectorStoreFiles', index, { prefix, ...range }),
    await tx.count('vectorStoreFiles', index, prefix),
  ])
}

let opened = 0

describe('the storages', () => {
  it('agree on whatever is done to them', async () => {
    const looks = fc.array(fc.tuple(prefixes, ranges), { minLength: 4, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(fc.array(writes, { maxLength: 12 }), looks, async (done, asked) => {
        const memory = createMemoryStorage()
        const idb = createIdbStorage({ name: `agreement-${(opened += 1)}` })
        for (const write of done) expect(await perform(idb, write)).toBe(await perform(memory, write))
        for (const [prefix, range] of asked)
          expect(await look(idb, prefix, range)).toEqual(await look(memory, prefix, range))
        await idb.close()
      }),
      { numRuns: 300 },
    )
  })
})
