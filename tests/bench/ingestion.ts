import { setTimeout } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { openBenchPage } from './benchPage.ts'
import type { MeasureIngestion } from './ingestionPage.ts'

/** What it takes a page to read a PDF of 300 pages, and a text of 100 MB, into a vector store; in tasks of its main thread, too. */
export async function benchIngestion(
  browser: Browser,
): Promise<{ what: string; values: Record<string, number> }[]> {
  const rows = []
  for (const name of ['handbook.pdf', 'words.txt'] as const) {
    const { page, heapBytes, close } = await openBenchPage(browser, 'ingestionPage.ts')
    let isOver = false
    const measured = page
      .evaluate((file): ReturnType<MeasureIngestion> => window.measureIngestion(file), name)
      .finally(() => (isOver = true))
    let peak = 0
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set in the callback above
    while (!isOver) {
      peak = Math.max(peak, await heapBytes())
      await setTimeout(500)
    }
    const values = await measured
    rows.push({ what: `ingestion, ${name}`, values: { ...values, 'peak heap MB': Math.round(peak / 1e6) } })
    await close()
  }
  return rows
}
