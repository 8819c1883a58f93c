import { afterAll } from 'vitest'
import { createIdbStorage } from '@/runtime/db/idb.ts'
import { createWebLocks } from '@/runtime/engine/locks.ts'
import { createTabChannel } from '@/runtime/tabChannel.ts'
import { contractTarget, runContract } from '../../support/contractSuites.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'

const name = `skein-contract-${crypto.randomUUID()}`
const runtime = createMemoryRuntime({
  storage: createIdbStorage({ name }),
  locks: createWebLocks(navigator.locks, name),
  channel: createTabChannel(name),
})

afterAll(async () => {
  await runtime.close()
  indexedDB.deleteDatabase(name)
})

runContract('the runtime in a page', () =>
  contractTarget({
    baseURL: 'https://runtime.invalid/v1',
    fetch: runtime.fetch,
    model: 'skein-demo',
    isOurs: true,
  }),
)
