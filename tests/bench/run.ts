// `npm run bench`: how much the first load weighs and takes, and what streaming a reply costs the main thread,
// beside a floor page that only appends the same text, in the same browser; what the runtime takes for a run and for a list; what file
// search takes to read files and at three sizes of a store, and how well it finds. `node tests/bench/run.ts --found` is only
// the last, which `EMBEDDINGS_URL` and `EMBEDDINGS_MODEL` give a real embedding model (see `retrievalQuality.ts`).
// Prints a table, writes bench-results.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { preview } from 'vite'
import { findChromium } from '../support/chromium.ts'
import { startScenarioServer } from '../support/scenarioServer.ts'
import { benchText } from './benchText.ts'
import { benchIngestion } from './ingestion.ts'
import { benchRetrieval } from './retrieval.ts'
import { benchQuality } from './retrievalQuality.ts'
import { benchRuntimeInNode, benchRuntimeInPage } from './runtime.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LOADS = 7
const STREAMS = [
  { tokens: 2000, tokensPerSecond: 100 },
  { tokens: 8000, tokensPerSecond: 200 },
]

interface Row {
  what: string
  values: Record<string, number>
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

async function metrics(session: CDPSession): Promise<Map<string, number>> {
  const { metrics: list } = await session.send('Performance.getMetrics')
  return new Map(list.map(({ name, value }) => [name, value]))
}

/** Counts frames, long tasks and DOM changes of the page from now on. */
function watchFrames(): void {
  const seen = { gaps: [] as number[], longTasks: [] as number[], updates: 0 }
  Object.assign(window, { seen })
  new PerformanceObserver((list) =>
    seen.longTasks.push(...list.getEntries().map((entry) => entry.duration)),
  ).observe({
    type: 'longtask',
  })
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

async function measureStream(
  page: Page,
  start: () => Promise<void>,
  isDone: () => Promise<unknown>,
): Promise<Row['values']> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.evaluate(watchFrames)
  const before = await metrics(session)
  await start()
  await isDone()
  const after = await metrics(session)
  const spent = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0)
  const seen = await page.evaluate(
    () => (window as unknown as { seen: { gaps: number[]; longTasks: number[]; updates: number } }).seen,
  )
  const gaps = seen.gaps.toSorted((a, b) => a - b)
  return {
    'task s': round(spent('TaskDuration'), 2),
    'script s': round(spent('ScriptDuration'), 2),
    'layout s': round(spent('LayoutDuration') + spent('RecalcStyleDuration'), 2),
    updates: seen.updates,
    'p95 frame ms': round(gaps[Math.floor(gaps.length * 0.95)] ?? NaN, 1),
    'long tasks': seen.longTasks.length,
    'heap MB': round((after.get('JSHeapUsedSize') ?? 0) / 1e6, 1),
  }
}

async function firstLoad(browser: Browser, url: string): Promise<Row> {
  const times: number[] = []
  let bytes = 0
  for (let load = 0; load < LOADS; load += 1) {
    const context = await browser.newContext({ locale: 'en-US' })
    const page = await context.newPage()
    const files = new Set<string>()
    page.on('request', (request) => files.add(new URL(request.url()).pathname))
    await page.addInitScript(() => Object.defineProperty(window, 'requestIdleCallback', { value: () => 0 }))
    await page.addInitScript(() => {
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
      .reduce((sum, path) => sum + gzipSync(readFileSync(`${ROOT}dist${path}`), { level: 9 }).length, 0)
    await context.close()
  }
  return {
    what: 'first load',
    values: {
      'gzip kB': round(bytes / 1000, 1),
      'can type ms (median)': round(median(times)),
      'worst ms': round(Math.max(...times)),
    },
  }
}

/** A page that appends what arrives to one text node, once a frame: what any page must at least pay. */
const FLOOR = `<!doctype html><meta charset="utf-8"><body style="font:15px/1.65 sans-serif;max-width:680px"><pre id="text" style="white-space:pre-wrap"></pre>
<script>window.run = async (url, body) => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const node = document.getElementById('text').appendChild(new Text()), reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let pending = '', buffer = ''
  const paint = () => { if (pending) { node.appendData(pending); pending = ''; scrollTo(0, document.body.scrollHeight) } if (!window.isDone) requestAnimationFrame(paint) }
  requestAnimationFrame(paint)
  for (;;) { const { value, done } = await reader.read(); if (done) break
    buffer += value; const lines = buffer.split('\\n'); buffer = lines.pop()
    for (const line of lines) if (line.startsWith('data: {')) pending += JSON.parse(line.slice(6)).choices[0]?.delta?.content ?? '' }
  requestAnimationFrame(() => requestAnimationFrame(() => { window.isDone = true }))
}</script>`

function print(rows: readonly Row[]): void {
  for (const { what, values } of rows) {
    console.log(
      `${what.padEnd(34)} ${Object.entries(values)
        .map(([name, value]) => `${name} ${value}`)
        .join(' · ')}`,
    )
  }
}

async function main(): Promise<void> {
  if (process.argv.includes('--found')) {
    print(await benchQuality())
    return
  }
  const app = await preview({
    root: ROOT,
    preview: { host: '127.0.0.1', port: 0, strictPort: false },
    logLevel: 'error',
  })
  const url = app.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('dist/ is not served')
  const server = await startScenarioServer()
  const browser = await chromium.launch(await findChromium())
  const rows: Row[] = [await firstLoad(browser, url)]

  for (const { tokens, tokensPerSecond } of STREAMS) {
    server.setScenario({ kind: 'reply', reply: { text: benchText(tokens) }, wire: { tokensPerSecond } })
    const name = `${tokens} tokens at ${tokensPerSecond}/s`

    const floor = await browser.newPage()
    await floor.setContent(FLOOR)
    const body = JSON.stringify({
      model: 'test-large',
      stream: true,
      messages: [{ role: 'user', content: 'go' }],
    })
    rows.push({
      what: `${name}: floor`,
      values: await measureStream(
        floor,
        () =>
          floor.evaluate(`void window.run('${server.baseURL}/chat/completions', ${JSON.stringify(body)})`),
        () => floor.waitForFunction('window.isDone', null, { timeout: 120_000 }),
      ),
    })
    await floor.close()

    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    await page.addInitScript((baseURL) => {
      const connection = {
        id: 'conn_bench',
        slug: 'bench',
        name: 'Bench',
        kind: 'custom',
        baseURL,
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
    }, server.baseURL)
    await page.goto(`${url}#/chat?model=test-large&connection=conn_bench`)
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('go')
    await page.waitForLoadState('networkidle')
    rows.push({
      what: `${name}: Skein`,
      values: await measureStream(
        page,
        () => page.getByRole('button', { name: 'Send' }).click(),
        async () => {
          await page.getByRole('button', { name: 'Stop' }).waitFor()
          await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached', timeout: 120_000 })
        },
      ),
    })
    await context.close()
  }

  rows.push({ what: 'runtime, memory, Node', values: await benchRuntimeInNode() })
  rows.push({ what: 'runtime, IndexedDB, page', values: await benchRuntimeInPage(browser) })
  rows.push(...(await benchIngestion(browser)), ...(await benchRetrieval(browser)), ...(await benchQuality()))

  await browser.close()
  await server.close()
  await app.close()

  print(rows)
  const results = {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
    rows,
  }
  writeFileSync(`${ROOT}bench-results.json`, `${JSON.stringify(results, null, 2)}\n`)
}

await main()
