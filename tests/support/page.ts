import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { findChromium } from './chromium.ts'

let shared: Promise<Browser> | null = null

async function launch(): Promise<Browser> {
  const browser = await chromium.launch(await findChromium())
  // The worker ends when its tests have; the browser must not outlive it.
  process.once('beforeExit', () => void browser.close())
  return browser
}

export interface PageOptions extends BrowserContextOptions {
  /** Console errors that the test expects; any other fails it. */
  expectedErrors?: RegExp
}

/**
 * Runs `use` with a fresh browser profile and page, on English and light unless told otherwise.
 * @throws what `use` throws, or an Error listing what the page wrote to the console as errors.
 */
export async function withPage(
  { expectedErrors, ...options }: PageOptions,
  use: (given: { page: Page; context: BrowserContext }) => Promise<void>,
): Promise<void> {
  shared ??= launch()
  const browser = await shared
  const context = await browser.newContext({
    locale: 'en-US',
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
    ...options,
  })
  context.setDefaultTimeout(12_000)
  try {
    const page = await context.newPage()
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !(expectedErrors?.test(message.text()) ?? false))
        errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(String(error)))
    await use({ page, context })
    if (errors.length > 0) throw new Error(`The page wrote errors:\n${errors.join('\n')}`)
  } finally {
    await context.close()
  }
}
