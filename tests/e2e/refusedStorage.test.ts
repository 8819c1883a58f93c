import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { composer, connect, open, replies, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { startScenarioServer } from '../support/scenarioServer.ts'

/** As browsers do it where site data are blocked. */
function refuseStorage(): void {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, {
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      },
    })
  }
  IDBFactory.prototype.open = () => {
    throw new DOMException('Access is denied for this document.', 'SecurityError')
  }
}

async function holdTwoChats(page: Page): Promise<void> {
  await say(page, 'First chat')
  await wholeReply(page)
  await page.getByRole('button', { name: 'New chat' }).first().click()
  await say(page, 'Second chat')
  await wholeReply(page)
  await page.getByRole('link', { name: /First chat/u }).click()
  await page.getByRole('article', { name: 'You' }).getByText('First chat').waitFor()
}

describe('a browser that refuses storage', () => {
  it('still holds chats until the page is closed, and says so', async () => {
    await withPage({}, async ({ page, context }) => {
      await context.addInitScript(refuseStorage)
      await open(page)
      await page.getByText(/lasts only until the page is closed/u).waitFor()
      await holdTwoChats(page)
    })
  })

  it('takes a connection and its key for as long', async () => {
    const server = await startScenarioServer({ requireKey: 'sk-test-1234' })
    await withPage({}, async ({ page, context }) => {
      await context.addInitScript(refuseStorage)
      await connect(page, { name: 'My endpoint', baseURL: server.baseURL, key: 'sk-test-1234' })
      await say(page, 'Hello')
      await (await wholeReply(page)).getByRole('table').waitFor()
      expect(await replies(page).count()).toBe(1)
    })
    await server.close()
  })
})

it('a browser without channels between tabs, and without locks, works all the same', async () => {
  await withPage({}, async ({ page, context }) => {
    await context.addInitScript(() => {
      Reflect.deleteProperty(window, 'BroadcastChannel')
      Reflect.deleteProperty(Navigator.prototype, 'locks')
    })
    await open(page)
    await holdTwoChats(page)
    await page.reload()
    await composer(page).waitFor()
    await page.getByRole('article', { name: 'You' }).getByText('First chat').waitFor()
  })
})
