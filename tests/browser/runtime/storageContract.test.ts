import { createIdbStorage } from '@/runtime/db/idb.ts'
import { describeStorage } from '../../support/storageContract.ts'

describeStorage('in the IndexedDB of a browser', () =>
  createIdbStorage({ name: `contract-${crypto.randomUUID()}` }),
)
