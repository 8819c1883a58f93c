import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { type ScenarioServer, startScenarioServer } from '../support/scenarioServer.ts'

let server: ScenarioServer

beforeAll(async () => {
  server = await startScenarioServer()
})
afterAll(() => server.close())

/** Opens "Raw JSON" of the last reply, and gives the request and the answer that it shows. */
async function rawOfLastReply(page: Page): Promise<{ request: string | null; response: string | null }> {
  const reply = await wholeReply(page)
  await reply.hover()
  await reply.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Raw JSON' }).click()
  const dialog = page.getByRole('dialog', { name: 'Raw JSON' })
  const shownUnder = async (tab: string): Promise<string | null> => {
    await dialog.getByRole('tab', { name: tab }).click()
    return dialog.getByRole('tabpanel', { name: tab }).locator('pre').textContent()
  }
  const request = await shownUnder('Request')
  const response = await shownUnder('Response')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  return { request, response }
}

describe('the JSON of each operation', () => {
  it('is shown for a model, an answer in one piece, and a streamed one', async () => {
    await withPage({}, async ({ page }) => {
      await connect(page, { name: 'Seen', baseURL: server.baseURL })
      await page.getByRole('link', { name: 'Models', exact: true }).click()
      await page.getByText('test-large').first().click()
      await page.getByRole('dialog').locator('pre').getByText('"object": "model"').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('link', { name: 'Chat', exact: true }).click()

      await say(page, 'Streamed, please')
      const streamed = await rawOfLastReply(page)
      expect(streamed.request).toContain('"stream": true')
      expect(streamed.request).toContain('Streamed, please')
      expect(streamed.response).toContain('"usage"')

      await page.getByRole('switch', { name: 'Stream' }).click()
      await say(page, 'In one piece')
      const whole = await rawOfLastReply(page)
      expect(whole.request).not.toContain('"stream": true')
      expect(whole.response).toContain('"object": "chat.completion"')
    })
  })
})
