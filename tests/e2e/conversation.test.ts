import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { findings } from '../support/axePage.ts'
import { composer, conversation, open } from '../support/journey.ts'
import { seedZoo } from '../support/markdownZoo.ts'
import { withPage } from '../support/page.ts'

const SIZES = [
  ['wide', { width: 1280, height: 800 }],
  ['a phone', { width: 390, height: 844 }],
] as const

const field = (page: Page) => page.getByRole('textbox', { name: 'Find in this conversation' })
const count = (page: Page) => page.getByRole('search').getByRole('status')

/** Opens a chat whose replies have everything that Markdown has, and waits until its diagrams are drawn. */
async function openZoo(page: Page): Promise<void> {
  await open(page)
  await composer(page).waitFor()
  await seedZoo(page)
  await open(page, '/chat/chat_1')
  await page.reload()
  await page.getByText('By clause 14.').last().waitFor()
}

describe.each(['light', 'dark'] as const)('a conversation with everything, %s', (colorScheme) => {
  it.each(SIZES)('gives axe nothing to find, %s', async (_, { width, height }) => {
    const tall = { width, height: 3200 }
    await withPage({ colorScheme, viewport: tall, reducedMotion: 'reduce' }, async ({ page }) => {
      await openZoo(page)
      await page.getByRole('img', { name: 'Diagram' }).last().waitFor()
      await page.getByText('This diagram could not be drawn').last().waitFor()
      await page.locator('math').last().waitFor()
      expect(await findings(page), 'all of a reply').toEqual([])
      await page.setViewportSize({ width, height })
      await page.keyboard.press('Control+f')
      await field(page).fill('penalty')
      await count(page).getByText('/3').waitFor()
      expect(await findings(page), 'found').toEqual([])
      await field(page).fill('nowhere to be found')
      await count(page).getByText('Nothing found').waitFor()
      expect(await findings(page), 'nothing found').toEqual([])
    })
  })
})

it.each(SIZES)('is searched by keyboard alone, %s', async (_, viewport) => {
  await withPage({ viewport, reducedMotion: 'reduce' }, async ({ page }) => {
    await openZoo(page)
    await conversation(page).focus()
    await page.keyboard.press('Control+f')
    await field(page).and(page.locator(':focus')).waitFor()
    await page.keyboard.type('show me everything')
    await count(page).getByText('3/3').waitFor()
    // From the last one round to the first.
    await page.keyboard.press('Enter')
    await count(page).getByText('1/3').waitFor()
    await page.getByText('Show me everything, time 1.').waitFor()
    expect(
      await page.evaluate(() => [...(CSS.highlights.get('log-current-match') ?? [])].map(String)),
    ).toEqual(['Show me everything'])
    await page.keyboard.press('Shift+Enter')
    await count(page).getByText('3/3').waitFor()
    // Asked for again from elsewhere, the words are there to be replaced.
    await conversation(page).focus()
    await page.keyboard.press('Control+f')
    await page.keyboard.type('clause 14')
    await count(page).getByText('3/3').waitFor()
    await page.keyboard.press('Escape')
    await field(page).waitFor({ state: 'detached' })
    await conversation(page).and(page.locator(':focus')).waitFor()
    expect(await page.evaluate(() => CSS.highlights.size)).toBe(0)
  })
})

it('is read by keyboard alone: wide tables, formulas, code and what broke a diagram', async () => {
  await withPage({ reducedMotion: 'reduce' }, async ({ page }) => {
    await openZoo(page)
    for (const part of [
      page.getByRole('group', { name: 'Table' }).last(),
      page
        .getByRole('group', { name: 'Formula' })
        .filter({ has: page.locator('math') })
        .nth(-1),
      page.locator('.code-text').filter({ hasText: 'Half a percent' }).last(),
      page.locator('.code-note pre').last(),
    ]) {
      // It takes the focus once it has been measured, and is wider than its place.
      await expect
        .poll(async () => {
          await part.focus()
          return part.evaluate((element) => element === document.activeElement)
        })
        .toBe(true)
      const before = await part.evaluate((element) => element.scrollLeft)
      await page.keyboard.press('ArrowRight')
      await expect
        .poll(() => part.evaluate((element) => element.scrollLeft), { message: String(part) })
        .toBeGreaterThan(before)
    }
    await page.getByRole('button', { name: 'Wrap long lines' }).last().focus()
    await page.keyboard.press('Enter')
    await page.locator('.code-text.wrapped').waitFor()
  })
})

it('is alone on paper, without the ring of the focus', async () => {
  await withPage({ colorScheme: 'dark', viewport: { width: 800, height: 1100 } }, async ({ page }) => {
    await openZoo(page)
    await conversation(page).focus()
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await page.emulateMedia({ media: 'print' })
    await page.getByText('Show me everything, time 1.').waitFor()
    for (const part of [
      page.getByRole('navigation').first(),
      composer(page),
      page.getByRole('heading', { name: 'Everything' }),
    ])
      await part.waitFor({ state: 'hidden' })
    const log = await conversation(page).evaluate((element) => {
      const { outlineStyle } = getComputedStyle(element)
      return { outlineStyle, isCut: element.scrollHeight > element.clientHeight }
    })
    expect(log).toEqual({ outlineStyle: 'none', isCut: false })
  })
})
