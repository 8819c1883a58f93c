import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { quantile, round, type Row } from './measure.ts'

const LOADS = 7

/** How much has to be fetched until one can type, and how long that takes. */
export async function benchFirstLoad(browser: Browser, url: string, dist: string): Promise<Row> {
  const times: number[] = []
  let bytes = 0
  for (let load = 0; load < LOADS; load += 1) {
    const context = await browser.newContext({ locale: 'en-US' })
    const page = await context.newPage()
    const files = new Set<string>()
    page.on('request', (request) => files.add(new URL(request.url()).pathname))
    await page.addInitScript(() => {
      Object.defineProperty(window, 'requestIdleCallback', { value: () => 0 })
      new MutationObserver((_, observer) => {
        if (document.querySelector('textarea') === null) return
        performance.mark('can-type')
        observer.disconnect()
      }).observe(document, { childList: true, subtree: true })
    })
    await page.goto(url)
    await page.locator('textarea').waitFor()
    times.push(await page.evaluate(() => performance.getEntriesByName('can-type')[0]?.startTime ?? NaN))
    bytes = [...files]
      .filter((path) => /\.(?:js|css)$/u.test(path))
      .reduce((sum, path) => sum + gzipSync(readFileSync(`${dist}${path}`), { level: 9 }).length, 0)
    await context.close()
  }
  return {
    what: 'first load',
    values: {
      'gzip kB': round(bytes / 1000, 1),
      'can type ms (median)': round(quantile(times, 0.5)),
      'worst ms': round(Math.max(...times)),
    },
  }
}
