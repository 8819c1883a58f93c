import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composer, connect, fillConnection, replies, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { type ScenarioServer, startScenarioServer } from '../support/scenarioServer.ts'

const KEY = 'sk-test-1234'
let server: ScenarioServer

beforeAll(async () => {
  server = await startScenarioServer({ requireKey: KEY })
})
afterAll(() => server.close())

const connection = (): { name: string; baseURL: string; key: string } => ({
  name: 'My endpoint',
  baseURL: server.baseURL,
  key: KEY,
})

describe('an endpoint of one’s own', () => {
  it('is tested before it is saved, and says what it can do', async () => {
    await withPage({ expectedErrors: /404|400|405|Failed to load/u }, async ({ page }) => {
      server.setScenario('normal')
      await fillConnection(page, connection())
      await page.getByRole('button', { name: 'Test connection' }).click()
      await page
        .getByText(/\d+ models/u)
        .first()
        .waitFor()
    })
  })

  it('names a wrong key, in the test and in the chat, and the message can be sent again', async () => {
    await withPage({ expectedErrors: /401|Failed to load/u }, async ({ page }) => {
      server.setScenario('normal')
      await connect(page, { ...connection(), key: 'sk-wrong' })
      await page
        .getByRole('button', { name: /choose a model|model/i })
        .first()
        .click()
      await page.getByRole('dialog').getByRole('textbox').fill('test-model')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: /test-model/u }).waitFor()
      await say(page, 'Hello')
      await replies(page).last().getByText(/key/iu).first().waitFor()
      await replies(page)
        .last()
        .getByText(/req_\d+/u)
        .waitFor({ state: 'attached' })
    })
  })

  it('lists its models, answers in sync and streaming', async () => {
    await withPage({}, async ({ page }) => {
      server.setScenario('normal')
      await connect(page, connection())
      await page.getByRole('link', { name: 'Models', exact: true }).click()
      await page.getByText('test-large').first().waitFor()
      await page.getByRole('link', { name: 'Chat', exact: true }).click()

      await say(page, 'First, streamed')
      await (await wholeReply(page)).getByRole('table').waitFor()
      expect(server.requests.at(-1)?.body).toMatchObject({ stream: true })
      // Its pieces come to the page by way of a worker.
      expect(page.workers().filter((worker) => worker.url().includes('streamWorker'))).toHaveLength(1)

      await page.getByRole('switch', { name: 'Stream' }).click()
      await say(page, 'Then in one answer')
      await (await wholeReply(page)).getByRole('table').waitFor()
      expect(server.requests.at(-1)?.body).not.toMatchObject({ stream: true })
      expect(await replies(page).count()).toBe(2)
      await replies(page)
        .last()
        .getByText(/\d+ in · \d+ out/u)
        .waitFor()
    })
  })

  it('keeps what had come when stopped, and when reloaded in mid-stream', async () => {
    await withPage({}, async ({ page }) => {
      server.setScenario('steady')
      await connect(page, connection())
      await say(page, 'A long one')
      await replies(page).last().getByRole('listitem').nth(4).waitFor()
      await page.getByRole('button', { name: 'Stop' }).click()
      await page.getByRole('button', { name: 'Send' }).waitFor()
      await replies(page).last().getByRole('button', { name: 'Continue' }).waitFor()

      await say(page, 'Another')
      await replies(page).nth(1).getByRole('listitem').nth(4).waitFor()
      await page.waitForTimeout(700) // past one write
      await page.reload()
      const interrupted = replies(page).nth(1)
      await interrupted.getByRole('listitem').nth(2).waitFor()
      await interrupted
        .getByText(/interrupted/iu)
        .first()
        .waitFor()
      await interrupted.getByRole('button', { name: 'Continue' }).waitFor()
      server.setScenario('normal')
      await interrupted.getByRole('button', { name: /try again|retry/iu }).click()
      await (await wholeReply(page)).getByRole('table').waitFor()
    })
  })

  it('edits into a new branch, regenerates, and switches between branches', async () => {
    await withPage({}, async ({ page }) => {
      server.setScenario('normal')
      await connect(page, connection())
      await say(page, 'Original question')
      await wholeReply(page)
      const mine = page.getByRole('article', { name: 'You' })
      await mine.first().hover()
      await mine.first().getByRole('button', { name: /edit/iu }).click()
      await mine.first().getByRole('textbox').fill('Edited question')
      await mine.first().getByRole('button', { name: 'Submit' }).click()
      await page.getByText('Edited question').first().waitFor()
      await wholeReply(page)
      expect(
        await page.getByText('Original question', { exact: true }).filter({ visible: true }).count(),
      ).toBeLessThanOrEqual(1) // the title

      await mine
        .first()
        .getByRole('button', { name: /previous/iu })
        .click()
      await mine.first().getByText('Original question').waitFor()
      await mine.first().getByRole('button', { name: /next/iu }).click()
      await mine.first().getByText('Edited question').waitFor()

      await replies(page).last().hover()
      await replies(page)
        .last()
        .getByRole('button', { name: /regenerate/iu })
        .click()
      await wholeReply(page)
      await replies(page).last().getByText('2/2').waitFor()
    })
  })

  it('goes on streaming in one chat while another is open', async () => {
    await withPage({}, async ({ page }) => {
      server.setScenario('steady')
      await connect(page, connection())
      await say(page, 'Chat one')
      await replies(page).last().getByRole('listitem').nth(1).waitFor()
      await page.getByRole('button', { name: 'New chat' }).first().click()
      server.setScenario('normal')
      await say(page, 'Chat two')
      await (await wholeReply(page)).getByRole('table').waitFor()
      await page.getByRole('link', { name: /Chat one/u }).click()
      await replies(page).last().getByRole('listitem').nth(11).waitFor()
      await page.getByRole('button', { name: 'Stop' }).click()
    })
  })
})

describe('an endpoint that fails', () => {
  it('keeps the words and what had arrived, and can be tried again', async () => {
    await withPage({ expectedErrors: /./u }, async ({ page }) => {
      server.setScenario('normal')
      await connect(page, connection())
      await say(page, 'Hello')
      await wholeReply(page)
      server.setScenario('rate-limit')
      await say(page, 'Too fast')
      await replies(page)
        .last()
        .getByText(/too many|rate limit|slow down/iu)
        .first()
        .waitFor()
      server.setScenario('normal')
      await replies(page)
        .last()
        .getByRole('button', { name: /try again|retry/iu })
        .first()
        .click()
      await (await wholeReply(page)).getByRole('table').waitFor()

      server.setScenario('cut-stream')
      await say(page, 'Cut me')
      await replies(page)
        .last()
        .getByText(/connection broke/u)
        .first()
        .waitFor()
      expect(await replies(page).last().textContent()).toMatch(/A reply/u)
    })
  })

  it('that refuses a parameter is asked again without it, and remembered', async () => {
    await withPage({ expectedErrors: /400/u }, async ({ page }) => {
      server.setScenario('normal')
      await connect(page, connection())
      await page
        .getByRole('button', { name: /parameters/iu })
        .first()
        .click()
      await page.getByLabel('Temperature').first().fill('0.5')
      server.setScenario('parameter-refused')
      await say(page, 'Warm please')
      await replies(page)
        .last()
        .getByRole('button', { name: /without temperature/iu })
        .click()
      await (await wholeReply(page)).getByRole('table').waitFor()
      await say(page, 'Again')
      await (await wholeReply(page)).getByRole('table').waitFor()
      expect(server.requests.at(-1)?.body).not.toHaveProperty('temperature')
    })
  })

  it('that is down says so, and gives the words back', async () => {
    await withPage({ expectedErrors: /./u }, async ({ page }) => {
      const dead = await startScenarioServer()
      await dead.close()
      await connect(page, { name: 'Dead', baseURL: dead.baseURL })
      await composer(page).fill('Anyone there?')
      await page.keyboard.press('Enter')
      await page.getByText('No server answered').first().waitFor()
      expect(await composer(page).inputValue()).toBe('Anyone there?')
    })
  })

  it('that lets no page read its answers is told from one that is down', async () => {
    await withPage({ expectedErrors: /./u }, async ({ page }) => {
      const closed = await startScenarioServer({ cors: 'none' })
      await fillConnection(page, { name: 'Closed', baseURL: closed.baseURL })
      await page.getByRole('button', { name: 'Test connection' }).click()
      await page.getByText(/CORS/u).first().waitFor()
      await page.getByText('It does not work yet.').waitFor()
      await page.getByText(new URL(page.url()).origin).first().waitFor()
      await closed.close()
    })
  })

  it('whose path is wrong is offered the right one', async () => {
    await withPage({ expectedErrors: /./u }, async ({ page }) => {
      server.setScenario('normal')
      await fillConnection(page, { ...connection(), baseURL: server.url })
      await page.getByRole('button', { name: 'Test connection' }).click()
      await page.getByRole('button', { name: `Use ${server.baseURL}` }).click()
      await page.getByText('Everything that a chat needs works.').waitFor()
      expect(await page.getByRole('textbox', { name: 'Base URL' }).inputValue()).toBe(server.baseURL)
    })
  })
})
