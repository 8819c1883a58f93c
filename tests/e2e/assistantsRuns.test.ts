import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  answerByHand,
  askWeather,
  button,
  callForm,
  expectAnswered,
  link,
  openFunctionCaller,
  output,
  runPanel,
  runStatus,
  untilStatus,
  WAY_OF_A_CALL,
  WEATHER,
  wayOfRun,
} from '../support/assistantsJourney.ts'
import { blockOutside, composer, conversation, replies, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

/** A question that the offline demo answers at length, without a call. */
const LONG = 'Show me what you can do'

/** The one reply is the whole of it. */
async function expectTour(page: Page): Promise<void> {
  await expect.poll(() => replies(page).count()).toBe(1)
  const reply = await wholeReply(page)
  expect(await reply.getByRole('heading', { name: 'A short tour of Skein' }).count()).toBe(1)
  expect(await reply.getByRole('table').count()).toBe(1)
}

/** Writes the handler of get_weather, from the call that waits for it, and saves it. */
async function saveHandler(page: Page, code: string, isAutomatic: boolean): Promise<void> {
  await button(callForm(page), 'Write a handler').click()
  const dialog = page.getByRole('dialog')
  const editor = dialog.locator('.cm-content[aria-label="Code of get_weather"]')
  await editor.click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(code)
  if (isAutomatic) await dialog.getByText('Answer automatically').click()
  await button(dialog, 'Save handler').click()
  await dialog.waitFor({ state: 'detached' })
  await button(callForm(page), 'Edit handler').waitFor()
}

const CODE = 'return { city: args.city, sky: `clear over ${args.city}` }'

describe('a saved handler', () => {
  it('answers by button', async () => {
    await withPage({}, async ({ page, context }) => {
      const outside = await blockOutside(context)
      await openFunctionCaller(page)
      await askWeather(page)
      await saveHandler(page, CODE, false)
      await button(callForm(page), 'Run handler').click()
      await expect.poll(() => output(page).inputValue()).toContain('clear over')
      await button(page, 'Submit output').click()
      await untilStatus(page, 'completed')
      await expectAnswered(page, 'clear over')
      expect(outside).toEqual([])
    })
  })

  it('answers by itself, so that the run needs nobody', async () => {
    await withPage({}, async ({ page }) => {
      await openFunctionCaller(page)
      await askWeather(page)
      await saveHandler(page, CODE, true)
      await answerByHand(page, 'by hand, this once')
      await say(page, 'And what is the weather in Bergen?')
      await replies(page).getByText('clear over').waitFor()
      await untilStatus(page, 'completed')
      expect(await wayOfRun(page)).toEqual(WAY_OF_A_CALL)
    })
  })
})

describe('a run', () => {
  it('is cancelled while it waits and while it writes, and others follow it', async () => {
    await withPage({}, async ({ page }) => {
      await openFunctionCaller(page)
      await say(page, LONG)
      await replies(page).getByRole('heading').first().waitFor()
      await button(page, 'Stop').click()
      await untilStatus(page, 'cancelled')
      expect(await wayOfRun(page)).toEqual(['queued', 'in_progress', 'cancelling', 'cancelled'])

      await say(page, WEATHER)
      await untilStatus(page, 'requires_action')
      await button(runPanel(page), 'Cancel').click()
      await untilStatus(page, 'cancelled')
      await runPanel(page).getByText('This run was cancelled').waitFor()
      expect(await wayOfRun(page)).toEqual([
        'queued',
        'in_progress',
        'requires_action',
        'cancelling',
        'cancelled',
      ])

      await say(page, WEATHER)
      await untilStatus(page, 'requires_action')
      await answerByHand(page, 'fog')
      await expectAnswered(page, 'fog')
    })
  })

  it('expires when nobody answers it, says so, and is run again', async () => {
    await withPage({}, async ({ page }) => {
      await page.clock.install()
      await openFunctionCaller(page)
      await askWeather(page)
      await output(page).fill('too late')
      await page.clock.fastForward('10:01')
      await untilStatus(page, 'expired')
      await runPanel(page).getByText('This run expired').waitFor()
      expect(await wayOfRun(page)).toEqual(['queued', 'in_progress', 'requires_action', 'expired'])

      await button(runPanel(page), 'Run again').click()
      await untilStatus(page, 'requires_action')
      await answerByHand(page, 'in time')
      await expectAnswered(page, 'in time')
    })
  })
})

describe('a run that is left alone', () => {
  it('keeps what was typed as output over a reload', async () => {
    await withPage({}, async ({ page }) => {
      await openFunctionCaller(page)
      await askWeather(page)
      await output(page).fill('half typed')
      await page.reload()
      await untilStatus(page, 'requires_action')
      expect(await output(page).inputValue()).toBe('half typed')
      await button(page, 'Submit output').click()
      await untilStatus(page, 'completed')
      await expectAnswered(page, 'half typed')
      expect(
        await page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('outputs:'))),
      ).toEqual([])
    })
  })

  it('goes on while its screen is left', async () => {
    await withPage({}, async ({ page }) => {
      await openFunctionCaller(page)
      await say(page, LONG)
      await replies(page).getByRole('heading').first().waitFor()
      await link(page, 'Files').click()
      await page.getByRole('heading', { name: 'No files here yet' }).waitFor()
      await link(page, 'Threads').click()
      await page.getByRole('link', { name: LONG }).click()
      await untilStatus(page, 'completed')
      await expectTour(page)
    })
  })

  it('goes on over a reload in the middle of its answer, to one end', async () => {
    await withPage({}, async ({ page }) => {
      await openFunctionCaller(page)
      await say(page, LONG)
      await replies(page).getByRole('heading').first().waitFor()
      await page.reload()
      await untilStatus(page, 'completed')
      // What the page that was closed had begun to say is taken back, and said anew.
      await expectTour(page)
      expect(await runPanel(page).getByRole('heading', { name: 'message_creation' }).count()).toBe(1)
      await runPanel(page).getByRole('tab', { name: 'Runs' }).click()
      const runs = runPanel(page).getByRole('list', { name: 'Runs of this thread' })
      expect(await runs.getByRole('listitem').count()).toBe(1)
    })
  })

  it('of this browser goes on without a network', async () => {
    await withPage({}, async ({ page, context }) => {
      await openFunctionCaller(page)
      await askWeather(page)
      await context.setOffline(true)
      await answerByHand(page, 'no network needed')
      await expectAnswered(page, 'no network needed')
      await composer(page).fill(WEATHER)
      await page.keyboard.press('Enter')
      await untilStatus(page, 'requires_action')
      await answerByHand(page, 'nor here')
      await expectAnswered(page, 'nor here')
      expect(await conversation(page).getByRole('article').count()).toBe(4)
      expect(await runStatus(page).count()).toBe(1)
    })
  })
})
