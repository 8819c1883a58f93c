import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  answerByHand,
  askWeather,
  attachNotes,
  button,
  choose,
  link,
  makeFunctionCaller,
  uploadNotes,
  useInThread,
} from '../support/assistantsJourney.ts'
import { conversation, open, replies } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

/** Looks up a call of this screen, and what came back, as JSON. */
async function answered(page: Page, call: RegExp, json: string): Promise<void> {
  await button(page, 'Calls and answers').click()
  const dialog = page.getByRole('dialog', { name: 'Calls and answers' })
  await dialog.getByRole('button', { name: call }).first().click()
  await dialog.getByText(json).waitFor()
  await button(dialog, 'Close').click()
  await dialog.waitFor({ state: 'detached' })
}

describe('what was made', () => {
  it('is all deleted: message, thread with its runs, file, assistant', async () => {
    await withPage({}, async ({ page }) => {
      await open(page)
      await uploadNotes(page)
      await makeFunctionCaller(page)
      await attachNotes(page)
      await useInThread(page)
      await askWeather(page)
      await answerByHand(page, '11 degrees')
      await replies(page).getByText('11 degrees').waitFor()

      const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'))
      await replies(page).hover()
      await choose(button(replies(page), 'More actions'), 'Delete message')
      await button(dialog, 'Delete').click()
      await replies(page).waitFor({ state: 'detached' })
      expect(await conversation(page).getByRole('article').count()).toBe(1)
      await page.reload()
      await conversation(page).getByRole('article').waitFor()
      expect(await replies(page).count()).toBe(0)

      await choose(button(page, 'Thread menu'), 'Delete thread')
      await button(dialog, 'Delete thread').click()
      await page.getByText('Threads you create or open here are listed here.').waitFor()
      await link(page, 'Runs').click()
      await page.getByRole('heading', { name: 'No runs yet' }).waitFor()

      await link(page, 'Files').click()
      await choose(button(page, 'More about oslo.txt'), 'Delete')
      await dialog.getByText('These use it and will lose it:').waitFor()
      await dialog.getByText('Function caller').waitFor()
      await button(dialog, 'Delete').click()
      await page.getByRole('heading', { name: 'No files here yet' }).waitFor()
      await answered(page, /^DELETE \/files\/file-/u, 'deleted: true')

      await link(page, 'Assistants').click()
      await page.getByRole('link', { name: /Function caller/u }).click()
      await button(page, 'Files and JSON').click()
      // It still names the file that is gone.
      await page.getByRole('button', { name: /^Detach file-/u }).click()
      await button(dialog, 'Detach').click()
      await page.getByText('No file is attached.').waitFor()
      await choose(button(page, 'More for this assistant'), 'Delete')
      await button(dialog, 'Delete').click()
      await page.getByRole('heading', { name: 'Make your first assistant' }).waitFor()
      await answered(page, /^DELETE \/assistants\/asst_/u, 'object: "assistant.deleted"')
      await page.reload()
      await page.getByRole('heading', { name: 'Make your first assistant' }).waitFor()
      expect(await page.getByText('There is no assistant here yet.').count()).toBe(1)
    })
  })
})
