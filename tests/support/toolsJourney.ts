import type { Page } from 'playwright-core'
import { button, link } from './assistantsJourney.ts'

/** Uploads a file for assistants, and sees it listed. */
export async function uploadFile(
  page: Page,
  file: { name: string; mimeType: string; content: Blob | string },
): Promise<void> {
  const { name, mimeType, content } = file
  const buffer = Buffer.from(await new Blob([content]).arrayBuffer())
  await link(page, 'Files').click()
  await page.locator('input[aria-label="Upload files"]').setInputFiles({ name, mimeType, buffer })
  await page.getByRole('table', { name: 'Files' }).getByText(name).waitFor()
}

/** Makes an assistant from a template, and gives it an uploaded file. */
export async function makeAssistantWithFile(page: Page, template: string, filename: string): Promise<void> {
  await link(page, 'Assistants').click()
  await page
    .locator('#main')
    .getByRole('button', { name: new RegExp(`^${template}`, 'u') })
    .click()
  await page.getByRole('heading', { name: template, exact: true }).waitFor()
  await button(page, 'Files and JSON').click()
  await button(page, 'Attach a file').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: filename }).check()
  await button(dialog, 'Use this file').click()
  await page.getByRole('list', { name: 'Attached files' }).getByText(filename).waitFor()
}

/** Opens a new thread for the assistant that is open in its form. */
export async function openThread(page: Page, assistant: string): Promise<void> {
  await button(page, 'Use in a thread').click()
  await page.getByRole('button', { name: `Assistant: ${assistant}` }).waitFor()
}
