import { describe, expect, it } from 'vitest'
import { findings } from '../support/axePage.ts'
import { composer, open, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

/** Each route, and the title that tells that its screen is there. */
const ROUTES = {
  '/assistants': 'Assistants',
  '/threads': 'Threads',
  '/runs': 'Runs',
  '/files': 'Files',
  '/vector-stores': 'Vector stores',
  '/models': 'Models',
  '/usage': 'Usage',
  '/tools': 'Tools',
  '/settings/connections': 'Settings',
  '/settings/appearance': 'Settings',
  '/settings/data': 'Settings',
  '/settings/tools': 'Settings',
  '/help': 'Help',
  '/help/statuses': 'Help',
  '/help/places': 'Help',
  '/nowhere': 'Not found',
}

describe.each(['light', 'dark'] as const)('axe, %s', (colorScheme) => {
  it.each([
    ['wide', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 844 }],
  ])('finds nothing on any screen, %s', async (_, viewport) => {
    await withPage({ colorScheme, viewport, reducedMotion: 'reduce' }, async ({ page }) => {
      await open(page)
      await composer(page).waitFor()
      expect(await findings(page), 'empty chat').toEqual([])
      await say(page, 'Show me what you can do')
      await wholeReply(page)
      await page.waitForLoadState('networkidle')
      expect(await findings(page), 'chat').toEqual([])
      for (const [route, title] of Object.entries(ROUTES)) {
        await open(page, route)
        await page.locator('#main').getByRole('heading', { name: title, exact: true }).first().waitFor()
        await page.waitForLoadState('networkidle')
        expect(await findings(page), route).toEqual([])
      }
    })
  })

  it('finds nothing in the dialogs and menus', async () => {
    await withPage({ colorScheme, reducedMotion: 'reduce' }, async ({ page }) => {
      await open(page)
      await composer(page).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Commands' }).waitFor()
      expect(await findings(page), 'palette').toEqual([])
      await page.getByRole('textbox', { name: 'Commands' }).fill('nothing like this')
      await page.getByText('Nothing matches').waitFor()
      expect(await findings(page), 'palette without a match').toEqual([])
      await page.keyboard.press('Escape')
      for (const name of ['Chat menu', 'Folders and archive', /^Connection: /u]) {
        await page.getByRole('button', { name }).click()
        await page.getByRole('menu').waitFor()
        expect(await findings(page), `menu ${String(name)}`).toEqual([])
        await page.keyboard.press('Escape')
        await page.getByRole('menu').waitFor({ state: 'detached' })
      }
      await page
        .getByRole('button', { name: /parameters/iu })
        .first()
        .click()
      await page.getByLabel('Temperature').first().waitFor()
      expect(await findings(page), 'parameters').toEqual([])
      await open(page, '/settings/connections')
      await page.getByRole('button', { name: 'Add connection' }).click()
      await page.getByRole('textbox', { name: 'Base URL' }).waitFor()
      expect(await findings(page), 'connection form').toEqual([])
    })
  })
})
