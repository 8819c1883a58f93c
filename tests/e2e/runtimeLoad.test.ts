import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { composer, open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

/** Whether the page fetches the runtime, in all the idle moments that it has. A sentence that only the runtime holds tells it. */
async function loadsRuntime(page: Page): Promise<boolean> {
  const sources: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) sources.push(response.text())
  })
  await open(page)
  await composer(page).waitFor()
  await page.waitForLoadState('networkidle')
  // The last of the chunks that are fetched ahead of time, and one more idle moment.
  await expect
    .poll(async () => (await Promise.all(sources)).some((text) => text.includes('sonner')))
    .toBe(true)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1500)
  return (await Promise.all(sources)).some((text) => text.includes('already has an active run'))
}

describe('the runtime', () => {
  it('is not loaded for a person who has never used it', async () => {
    await withPage({}, async ({ page }) => {
      expect(await loadsRuntime(page)).toBe(false)
      const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
      expect(names).not.toContain('skein-runtime')
    })
  })

  it('is loaded where there may be runs to go on with', async () => {
    await withPage({}, async ({ page, context }) => {
      const before = await context.newPage()
      await open(before)
      await before.evaluate(
        () =>
          new Promise((resolve) => {
            indexedDB.open('skein-runtime', 1).addEventListener('success', resolve)
          }),
      )
      await before.close()
      expect(await loadsRuntime(page)).toBe(true)
    })
  })
})
