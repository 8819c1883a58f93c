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
import { goTo, press, tabTo } from '../support/keyboard.ts'
import { withPage } from '../support/page.ts'

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
