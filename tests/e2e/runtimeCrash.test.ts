import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '@/demo/seed.ts'
import { withPage } from '../support/page.ts'
import type { RunIds } from '../support/runtimePageEntry.ts'
import { serveRuntimePage, type RuntimePageServer } from '../support/runtimePageServer.ts'
import { faultsOfConversation } from '../support/runtimePageThread.ts'

const POINTS = 50
const AT_ONCE = 4
/** Many times what it takes on a machine with nothing else to do. */
const PATIENCE_MS = 240_000
/** As long as a run takes that nothing happens to. */
const RUN_MS = 1300
const DEATHS = ['close', 'crash', 'reload'] as const

interface CrashPoint {
  afterMs: number
  death: (typeof DEATHS)[number]
  isStreamed: boolean
}

let server: RuntimePageServer

beforeAll(async () => {
  server = await serveRuntimePage()
})
afterAll(() => server.close())

function crashPoints(seed: number): CrashPoint[] {
  const random = seededRandom(seed)
  return Array.from({ length: POINTS }, () => ({
    afterMs: Math.round(random() * RUN_MS),
    death: DEATHS[Math.floor(random() * DEATHS.length)]!,
    isStreamed: random() < 0.5,
  }))
}

/** Starts a run and follows it, as a person's page does; gives its ids at once. */
function begin(page: Page, isStreamed: boolean): Promise<RunIds> {
  return page.evaluate(async (streamed) => {
    const { begin, beginStreamed, finish } = window.runtimePage
    if (streamed) {
      const { ids, ended } = await beginStreamed()
      ended.catch(() => undefined) // the page dies under it
      return ids
    }
    const ids = await begin()
    finish(ids).catch(() => undefined)
    return ids
  }, isStreamed)
}

/** Lets the page die, and gives the one that comes after it. */
async function die(page: Page, context: BrowserContext, death: CrashPoint['death']): Promise<Page> {
  if (death === 'crash') {
    const session = await context.newCDPSession(page)
    const crashed = page.waitForEvent('crash')
    session.send('Page.crash').catch(() => undefined) // nobody is left to answer
    await crashed
  }
  if (death === 'reload') {
    await page.reload()
    await server.ready(page)
    return page
  }
  await page.close()
  return server.open(context, 'crash')
}

/** Takes points off the list, each in the page that came after the one before. Gives what was wrong. */
async function goThrough(points: CrashPoint[]): Promise<string[]> {
  const faults: string[] = []
  await withPage({}, async ({ context }) => {
    let page = await server.open(context, 'crash')
    for (let point = points.shift(); point !== undefined; point = points.shift()) {
      const { afterMs, death, isStreamed } = point
      const ids = await begin(page, isStreamed)
      await new Promise((resolve) => setTimeout(resolve, afterMs))
      page = await die(page, context, death)
      const state = await page.evaluate(async (left) => {
        await window.runtimePage.finish(left)
        return window.runtimePage.read(left)
      }, ids)
      for (const fault of faultsOfConversation(state))
        faults.push(`${death} after ${afterMs} ms${isStreamed ? ', streamed' : ''}: ${fault}`)
    }
  })
  return faults
}

describe('a page that dies in the middle of a run', () => {
  it(
    `leaves a thread that the next page brings to its end, at ${POINTS} random points`,
    async () => {
      const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000)
      console.log(`crash points of CRASH_SEED=${seed}`)
      const points = crashPoints(seed)
      const faults = await Promise.all(Array.from({ length: AT_ONCE }, () => goThrough(points)))
      expect(faults.flat()).toEqual([])
    },
    PATIENCE_MS,
  )
})
