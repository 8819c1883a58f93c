// `npm run screenshot`: the picture of the README, from the running app.
// `npm run screenshot -- --all DIR`: every screen, light and dark, English and 中文, 1280 and 390 px wide.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { preview } from 'vite'
import { makeAssistantsContent } from './support/assistantsContent.ts'
import { findChromium } from './support/chromium.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({ options: { all: { type: 'string' } } })

const ROUTES = {
  models: '/models',
  connections: '/settings/connections',
  appearance: '/settings/appearance',
  data: '/settings/data',
  tools: '/settings/tools',
  usage: '/usage',
}

interface Look {
  locale: 'en-US' | 'zh-CN'
  colorScheme: 'light' | 'dark'
  width: number
}

async function withLook(
  browser: Browser,
  url: string,
  look: Look,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    locale: look.locale,
    colorScheme: look.colorScheme,
    viewport: { width: look.width, height: look.width < 700 ? 844 : 800 },
    deviceScaleFactor: look.width < 700 ? 2 : 1,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('textarea').waitFor()
  await use(page)
  await context.close()
}

/** Asks the demo for its tour, and waits for the whole answer. */
async function chat(page: Page, locale: Look['locale']): Promise<void> {
  await page.locator('textarea').fill(locale === 'en-US' ? 'Show me what you can do' : '介绍一下你能做什么')
  await page.keyboard.press('Enter')
  await page.locator('article[aria-busy="true"]').waitFor()
  await page.locator('article[aria-busy="true"]').waitFor({ state: 'detached', timeout: 60_000 })
  await page.waitForLoadState('networkidle')
}

async function everything(browser: Browser, url: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const locale of ['en-US', 'zh-CN'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        const name = `${locale.slice(0, 2)}-${colorScheme}-${width}`
        await withLook(browser, url, { locale, colorScheme, width }, async (page) => {
          const shoot = (screen: string): Promise<unknown> =>
            page.screenshot({ path: `${folder}/${screen}-${name}.png` })
          await shoot('empty')
          await chat(page, locale)
          await shoot('chat')
          for (const [screen, route] of Object.entries(ROUTES)) {
            await page.goto(`${url}#${route}`)
            await page.waitForLoadState('networkidle')
            await page.waitForTimeout(400) // the screen before has a #main too
            await shoot(screen)
          }
        })
      }
    }
  }
}

/** The screens of assistants, which one profile a language fills and shows in every look. */
async function assistants(browser: Browser, url: string, folder: string): Promise<void> {
  for (const locale of ['en-US', 'zh-CN'] as const) {
    await withLook(browser, url, { locale, colorScheme: 'light', width: 1280 }, async (page) => {
      const screens = await makeAssistantsContent(page, url, locale === 'en-US' ? 'en' : locale)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const [screen, route] of Object.entries(screens)) {
          // Opened anew: the screen before has a #main too, and colors change slowly.
          await page.goto('about:blank')
          await page.goto(`${url}#${route}`)
          await page.locator('#main').getByRole('heading').first().waitFor()
          for (const width of [1280, 390]) {
            await page.setViewportSize({ width, height: width < 700 ? 844 : 800 })
            await page.waitForLoadState('networkidle')
            const name = `${screen}-${locale.slice(0, 2)}-${colorScheme}-${String(width)}`
            await page.screenshot({ path: `${folder}/${name}.png` })
          }
          await page.setViewportSize({ width: 1280, height: 800 })
        }
      }
    })
  }
}

const app = await preview({
  root: ROOT,
  preview: { host: '127.0.0.1', port: 0, strictPort: false },
  logLevel: 'error',
})
const url = app.resolvedUrls?.local[0]
if (url === undefined) throw new Error('dist/ is not served')
const browser = await chromium.launch(await findChromium())
if (values.all === undefined) {
  await withLook(browser, url, { locale: 'en-US', colorScheme: 'light', width: 1280 }, async (page) => {
    await chat(page, 'en-US')
    await page.screenshot({ path: `${ROOT}docs/screenshot.png` })
  })
} else {
  await everything(browser, url, values.all)
  await assistants(browser, url, values.all)
}
await browser.close()
await app.close()
