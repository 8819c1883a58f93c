import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { composer, conversation, open, replies, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })

describe('the shell', () => {
  it('starts in the browser’s language, and switches without a reload', async () => {
    await withPage({ locale: 'zh-CN' }, async ({ page }) => {
      await open(page, '/settings/appearance')
      await page.getByRole('heading', { name: '设置' }).waitFor()
      await page.evaluate(() => Object.assign(window, { isSamePage: true }))
      await page.getByLabel('语言').selectOption('en')
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
      expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
      expect(await page.title()).toMatch(/^Settings/u)
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      await page.reload()
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
    })
  })

  it('follows the theme that is chosen, and keeps it', async () => {
    await withPage({}, async ({ page }) => {
      await open(page, '/settings/appearance')
      await page.getByLabel('Theme').selectOption('dark')
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
      await page.reload()
      await page.getByLabel('Theme').waitFor()
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    })
  })

  it('is used by keyboard alone: palette, new chat, send, stop, shortcuts', async () => {
    await withPage({}, async ({ page }) => {
      await open(page, '/models')
      await page.getByRole('heading', { name: 'Models' }).first().waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Commands' }).waitFor()
      await page.keyboard.type('new chat')
      await page.keyboard.press('Enter')
      await composer(page).waitFor()
      await composer(page).focus()
      await page.keyboard.type('Write a long answer of 2000 words')
      await page.keyboard.press('Shift+Enter')
      await page.keyboard.type('please')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Stop' }).waitFor()
      await replies(page).last().getByText(/\w{3}/u).first().waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Send' }).waitFor()
      expect(await page.getByRole('article', { name: 'You' }).textContent()).toMatch(/words\s*please/u)

      await page.getByRole('button', { name: 'Send' }).blur()
      await page.locator('body').click({ position: { x: 5, y: 5 } })
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    })
  })

  it('reaches every screen of the navigation, each with its title', async () => {
    await withPage({}, async ({ page }) => {
      await open(page)
      for (const name of [
        'Assistants',
        'Threads',
        'Runs',
        'Files',
        'Vector stores',
        'Models',
        'Usage',
        'Tools',
        'Settings',
        'Chat',
      ]) {
        await page.getByRole('link', { name, exact: true }).click()
        await page.waitForFunction((title) => document.title.startsWith(title), name)
        await page.locator('#main').waitFor()
      }
    })
  })

  it('offers a reload when a chunk cannot be had, and loses nothing typed', async () => {
    await withPage({ expectedErrors: /ERR_FAILED|Failed to (?:load|fetch)/u }, async ({ page, context }) => {
      await open(page)
      await composer(page).fill('Half a sentence')
      await context.route(/ModelsView|models-/u, (route) => route.abort())
      await page.getByRole('link', { name: 'Models', exact: true }).click()
      await page.getByText('could not be loaded').waitFor()
      await page.getByRole('link', { name: 'Chat', exact: true }).waitFor()
      await context.unroute(/ModelsView|models-/u)
      await page.getByRole('button', { name: 'Reload' }).click()
      await page.getByRole('heading', { name: 'Models' }).first().waitFor()
      await page.getByRole('link', { name: 'Chat', exact: true }).click()
      await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Half a sentence')
    })
  })

  it.each([
    ['the menu of connections', /BaseMenuList/u, (page: Page) => button(page, /^Connection:/u).click()],
    ['the list of models', /ModelPickerPanel/u, (page: Page) => button(page, /^Model/u).click()],
    [
      'the parameters',
      /ChatParametersPane/u,
      (page: Page) =>
        button(page, /parameters/iu)
          .first()
          .click(),
    ],
    ['the palette', /CommandCenter/u, (page: Page) => page.keyboard.press('Control+k')],
    ['the conversation', /ChatConversation/u, (page: Page) => page.keyboard.press('Enter')],
  ])('keeps the chat and offers a reload when %s cannot be had', async (_, chunk, act) => {
    await withPage({ expectedErrors: /ERR_FAILED|Failed to fetch|Unable to preload/u }, async (given) => {
      const { page, context } = given
      await context.route(chunk, (route) => route.abort())
      await open(page)
      await composer(page).fill('Half a sentence')
      await act(page)
      await page.getByText('could not be loaded').first().waitFor()
      await button(page, 'Reload').first().waitFor()
      await composer(page).waitFor()
      await context.unroute(chunk)
      await button(page, 'Reload').first().click()
      await page.waitForFunction(
        () =>
          document.querySelector('textarea')?.value === 'Half a sentence' ||
          document.querySelector('[role="log"]')?.textContent.includes('Half a sentence'),
      )
    })
  })
})

describe('a phone', () => {
  it('holds a conversation at 390 px without anything running over the edge', async () => {
    await withPage(
      { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      async ({ page }) => {
        await open(page)
        await say(page, 'Show me what you can do')
        await wholeReply(page)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(overflow).toBeLessThanOrEqual(0)
        expect(await conversation(page).isVisible()).toBe(true)
        await page.getByRole('button', { name: 'More', exact: true }).click()
        await page.getByRole('menuitem', { name: 'Settings' }).click()
        await page.getByRole('heading', { name: 'Settings' }).waitFor()
      },
    )
  })
})
