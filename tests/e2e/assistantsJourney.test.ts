import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  answerByHand,
  askWeather,
  button,
  callForm,
  expectAnswered,
  link,
  makeFunctionCaller,
  runPanel,
  useInThread,
  WAY_OF_A_CALL,
  wayOfRun,
} from '../support/assistantsJourney.ts'
import { blockOutside, open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

const NOTES = { name: 'oslo.txt', mimeType: 'text/plain', buffer: Buffer.from('Oslo lies on a fjord.\n') }

async function uploadNotes(page: Page): Promise<void> {
  await link(page, 'Files').click()
  await page.locator('input[aria-label="Upload files"]').setInputFiles(NOTES)
  await page.getByRole('table', { name: 'Files' }).getByText('oslo.txt').waitFor()
}

/** Attaches the uploaded file to the assistant that is open, and sees it listed. */
async function attachNotes(page: Page): Promise<void> {
  await button(page, 'Files and JSON').click()
  await button(page, 'Attach a file').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: /oslo\.txt/u }).check()
  await button(dialog, 'Use this file').click()
  const attached = page.getByRole('list', { name: 'Attached files' })
  await attached.getByText('oslo.txt').waitFor()
  await page.getByRole('heading', { name: 'Answer to attaching' }).waitFor()
}

describe.each(['Stream', 'Poll'])('from a template to an answer: %s', (following) => {
  it('goes through every status, answered by hand', async () => {
    await withPage({}, async ({ page, context }) => {
      const outside = await blockOutside(context)
      await open(page)
      await uploadNotes(page)
      await makeFunctionCaller(page)
      await attachNotes(page)
      await useInThread(page)
      const isStreaming = page.getByRole('switch', { name: 'Stream' })
      if (following === 'Poll') await isStreaming.click()
      expect(await isStreaming.getAttribute('aria-checked')).toBe(String(following === 'Stream'))

      await askWeather(page)
      await callForm(page).getByRole('group', { name: 'get_weather wants an answer' }).waitFor()
      await callForm(page).getByText('city', { exact: true }).waitFor()
      await answerByHand(page, '{"temperature": "11 degrees"}')
      expect(await wayOfRun(page)).toEqual(WAY_OF_A_CALL)
      await expectAnswered(page, '11 degrees')

      const steps = runPanel(page).getByRole('heading', { level: 3 })
      await steps.getByText('get_weather').waitFor()
      await steps.getByText('message_creation').waitFor()
      await runPanel(page).getByText('Total tokens').waitFor()
      expect(outside).toEqual([])
    })
  })
})
