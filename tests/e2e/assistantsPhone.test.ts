import { expect, inject, it } from 'vitest'
import { makeAssistantsContent } from '../support/assistantsContent.ts'
import { open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

it.each([
  ['en', 'en-US'],
  ['zh-CN', 'zh-CN'],
] as const)('nothing scrolls sideways on a phone: %s', async (language, locale) => {
  await withPage({ locale, reducedMotion: 'reduce' }, async ({ page }) => {
    const screens = await makeAssistantsContent(page, inject('appURL'), language)
    await page.setViewportSize({ width: 390, height: 844 })
    const tooWide: string[] = []
    for (const [name, route] of Object.entries(screens)) {
      await open(page, route)
      await page.locator('#main').getByRole('heading').first().waitFor()
      await page.waitForLoadState('networkidle')
      const width = await page.evaluate(() =>
        Math.max(document.documentElement.scrollWidth, document.querySelector('#main')?.scrollWidth ?? 0),
      )
      if (width > 390) tooWide.push(`${name}: ${String(width)}`)
    }
    expect(tooWide).toEqual([])
  })
})
