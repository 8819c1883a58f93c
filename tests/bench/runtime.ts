import type { Browser } from 'playwright-core'
import { readPassages } from '../../src/ingest/readPassages.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { createMemoryStorage } from '../../src/runtime/db/memory.ts'
import { createLocks } from '../../src/runtime/engine/locks.ts'
import { createRuntime } from '../../src/runtime/index.ts'
import { openBenchPage } from './benchPage.ts'
import type { MeasureRuntime } from './runtimePage.ts'
import { createInstantModels, measureRuntime, type RuntimeFigures } from './runtimeWork.ts'

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
  const { page, close } = await openBenchPage(browser, 'runtimePage.ts')
  try {
    return await page.evaluate((): ReturnType<MeasureRuntime> => window.measureRuntime())
  } finally {
    await close()
  }
}
