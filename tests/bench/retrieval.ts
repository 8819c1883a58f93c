import type { Browser } from 'playwright-core'
import { createMemoryStorage } from '../../src/runtime/db/memory.ts'
import { openBenchPage } from './benchPage.ts'
import type { MeasureRetrieval } from './retrievalPage.ts'
import { measureRetrieval, type RetrievalFigures } from './retrievalWork.ts'

const SIZES = [1000, 10_000, 100_000]

/** What the index and its searches take over IndexedDB in a page of that browser, and over memory in this Node, by the size of the store. */
export async function benchRetrieval(
  browser: Browser,
  sizes: readonly number[] = SIZES,
): Promise<{ what: string; values: RetrievalFigures }[]> {
  const rows = []
  for (const size of sizes) {
    rows.push({ what: `search, ${size} passages, page`, values: await measureInPage(browser, size) })
    const values = await measureRetrieval(createMemoryStorage(), size)
    rows.push({ what: `search, ${size} passages, memory, Node`, values })
  }
  return rows
}

async function measureInPage(browser: Browser, size: number): Promise<RetrievalFigures> {
  const { page, heapBytes, collectGarbage, close } = await openBenchPage(browser, 'retrievalPage.ts')
  try {
    const values = await page.evaluate(
      (passages): ReturnType<MeasureRetrieval> => window.measureRetrieval(passages),
      size,
    )
    await collectGarbage()
    return { ...values, 'heap MB': Math.round((await heapBytes()) / 1e6) }
  } finally {
    await close()
  }
}
