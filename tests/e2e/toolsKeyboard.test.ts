import { describe, expect, it } from 'vitest'
import { button, runStatus, untilStatus } from '../support/assistantsJourney.ts'
import { composer, open, wholeReply } from '../support/journey.ts'
import { goTo, press, tabTo } from '../support/keyboard.ts'
import { withPage } from '../support/page.ts'
import { salesTable } from '../support/salesTable.ts'
import { makeAssistantWithFile, openThread, uploadFile } from '../support/toolsJourney.ts'

const RULES = '# Harbour rules\n\n- The gate opens at six and closes at ten.\n- Boats over 12 m ask first.\n'
/** Milliseconds: Python is loaded, on a busy machine too. */
const PYTHON_STARTS = 150_000

describe.each([
  ['wide', { width: 1280, height: 800 }],
  ['a phone', { width: 390, height: 844 }],
])('without a mouse, %s', (_, viewport) => {
  it('a file is asked, its passage opened from the answer, and found again by a search', async () => {
    await withPage({}, async ({ page }) => {
      await open(page)
      await uploadFile(page, { name: 'harbour.md', mimeType: 'text/markdown', content: RULES })
      await makeAssistantWithFile(page, 'Document reader', 'harbour.md')
      await openThread(page, 'Document reader')
      await page.setViewportSize(viewport)

      await tabTo(page, composer(page))
      await page.keyboard.type('When does the gate open?')
      await page.keyboard.press('Enter')
      const reply = await wholeReply(page)
      const source = reply.getByRole('button', { name: /^Source 1/u })
      await press(page, source)
      const dialog = page.getByRole('dialog')
      await dialog.locator('mark').getByText('gate').first().waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      expect(await source.evaluate((node) => node === document.activeElement)).toBe(true)

      await goTo(page, 'Vector stores')
      await press(page, page.locator('#main').getByRole('link', { name: /Document reader/u }))
      await tabTo(page, page.getByRole('searchbox', { name: 'What to look for' }))
      await page.keyboard.type('gate')
      await page.keyboard.press('Enter')
      await press(page, page.getByTitle('Show in harbour.md'))
      await dialog.locator('mark').getByText('gate').first().waitFor()
    })
  })

  it(
    'a program is asked for, and a host refused',
    async () => {
      await withPage({}, async ({ page }) => {
        await open(page)
        await uploadFile(page, { name: 'sales.csv', mimeType: 'text/csv', content: salesTable() })
        await makeAssistantWithFile(page, 'Data analyst', 'sales.csv')
        await openThread(page, 'Data analyst')
        await page.setViewportSize(viewport)

        await tabTo(page, composer(page))
        await page.keyboard.type('Plot the amount by region')
        await page.keyboard.press('Enter')
        const refuse = button(page.getByRole('dialog'), 'Go on without')
        await refuse.waitFor({ timeout: PYTHON_STARTS })
        await expect.poll(() => refuse.evaluate((node) => node === document.activeElement)).toBe(true)
        await page.keyboard.press('Enter')
        if (await runStatus(page).isVisible()) await untilStatus(page, 'completed')
        const chart = await wholeReply(page)
        await chart.getByText('It drew the figure that you see here.').waitFor({ timeout: PYTHON_STARTS })
        const isSaved = page.waitForEvent('download')
        await press(page, button(chart, 'Download sales-chart.svg').first())
        expect((await isSaved).suggestedFilename()).toBe('sales-chart.svg')
      })
    },
    PYTHON_STARTS * 2,
  )
})
