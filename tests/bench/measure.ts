import type { CDPSession, Page } from 'playwright-core'

/** A line of the table: what was measured, and its figures by their names. */
export interface Row {
  what: string
  values: Record<string, number>
}

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

/** The value below which that share of all lies; `NaN` of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** What the browser says of a page, in seconds and bytes. */
export async function metricsOf(session: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await session.send('Performance.getMetrics')
  const values = new Map(metrics.map(({ name, value }) => [name, value]))
  return (name) => values.get(name) ?? NaN
}

export async function openSession(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return session
}

interface Seen {
  gaps: number[]
  longTasks: number[]
  updates: number
}

declare global {
  interface Window {
    seen: Seen
  }
}

/** Counts frames, tasks of more than 50 ms and changes of the document from now on, in the page. */
function watch(): void {
  const seen: Seen = { gaps: [], longTasks: [], updates: 0 }
  window.seen = seen
  new PerformanceObserver((list) =>
    seen.longTasks.push(...list.getEntries().map((entry) => entry.duration)),
  ).observe({ type: 'longtask' })
  new MutationObserver(() => (seen.updates += 1)).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
  })
  let last = performance.now()
  const frame = (now: number): void => {
    seen.gaps.push(now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}

/** What the main thread does while `work` goes on. */
export async function measureWork(page: Page, work: () => Promise<unknown>): Promise<Row['values']> {
  const session = await openSession(page)
  await page.evaluate(watch)
  const before = await metricsOf(session)
  await work()
  const after = await metricsOf(session)
  const spent = (...names: string[]): number =>
    names.reduce((sum, name) => sum + after(name) - before(name), 0)
  const { gaps, longTasks, updates } = await page.evaluate(() => window.seen)
  await session.send('HeapProfiler.collectGarbage')
  const cleared = await metricsOf(session)
  return {
    'task s': round(spent('TaskDuration'), 2),
    'script s': round(spent('ScriptDuration'), 2),
    'layout s': round(spent('LayoutDuration', 'RecalcStyleDuration'), 2),
    updates,
    'p95 frame ms': round(quantile(gaps, 0.95), 1),
    'p99 frame ms': round(quantile(gaps, 0.99), 1),
    'long tasks': longTasks.length,
    'longest ms': round(Math.max(0, ...longTasks)),
    'heap MB': round(cleared('JSHeapUsedSize') / 1e6, 1),
  }
}
