// `npm run bench`: how much the first load weighs and takes; what streaming a reply costs the main thread, beside a page that only appends the
// same text and one that parses all of it again at each token, in the same browser; how long threads open and scroll; what the runtime takes for
// a run and for a list; what file search takes to read files and at three sizes of a store, and how well it finds.
// `npm run bench -- streaming` runs one part of it: first-load, streaming, long-threads, runtime, ingestion, retrieval, quality. The last takes
// a real embedding model from `EMBEDDINGS_URL` and `EMBEDDINGS_MODEL` (see `retrievalQuality.ts`).
// Prints a table, writes bench-results.json.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { preview } from 'vite'
import { findChromium } from '../support/chromium.ts'
import { benchFirstLoad } from './firstLoad.ts'
import { benchIngestion } from './ingestion.ts'
import { benchLongThreads } from './longThreads.ts'
import type { Row } from './measure.ts'
import { benchRetrieval } from './retrieval.ts'
import { benchQuality } from './retrievalQuality.ts'
import { benchRuntimeInNode, benchRuntimeInPage } from './runtime.ts'
import { benchStreaming } from './streaming.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The parts, in their order; each of them can be named on the command line. */
const PARTS: Record<string, (browser: Browser, url: string) => Promise<Row[]>> = {
  'first-load': async (browser, url) => [await benchFirstLoad(browser, url, `${ROOT}dist`)],
  streaming: (browser, url) => benchStreaming(browser, url),
  'long-threads': (browser, url) => benchLongThreads(browser, url),
  runtime: async (browser) => [
    { what: 'runtime, memory, Node', values: await benchRuntimeInNode() },
    { what: 'runtime, IndexedDB, page', values: await benchRuntimeInPage(browser) },
  ],
  ingestion: (browser) => benchIngestion(browser),
  retrieval: (browser) => benchRetrieval(browser),
  quality: () => benchQuality(),
}

function print({ what, values }: Row): void {
  const figures = Object.entries(values).map(([name, value]) => `${name} ${value}`)
  console.log(`${what.padEnd(42)} ${figures.join(' · ')}`)
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !(name in PARTS))
  if (unknown.length > 0)
    throw new Error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}.`)
  const app = await preview({
    root: ROOT,
    preview: { host: '127.0.0.1', port: 0, strictPort: false },
    logLevel: 'error',
  })
  const url = app.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('dist/ is not served')
  const browser = await chromium.launch(await findChromium())
  const rows: Row[] = []
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const measured = await part(browser, url)
    for (const row of measured) print(row)
    rows.push(...measured)
  }
  await browser.close()
  await app.close()
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
