import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { type ScenarioServer, startScenarioServer } from '../support/scenarioServer.ts'

/** Scripts and assistive technology rely on these names (DESIGN §5.11): they stand here as they are written there. */
const SCREENS = [
  'Chat',
  'Assistants',
  'Threads',
  'Runs',
  'Files',
  'Vector stores',
  'Models',
  'Usage',
  'Tools',
  'Settings',
]
const ROUTES = [
  '/chat',
  '/assistants',
  '/threads',
  '/runs',
  '/files',
  '/vector-stores',
  '/models',
  '/usage',
  '/tools',
  '/settings/connections',
  '/settings/appearance',
  '/settings/tools',
  '/settings/data',
  '/nowhere',
]
const KEY = 'sk-names-1'
let server: ScenarioServer

beforeAll(async () => {
  server = await startScenarioServer({ requireKey: KEY })
})
afterAll(() => server.close())

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })

describe('the names that others rely on', () => {
  it('lead from the settings to a streamed and stopped conversation', async () => {
    await withPage({ expectedErrors: /Failed to load/u }, async ({ page }) => {
      server.setScenario('steady')
      await open(page)
      for (const name of SCREENS) await page.getByRole('link', { name, exact: true }).waitFor()
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.getByText('Connections', { exact: true }).first().click()
      await button(page, 'Add connection').click()
      await field(page, 'Name').fill('By name')
      await field(page, 'Base URL').fill(server.baseURL)
      await page.getByLabel('API key', { exact: true }).fill(KEY)
      await button(page, 'Test connection').click()
      await page.getByText('Everything that a chat needs works.').waitFor()
      await button(page, 'Save').click()

      await page.getByRole('link', { name: 'Chat', exact: true }).click()
      await field(page, 'Message').fill('Hello')
      await button(page, 'Send').click()
      const log = page.getByRole('log', { name: 'Conversation', exact: true })
      await log.getByRole('article', { name: 'You', exact: true }).waitFor()
      const reply = log.getByRole('article', { name: 'Assistant', exact: true })
      await reply.and(page.locator('[aria-busy="true"]')).getByText('quick brown fox').first().waitFor()
      await button(page, 'Stop').click()
      await button(page, 'Send').waitFor()
      expect(await reply.getAttribute('aria-busy')).not.toBe('true')
      expect(server.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${KEY}`)
    })
  })
})

describe('the offline demo', () => {
  it.each([
    ['wide', 'en-US', { width: 1280, height: 800 }, /not an AI/iu],
    ['a phone', 'en-US', { width: 390, height: 844 }, /not an AI/iu],
    ['a phone', 'zh-CN', { width: 390, height: 844 }, /非 ?AI/u],
  ])('says in sight on every screen that it is not an AI (%s, %s)', async (_, locale, viewport, words) => {
    await withPage({ locale, viewport }, async ({ page }) => {
      for (const route of ROUTES) {
        await open(page, route)
        await page.locator('#main').waitFor()
        const said = page.getByText(words).filter({ visible: true }).first()
        await said.waitFor()
        const box = await said.boundingBox()
        expect(box, route).not.toBeNull()
        expect((box?.y ?? -1) + (box?.height ?? 0), route).toBeLessThanOrEqual(viewport.height)
      }
    })
  })

  it('says so beside the dot of a collapsed rail', async () => {
    await withPage({}, async ({ page }) => {
      await open(page, '/usage')
      await button(page, 'Collapse the sidebar').click()
      await page.getByRole('navigation').getByText('not an AI').waitFor()
    })
  })
})
