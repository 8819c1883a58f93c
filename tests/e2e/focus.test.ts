import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { askWeather, button, openFunctionCaller, runPanel } from '../support/assistantsJourney.ts'
import { withPage } from '../support/page.ts'

/** What has the focus: its accessible name, as far as it is written, or its words. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    return element === document.body
      ? ''
      : (element?.getAttribute('aria-label') ?? element?.textContent ?? '')
  })

/** Presses a button from the keyboard. */
async function enter(page: Page, name: string): Promise<void> {
  await button(page, name).focus()
  await page.keyboard.press('Enter')
}

describe.each([
  ['wide', { width: 1280, height: 800 }],
  ['a phone', { width: 390, height: 844 }],
])('the focus, %s', (_, viewport) => {
  it('goes to what is opened, and back to where it was', async () => {
    await withPage({ viewport: { width: 1280, height: 800 } }, async ({ page }) => {
      await openFunctionCaller(page)
      await enter(page, 'Assistant: Function caller')
      await page.getByRole('dialog').waitFor()
      await expect.poll(() => focused(page)).toBe('Search assistants')
      await page.keyboard.press('Escape')
      await expect.poll(() => focused(page)).toBe('Assistant: Function caller')

      await askWeather(page)
      await page.setViewportSize(viewport)
      await page.getByRole('link', { name: /^Runs/u }).click()
      await enter(page, 'Function caller')
      await runPanel(page).waitFor()
      await expect.poll(() => focused(page)).toBe('Run')
      await page.keyboard.press('Escape')
      await expect.poll(() => focused(page)).toMatch(/^\s*Function caller\s*$/u)
    })
  })
})

it('keeps clear, on a phone, of what lies under the side', async () => {
  await withPage({ viewport: { width: 1280, height: 800 } }, async ({ page }) => {
    await openFunctionCaller(page)
    await askWeather(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await enter(page, 'Answer')
    await runPanel(page).waitFor()
    await page.getByRole('tab', { name: 'Run', exact: true }).focus()
    await page.keyboard.press('Shift+Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('#main') ?? null)).toBeNull()
  })
})
