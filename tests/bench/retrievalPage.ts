import { createIdbStorage } from '../../src/runtime/db/idb.ts'
import { measureRetrieval, type RetrievalFigures } from './retrievalWork.ts'

declare global {
  interface Window {
    measureRetrieval: (size: number) => Promise<RetrievalFigures>
  }
}

const storage = createIdbStorage({ name: 'bench-retrieval' })

window.measureRetrieval = async (size) => {
  const figures = await measureRetrieval(storage, size)
  const { usage = NaN } = await navigator.storage.estimate()
  return { ...figures, 'stored MB': Math.round(usage / 1e6) }
}
