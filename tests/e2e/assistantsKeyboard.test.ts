import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  button,
  expectAnswered,
  output,
  untilStatus,
  WAY_OF_A_CALL,
  WEATHER,
  wayOfRun,
} from '../support/assistantsJourney.ts'
import { composer, open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

/** More than any screen has to tab over. */
const MOST_TABS = 90

/** Tabs on until the focus is there; it can be seen where it is. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  const element = await target.elementHandle()
  const isThere = (): Promise<boolean> =>
    page.evaluate((wanted) => document.activeElement === wanted, element)
  for (let tabs = 0; tabs < MOST_TABS && !(await isThere()); tabs += 1) await page.keyboard.press('Tab')
  expect(await isThere(), `Tab leads to ${String(target)}`).toBe(true)
  expect(await page.evaluate(() => document.activeElement?.matches(':focus-visible'))).toBe(true)
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

/** Goes to a screen by the command palette. */
async function goTo(page: Page, screen: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Commands' }).waitFor()
  await page.keyboard.type(screen)
  await page.getByRole('option', { name: screen }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: screen }).waitFor()
}

describe.each([
  ['wide', { width: 1280, height: 800 }],
  ['a phone', { width: 390, height: 844 }],
])('without a mouse, %s', (_, viewport) => {
  it('an assistant is made, given a file, asked, answered and its run followed', async () => {
    await withPage({ viewport }, async ({ page }) => {
      await open(page)
      await composer(page).waitFor()

      await goTo(page, 'Files')
      const isChoosing = page.waitForEvent('filechooser')
      await press(page, button(page, 'Upload files'))
      await (
        await isChoosing
      ).setFiles({ name: 'oslo.txt', mimeType: 'text/plain', buffer: Buffer.from('Fjord') })
      await page.getByRole('table', { name: 'Files' }).getByText('oslo.txt').waitFor()

      await goTo(page, 'Assistants')
      await press(page, page.locator('#main').getByRole('button', { name: /^Function caller/u }))
      await page.getByRole('heading', { name: 'Function caller', exact: true }).waitFor()
      await press(page, button(page, 'Files and JSON'))
      await press(page, button(page, 'Attach a file'))
      await tabTo(page, page.getByRole('checkbox', { name: /oslo\.txt/u }))
      await page.keyboard.press('Space')
      await press(page, button(page, 'Use this file'))
      await page.getByRole('list', { name: 'Attached files' }).getByText('oslo.txt').waitFor()
      await press(page, button(page.getByRole('complementary', { name: 'Files and JSON' }), 'Close'))
      await press(page, button(page, 'Use in a thread'))

      await tabTo(page, composer(page))
      await page.keyboard.type(WEATHER)
      await page.keyboard.press('Enter')
      if (viewport.width < 700) await press(page, button(page, 'Answer'))
      await untilStatus(page, 'requires_action')
      await tabTo(page, output(page))
      await page.keyboard.type('11 degrees')
      await press(page, button(page, 'Submit output'))
      await untilStatus(page, 'completed')
      expect(await wayOfRun(page)).toEqual(WAY_OF_A_CALL)
      if (viewport.width < 700)
        await press(page, button(page.getByRole('complementary', { name: 'Run' }), 'Close'))
      await expectAnswered(page, '11 degrees')
    })
  })
})
