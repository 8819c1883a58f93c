import { describe, it } from 'vitest'
import { composer, conversation, fillConnection, useConnection } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { startScenarioServer } from '../support/scenarioServer.ts'

const KEY = 'sk-locked-1'
const PASSPHRASE = 'correct horse'

describe('a key that is encrypted', () => {
  it('is unlocked from the chat, and the message that waited for it leaves', async () => {
    const server = await startScenarioServer({ requireKey: KEY })
    await withPage({}, async ({ page }) => {
      await fillConnection(page, { name: 'Locked', baseURL: server.baseURL, key: KEY })
      await page.getByRole('radio', { name: 'On this device, encrypted' }).check()
      await page.getByLabel('New passphrase').fill(PASSPHRASE)
      await page.getByLabel('Repeat the passphrase').fill(PASSPHRASE)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('key ready').first().waitFor()
      await useConnection(page, 'Locked')
      await page.reload()
      await page.getByRole('link', { name: 'Chat', exact: true }).click()
      await composer(page).fill('Hello')
      await composer(page).press('Enter')
      await page.getByRole('button', { name: 'Unlock keys' }).click()
      await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
      await page.getByRole('button', { name: 'Unlock', exact: true }).click()
      await conversation(page).getByText('Streaming keeps order').waitFor()
    })
    await server.close()
  })
})
