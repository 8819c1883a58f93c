import 'fake-indexeddb/auto'
import { createIdbStorage } from '@/runtime/db/idb.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { describeStorage } from '../../../support/storageContract.ts'

let opened = 0

describeStorage('in memory', createMemoryStorage)
describeStorage('in IndexedDB', () => createIdbStorage({ name: `contract-${(opened += 1)}` }))
