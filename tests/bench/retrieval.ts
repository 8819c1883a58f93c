import type { Browser, Page } from 'playwright-core'
import { createMemoryStorage } from '../../src/runtime/db/memory.ts'
import { bundlePage } from '../support/bundlePage.ts'
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
  const files = await bundlePage('../bench/retrievalPage.ts')
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    // IndexedDB wants a real and secure origin, which localhost is; nothing need listen there.
    await page.route('http://localhost/**', (route) => {
      const body = files.get(new URL(route.request().url()).pathname.slice(1))
      return typeof body === 'string'
        ? route.fulfill({ contentType: 'text/javascript', body })
        : route.fulfill({ contentType: 'text/html', body: '<script type="module" src="entry.js"></script>' })
    })
    await page.goto('http://localhost/')
    await page.waitForFunction(() => 'measureRetrieval' in window)
    const values = await page.evaluate(
      (passages): ReturnType<MeasureRetrieval> => window.measureRetrieval(passages),
      size,
    )
    return { ...values, 'heap MB': await heapOf(page) }
  } finally {
    await context.close()
  }
}

/** What JavaScript holds in the page, typed arrays too, once what it does not need is gone. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
  return Math.round((usedSize + backingStorageSize) / 1e6)
}
