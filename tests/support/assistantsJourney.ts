import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { open, replies, say, wholeReply } from './journey.ts'

/** A question that makes the offline demo call the first function of the template "Function caller". */
export const WEATHER = 'What is the weather in Oslo?'
/** The way of a run that calls a function once and is answered. */
export const WAY_OF_A_CALL = [
  'queued',
  'in_progress',
  'requires_action',
  'queued',
  'in_progress',
  'completed',
]

export const runPanel = (page: Page): Locator => page.getByRole('complementary', { name: 'Run', exact: true })
export const runStatus = (page: Page): Locator => page.getByRole('status', { name: 'Run status' })
export const callForm = (page: Page): Locator =>
  page.getByRole('form', { name: 'Function calls waiting for an answer' })
export const output = (page: Page): Locator =>
  callForm(page).getByRole('textbox', { name: 'Output', exact: true })
export const link = (page: Page, name: string): Locator => page.getByRole('link', { name, exact: true })
export const button = (at: Page | Locator, name: string): Locator =>
  at.getByRole('button', { name, exact: true })

/** Waits until the run that is looked at has a status. */
export async function untilStatus(page: Page, status: string): Promise<void> {
  await runStatus(page).getByText(status, { exact: true }).waitFor({ timeout: 40_000 })
}

/** The statuses of the run that is looked at, in order, as the drawing tells them to who does not see it. */
export async function wayOfRun(page: Page): Promise<string[]> {
  const visits = runPanel(page).getByRole('list', { name: 'The statuses of this run, in order' })
  const texts = await visits.getByRole('listitem').allTextContents()
  return texts.map((text) => text.split(':')[0]?.trim() ?? '')
}

/** Makes an assistant in two clicks, and waits for its form. */
export async function makeFunctionCaller(page: Page): Promise<void> {
  await link(page, 'Assistants').click()
  await page
    .locator('#main')
    .getByRole('button', { name: /^Function caller/u })
    .click()
  await page.getByRole('heading', { name: 'Function caller', exact: true }).waitFor()
}

const NOTES = { name: 'oslo.txt', mimeType: 'text/plain', buffer: Buffer.from('Oslo lies on a fjord.\n') }

/** Uploads a small text file. */
export async function uploadNotes(page: Page): Promise<void> {
  await link(page, 'Files').click()
  await page.locator('input[aria-label="Upload files"]').setInputFiles(NOTES)
  await page.getByRole('table', { name: 'Files' }).getByText('oslo.txt').waitFor()
}

/** Attaches the uploaded file to the assistant that is open, and sees it listed. */
export async function attachNotes(page: Page): Promise<void> {
  await button(page, 'Files and JSON').click()
  await button(page, 'Attach a file').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: /oslo\.txt/u }).check()
  await button(dialog, 'Use this file').click()
  const attached = page.getByRole('list', { name: 'Attached files' })
  await attached.getByText('oslo.txt').waitFor()
  await page.getByRole('heading', { name: 'Answer to attaching' }).waitFor()
}

/** Opens a new thread, with the assistant chosen that is open in its form. */
export async function useInThread(page: Page): Promise<void> {
  await button(page, 'Use in a thread').click()
  await page.getByRole('button', { name: 'Assistant: Function caller' }).waitFor()
}

/** Creates a thread and a run with a first message, and waits until the run wants an answer. */
export async function askWeather(page: Page): Promise<void> {
  await say(page, WEATHER)
  await untilStatus(page, 'requires_action')
}

/** Answers the one call of the run by hand, and waits for its end. */
export async function answerByHand(page: Page, text: string): Promise<void> {
  await output(page).fill(text)
  await button(page, 'Submit output').click()
  await untilStatus(page, 'completed')
}

/** What was said in answer is what was given as output. */
export async function expectAnswered(page: Page, words: string): Promise<void> {
  const reply = await wholeReply(page)
  await reply.getByText(words).first().waitFor()
  expect(await replies(page).count()).toBeGreaterThan(0)
}

/** Starts with an assistant from the template and a new thread for it. */
export async function openFunctionCaller(page: Page): Promise<void> {
  await open(page)
  await makeFunctionCaller(page)
  await useInThread(page)
}

/** Chooses an entry of the menu that a button opens. */
export async function choose(menuButton: Locator, entry: string | RegExp): Promise<void> {
  await menuButton.click()
  await menuButton.page().getByRole('menuitem', { name: entry }).click()
}
