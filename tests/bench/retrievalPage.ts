import { createIdbStorage } from '../../src/runtime/db/idb.ts'
import { measureRetrieval, type RetrievalFigures } from './retrievalWork.ts'

/** Fills a store with so many passages, and asks it. */
export type MeasureRetrieval = (size: number) => Promise<RetrievalFigures>

declare global {
  interface Window {
    measureRetrieval: MeasureRetrieval
  }
}

const storage = createIdbStorage({ name: 'bench-retrieval' })

window.measureRetrieval = async (size) => {
  const figures = await measureRetrieval(storage, size)
  const { usage = NaN } = await navigator.storage.estimate()
  return { ...figures, 'stored MB': Math.round(usage / 1e6) }
}
