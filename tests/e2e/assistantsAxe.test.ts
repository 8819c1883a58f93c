import type { Locator, Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { makeAssistantsContent } from '../support/assistantsContent.ts'
import { button, choose } from '../support/assistantsJourney.ts'
import { findings } from '../support/axePage.ts'
import { open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

const PHONE = { width: 390, height: 844 }

/** Shows a screen as it is when all of it has come. */
async function show(page: Page, route: string): Promise<void> {
  await open(page, '/help') // so that no screen takes another's place
  await page.getByRole('heading', { name: 'Help' }).first().waitFor()
  await open(page, route)
  await page.locator('#main').getByRole('heading').first().waitFor()
  await page.waitForLoadState('networkidle')
}

const inMenu = (entry: string, menu: string) => (page: Page) => choose(button(page, menu), entry)
const press = (name: string) => (page: Page) => button(page, name).click()
/** Asks the vector store that is shown, and has an answer. */
async function searchStore(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'What to look for' }).fill('gate')
  await button(page, 'Search').last().click()
  await page.getByTitle('Show in harbour.md').waitFor()
}
const dialog = (page: Page): Locator => page.getByRole('dialog').or(page.getByRole('alertdialog'))
const menu = (page: Page): Locator => page.getByRole('menu')

/** What opens over a screen: its name, the screen, how it is opened, and what is there then. */
const OVERLAYS: [
  name: string,
  screen: string,
  openIt: (page: Page) => Promise<void>,
  shown: (page: Page) => Locator,
][] = [
  ['new assistant', 'assistants', press('New assistant'), menu],
  ['import', 'assistants', inMenu('Import from a file…', 'Order, export and import'), dialog],
  ['files of an assistant', 'assistant', press('Files and JSON'), (page) => page.getByText('harbour.md')],
  ['delete an assistant', 'assistant', inMenu('Delete', 'More for this assistant'), dialog],
  ['models', 'assistant', (page) => page.getByRole('button', { name: /skein-demo/u }).click(), dialog],
  ['add a function', 'functions', press('Add function'), menu],
  ['functions from JSON', 'functions', inMenu('From JSON…', 'Add function'), dialog],
  [
    'a function and its handler',
    'functions',
    (page) => page.locator('summary', { hasText: 'get_weather' }).click(),
    (page) => page.locator('.cm-content[aria-label="Code of get_weather"]'),
  ],
  ['thread menu', 'thread', press('Thread menu'), menu],
  ['metadata of a thread', 'thread', inMenu('Metadata…', 'Thread menu'), dialog],
  ['resources of a thread', 'thread', inMenu('Tool resources…', 'Thread menu'), dialog],
  ['JSON of a thread', 'thread', inMenu('Raw JSON', 'Thread menu'), dialog],
  ['delete a thread', 'thread', inMenu('Delete thread', 'Thread menu'), dialog],
  ['ways to send', 'thread', press('Ways to send'), menu],
  ['choose files', 'thread', inMenu('Choose files…', 'Attach'), dialog],
  ['image by address', 'thread', inMenu('Image by address…', 'Attach'), dialog],
  ['run options', 'thread', press('Run options'), dialog],
  ['assistants to choose', 'thread', press('Assistant: Function caller'), dialog],
  ['thread with messages', 'threads-empty', inMenu('New thread with messages…', 'Thread menu'), dialog],
  ['open a thread', 'threads-empty', inMenu('Open by ID…', 'Thread menu'), dialog],
  ['metadata of a run', 'run-completed', press('Edit metadata'), dialog],
  ['handler', 'run-requires-action', press('Write a handler'), dialog],
  [
    'calls and answers',
    'files',
    async (page) => {
      await press('Calls and answers')(page)
      await dialog(page)
        .getByRole('button', { name: /^GET \/files/u })
        .first()
        .click()
    },
    (page) => dialog(page).getByText('object: "list"'),
  ],
  ['file menu', 'files', press('More about harbour.md'), menu],
  ['preview', 'files', inMenu('Preview', 'More about harbour.md'), dialog],
  [
    'delete a file',
    'files',
    inMenu('Delete', 'More about harbour.md'),
    (page) => dialog(page).getByText('Document reader'),
  ],
  [
    'search in a vector store',
    'vector-store',
    async (page) => {
      await searchStore(page)
      await press('Options')(page)
      await press('Add a condition')(page)
    },
    (page) => page.getByRole('textbox', { name: 'Attribute 1' }),
  ],
  [
    'a passage that was found',
    'vector-store',
    async (page) => {
      await searchStore(page)
      await page.getByTitle('Show in harbour.md').click()
    },
    (page) => dialog(page).locator('mark'),
  ],
  [
    'files for a vector store',
    'vector-store',
    press('Add files'),
    (page) => dialog(page).getByText('Cut into passages'),
  ],
  ['attributes of a file', 'vector-store', press('Attributes of harbour.md'), dialog],
  [
    'a passage that is cited',
    'thread-search',
    (page) =>
      page
        .getByRole('article')
        .getByRole('button', { name: /^Source 1/u })
        .click(),
    (page) => dialog(page).locator('mark'),
  ],
  ['new vector store', 'vector-stores', (page) => button(page, 'New vector store').first().click(), dialog],
]

describe.each(['light', 'dark'] as const)('axe, %s, on the screens of assistants', (colorScheme) => {
  it('finds nothing on what is made there, wide and on a phone', { timeout: 240_000 }, async () => {
    await withPage({ colorScheme, reducedMotion: 'reduce' }, async ({ page }) => {
      const screens = await makeAssistantsContent(page, inject('appURL'), 'en')
      const found: Record<string, string[]> = {}
      for (const viewport of [page.viewportSize() ?? PHONE, PHONE]) {
        await page.setViewportSize(viewport)
        for (const [name, route] of Object.entries(screens)) {
          await show(page, route)
          found[`${name} ${String(viewport.width)}`] = await findings(page)
        }
      }
      expect(Object.entries(found).filter(([, lines]) => lines.length > 0)).toEqual([])
    })
  })

  it('finds nothing in the dialogs and menus', { timeout: 240_000 }, async () => {
    await withPage({ colorScheme, reducedMotion: 'reduce' }, async ({ page }) => {
      const screens = await makeAssistantsContent(page, inject('appURL'), 'en')
      const found: Record<string, string[]> = {}
      for (const [name, screen, openIt, shown] of OVERLAYS) {
        await show(page, screens[screen] ?? '')
        await openIt(page)
        await shown(page).first().waitFor()
        await page.waitForLoadState('networkidle')
        // A button that is just being enabled has the colors of neither state.
        await expect.poll(() => page.locator('button[aria-busy="true"]').count()).toBe(0)
        found[name] = await findings(page)
        await page.goto('about:blank')
      }
      expect(Object.entries(found).filter(([, lines]) => lines.length > 0)).toEqual([])
    })
  })
})
