import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** More than any screen has to tab over. */
const MOST_TABS = 90

/** Tabs on until the focus is there; it can be seen where it is. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  const element = await target.elementHandle()
  const isThere = (): Promise<boolean> =>
    page.evaluate((wanted) => document.activeElement === wanted, element)
  for (let tabs = 0; tabs < MOST_TABS && !(await isThere()); tabs += 1) await page.keyboard.press('Tab')
  expect(await isThere(), `Tab leads to ${String(target)}`).toBe(true)
  expect(await page.evaluate(() => document.activeElement?.matches(':focus-visible'))).toBe(true)
}

/** Tabs to it, and presses Enter. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

/** Goes to a screen by the command palette. */
export async function goTo(page: Page, screen: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Commands' }).waitFor()
  await page.keyboard.type(screen)
  await page.getByRole('option', { name: screen }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: screen }).waitFor()
}
