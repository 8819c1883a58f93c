import type { Browser, Page } from 'playwright-core'
import { bundlePage } from '../support/bundlePage.ts'

interface BenchPage {
  page: Page
  /** What JavaScript holds in the page, typed arrays too. */
  heapBytes: () => Promise<number>
  collectGarbage: () => Promise<void>
  close: () => Promise<void>
}

/** A page of that browser with an entry of this folder, once it has run. */
export async function openBenchPage(browser: Browser, entry: string): Promise<BenchPage> {
  const files = await bundlePage(`../bench/${entry}`)
  const context = await browser.newContext()
  const page = await context.newPage()
  // IndexedDB wants a real and secure origin, which localhost is; nothing need listen there.
  await page.route('http://localhost/**', (route) => {
    const body = files.get(new URL(route.request().url()).pathname.slice(1))
    return body === undefined
      ? route.fulfill({ contentType: 'text/html', body: '<script type="module" src="entry.js"></script>' })
      : route.fulfill({ contentType: 'text/javascript', body: Buffer.from(body) })
  })
  await page.goto('http://localhost/')
  const session = await context.newCDPSession(page)
  return {
    page,
    async heapBytes() {
      const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
      return usedSize + backingStorageSize
    },
    collectGarbage: async () => {
      await session.send('HeapProfiler.collectGarbage')
    },
    close: () => context.close(),
  }
}
