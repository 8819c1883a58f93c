import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { readPassages } from '../../src/ingest/readPassages.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { createMemoryStorage } from '../../src/runtime/db/memory.ts'
import { createLocks } from '../../src/runtime/engine/locks.ts'
import { createRuntime } from '../../src/runtime/index.ts'
import { createInstantModels, measureRuntime, type RuntimeFigures } from './runtimeWork.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PAGE = fileURLToPath(new URL('./runtimePage.ts', import.meta.url))

/** What the runtime takes over memory, in this Node. */
export async function benchRuntimeInNode(): Promise<RuntimeFigures> {
  const runtime = createRuntime({
    storage: createMemoryStorage(),
    models: createInstantModels(),
    reader: { read: readPassages },
    clock: systemClock,
    locks: createLocks(),
  })
  try {
    return await measureRuntime(runtime)
  } finally {
    await runtime.close()
  }
}

/** What it takes over IndexedDB, in a page of that browser. */
export async function benchRuntimeInPage(browser: Browser): Promise<RuntimeFigures> {
  const script = await bundle()
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    // Web Locks and IndexedDB want a real and secure origin, which localhost is; nothing need listen there.
    await page.route('http://localhost/**', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({
            contentType: 'text/html',
            body: '<!doctype html><script type="module" src="page.js"></script>',
          }),
    )
    await page.goto('http://localhost/')
    await page.waitForFunction(() => 'measured' in window)
    return await page.evaluate(() => window.measured)
  } finally {
    await context.close()
  }
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    resolve: { alias: { '@': `${ROOT}src` } },
    worker: { format: 'es' },
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: { page: PAGE },
        output: { codeSplitting: false },
      },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  const files = outputs.flatMap((result) => ('output' in result ? result.output : []))
  const chunk = files.find((file) => file.type === 'chunk')
  if (chunk === undefined) throw new Error('Nothing was bundled.')
  return chunk.code
}
