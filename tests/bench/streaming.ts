import type { Browser, BrowserContext, Page } from 'playwright-core'
import { bundlePage } from '../support/bundlePage.ts'
import { startScenarioServer } from '../support/scenarioServer.ts'
import { benchText } from './benchText.ts'
import { measureWork, metricsOf, openSession, round, type Row } from './measure.ts'
import type { PlainPage } from './plainPage.ts'

interface Stream {
  tokens: number
  tokensPerSecond: number
  /** Parsing everything again at every token takes hours for a long reply. */
  hasNaive: boolean
}

const STREAMS: Stream[] = [
  { tokens: 1000, tokensPerSecond: 100, hasNaive: true },
  { tokens: 2000, tokensPerSecond: 100, hasNaive: true },
  { tokens: 8000, tokensPerSecond: 200, hasNaive: true },
  { tokens: 10_000, tokensPerSecond: 1000, hasNaive: true },
  { tokens: 100_000, tokensPerSecond: 1000, hasNaive: false },
  { tokens: 100_000, tokensPerSecond: 5000, hasNaive: false },
]
const PATIENCE_MS = 900_000

type Server = Awaited<ReturnType<typeof startScenarioServer>>

/** What a reply costs the main thread while it streams: this page, a page that does the least, and one that parses all of it at each token. */
export async function benchStreaming(
  browser: Browser,
  url: string,
  streams: readonly Stream[] = STREAMS,
): Promise<Row[]> {
  const server = await startScenarioServer()
  const rows: Row[] = []
  try {
    for (const stream of streams) {
      const { tokens, tokensPerSecond, hasNaive } = stream
      server.setScenario({ kind: 'reply', reply: { text: benchText(tokens) }, wire: { tokensPerSecond } })
      const name = `${tokens} tokens at ${tokensPerSecond}/s`
      const floor = await measurePlain(browser, server, 'floor')
      rows.push({ what: `${name}: floor`, values: floor })
      const naive = hasNaive ? await measurePlain(browser, server, 'naive') : null
      if (naive !== null) rows.push({ what: `${name}: all again at each token`, values: naive })
      const values = await measureConsole(browser, server, url, stream)
      const ratio = (other: Row['values']): number =>
        round((values['task s'] ?? NaN) / (other['task s'] ?? NaN), 2)
      const ratios = { 'task / floor': ratio(floor), ...(naive && { 'task / all again': ratio(naive) }) }
      rows.push({ what: `${name}: Skein`, values: { ...values, ...ratios } })
    }
  } finally {
    await server.close()
  }
  return rows
}

async function measurePlain(browser: Browser, server: Server, kind: PlainPage): Promise<Row['values']> {
  const script = (await bundlePage('../bench/plainPage.ts')).get('entry.js')
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const messages = [{ role: 'user', content: 'go' }]
  const body = JSON.stringify({ model: 'test-large', stream: true, messages })
  try {
    await page.setContent('<!doctype html><meta charset="utf-8" />')
    await page.addScriptTag({ type: 'module', content: String(script) })
    await page.waitForFunction(() => 'showReply' in window)
    return await measureWork(page, () =>
      page.evaluate(([which, address, text]) => window.showReply(which, address, text), [
        kind,
        `${server.baseURL}/chat/completions`,
        body,
      ] as const),
    )
  } finally {
    await page.close()
  }
}

async function measureConsole(
  browser: Browser,
  server: Server,
  url: string,
  { tokens, tokensPerSecond }: Stream,
): Promise<Row['values']> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
  try {
    const page = await openChat(context, server.baseURL, url)
    const stop = page.getByRole('button', { name: 'Stop' })
    const seconds = tokens / tokensPerSecond
    let tenths: number[] = []
    let behindMs = NaN
    const values = await measureWork(page, async () => {
      await page.getByRole('button', { name: 'Send' }).click()
      await stop.waitFor()
      const startedAt = performance.now()
      tenths = await tenthsOfWork(page, seconds)
      await stop.waitFor({ state: 'detached', timeout: PATIENCE_MS })
      behindMs = performance.now() - startedAt - seconds * 1000
    })
    return {
      ...values,
      'updates/s': round((values['updates'] ?? NaN) / seconds, 1),
      'behind ms': round(behindMs),
      'end / start': round((tenths.at(-1) ?? NaN) / (tenths.at(1) ?? NaN), 2),
    }
  } finally {
    await context.close()
  }
}

/** The seconds of main-thread work in each tenth of the time that the server streams for. */
async function tenthsOfWork(page: Page, seconds: number): Promise<number[]> {
  const session = await openSession(page)
  const tenths: number[] = []
  let before = (await metricsOf(session))('TaskDuration')
  const startedAt = performance.now()
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const due = startedAt + (seconds * 1000 * tenth) / 10
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    const now = (await metricsOf(session))('TaskDuration')
    tenths.push(now - before)
    before = now
  }
  return tenths
}

/** A new chat over that server, with a message typed. */
async function openChat(context: BrowserContext, baseURL: string, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript((address) => {
    const connection = {
      id: 'conn_bench',
      slug: 'bench',
      name: 'Bench',
      kind: 'custom',
      baseURL: address,
      api: 'chat-completions',
      assistants: 'no',
      key: { mode: 'none' },
    }
    localStorage.setItem(
      'skein.connections',
      JSON.stringify({
        connections: [connection],
        currentId: connection.id,
        defaultId: connection.id,
        capabilities: {},
      }),
    )
  }, baseURL)
  await page.goto(`${url}#/chat?model=test-large&connection=conn_bench`)
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('go')
  await page.waitForLoadState('networkidle')
  return page
}
