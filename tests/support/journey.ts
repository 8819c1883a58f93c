import type { BrowserContext, Locator, Page } from 'playwright-core'
import { inject } from 'vitest'

/** The steps that journeys share, by the names a person sees (DESIGN §5.11). */
export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true })
export const conversation = (page: Page): Locator => page.getByRole('log', { name: 'Conversation' })
export const replies = (page: Page): Locator => page.getByRole('article', { name: 'Assistant' })

/** Blocks all that is not the app's own server or `allowed`; gives what was tried, which should stay empty. */
export async function blockOutside(context: BrowserContext, allowed: string[] = []): Promise<string[]> {
  const origins = [new URL(inject('appURL')).origin, ...allowed]
  const outside: string[] = []
  await context.route(
    (url) => !origins.includes(url.origin) && url.protocol.startsWith('http'),
    (route) => {
      outside.push(route.request().url())
      return route.abort()
    },
  )
  return outside
}

/** Opens the built app at a hash route such as `/chat`. */
export async function open(page: Page, route = '/'): Promise<void> {
  await page.goto(`${inject('appURL')}#${route}`)
}

/** Sends a message, and waits until it stands in the conversation. */
export async function say(page: Page, text: string): Promise<void> {
  const mine = page.getByRole('article', { name: 'You', exact: true })
  const before = await mine.count()
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await mine.nth(before).waitFor()
}

/** The last reply, once it is whole. */
export async function wholeReply(page: Page): Promise<Locator> {
  const reply = replies(page).last()
  await reply.and(page.locator(':not([aria-busy="true"])')).waitFor({ timeout: 50_000 })
  return reply
}

/** Fills the connection form, from Settings → Connections, and leaves it open. */
export async function fillConnection(
  page: Page,
  { name, baseURL, key }: { name: string; baseURL: string; key?: string },
): Promise<void> {
  await open(page, '/settings/connections')
  await page.getByRole('button', { name: 'Add connection' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByRole('textbox', { name: 'Base URL' }).fill(baseURL)
  if (key !== undefined) await page.getByLabel('API key', { exact: true }).fill(key)
}

/** Adds a connection, makes it the current one, and opens a new chat on it. */
export async function connect(
  page: Page,
  connection: { name: string; baseURL: string; key?: string },
): Promise<void> {
  await fillConnection(page, connection)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(connection.name).first().waitFor()
  await useConnection(page, connection.name)
  await page.getByRole('link', { name: 'Chat', exact: true }).click()
  await composer(page).waitFor()
}

export async function useConnection(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Commands' }).fill(`connection ${name}`)
  await page.getByRole('option', { name }).first().click()
}
