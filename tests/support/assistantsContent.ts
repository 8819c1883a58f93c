import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import * as v from 'valibot'

type Locale = 'en' | 'zh-CN'
/** Words by key, as `t` finds them. */
type Words = (area: string, key: string) => string

const treeSchema = v.record(v.string(), v.unknown())

function wordsOf(locale: Locale): Words {
  return (area, key) => {
    const file = new URL(`../../src/i18n/locales/${locale}/${area}.json`, import.meta.url)
    let node: unknown = JSON.parse(readFileSync(file, 'utf8'))
    for (const part of key.split('.')) node = v.parse(treeSchema, node)[part]
    return v.parse(v.string(), node)
  }
}

const NOTES = {
  en: {
    document: [
      'harbour.md',
      '# Harbour rules\n\n- The gate opens at **six** and closes at ten.\n- Boats over 12 m ask first.\n',
    ],
    table: ['tides.csv', 'day,high,low\nMonday,06:12,12:20\nTuesday,07:01,13:08\n'],
    about: 'Search the file: when does the harbour gate open?',
    weather: 'What is the weather in Oslo?',
    sum: 'What is 12.5 * 34?',
    output: '{ "temperature": "11 °C", "sky": "clear" }',
  },
  'zh-CN': {
    document: ['港口.md', '# 港口须知\n\n- 闸门早上**六点**开，晚上十点关。\n- 超过 12 米的船须先申请。\n'],
    table: ['潮汐.csv', '日期,高潮,低潮\n星期一,06:12,12:20\n星期二,07:01,13:08\n'],
    about: '搜索文件：港口的闸门几点开？',
    weather: '奥斯陆的天气怎么样？',
    sum: '计算 12.5 * 34 等于多少？',
    output: '{ "气温": "11 °C", "天空": "晴" }',
  },
} as const

/** Milliseconds: Python is loaded, on a busy machine too. */
const PYTHON_STARTS = 100_000

/** The route that is shown. */
const routeOf = (page: Page): string => new URL(page.url()).hash.slice(1)

/**
 * Fills an empty profile, wide and on this language, with what the assistants' screens are for: files, assistants, a vector store, a
 * run that is completed, one that waits, one that searched and one that computed. Gives a route for each screen with something on it.
 */
export async function makeAssistantsContent(
  page: Page,
  url: string,
  locale: Locale,
): Promise<Record<string, string>> {
  const t = wordsOf(locale)
  const texts = NOTES[locale]
  const go = (route: string): Promise<unknown> => page.goto(`${url}#${route}`)
  const button = (area: string, key: string): Locator =>
    page.getByRole('button', { name: t(area, key), exact: true })

  async function assistantOf(template: 'analyst' | 'caller' | 'reader'): Promise<string> {
    const name = t('assistants', `templates.${template}.name`)
    await go('/assistants')
    await page
      .locator('#main')
      .getByRole('button', { name: new RegExp(`^${name}`, 'u') })
      .click()
    await page.getByRole('heading', { name, exact: true }).waitFor()
    return routeOf(page)
  }

  async function ask(text: string): Promise<void> {
    await button('assistants', 'editor.use').click()
    await page.getByRole('textbox', { name: t('chat', 'composer.message'), exact: true }).fill(text)
    await button('chat', 'composer.send').click()
  }
  const status = (name: string, timeout = 40_000): Promise<void> =>
    page
      .getByRole('status', { name: t('runs', 'status.label') })
      .getByText(t('runs', `status.${name}`), { exact: true })
      .waitFor({ timeout })

  await go('/files')
  const input = page.locator(`input[aria-label="${t('files', 'upload.files')}"]`)
  await input.setInputFiles(
    [texts.document, texts.table].map(([name, text]) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(text),
    })),
  )
  const table = page.getByRole('table', { name: t('files', 'table') })
  await table.getByRole('button', { name: texts.table[0], exact: true }).waitFor()
  await table.getByRole('button', { name: texts.document[0], exact: true }).click()
  await page.getByRole('region', { name: t('files', 'details') }).waitFor()
  const file = routeOf(page)

  const reader = await assistantOf('reader')
  await button('assistants', 'inspector.label').click()
  await button('assistants', 'files.attach').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(texts.document[0]).click()
  await dialog.getByRole('button').last().click()
  await page.getByRole('list', { name: t('assistants', 'files.attached') }).waitFor()
  await ask(texts.about)
  await status('completed')
  const search = routeOf(page)

  await assistantOf('analyst')
  await ask(texts.sum)
  await status('completed', PYTHON_STARTS)
  const code = routeOf(page)

  const caller = await assistantOf('caller')
  await ask(texts.weather)
  await status('requires_action')
  await page.getByRole('textbox', { name: t('runs', 'actions.output'), exact: true }).fill(texts.output)
  await button('runs', 'actions.submit').click()
  await status('completed')
  await go(caller)
  await ask(texts.weather)
  await status('requires_action')
  const thread = routeOf(page)

  await go('/runs')
  const links = page.getByRole('row').locator('a[href*="run="]')
  await links.nth(2).waitFor()
  // Those that wait for a person are first, then the newest.
  const [waiting, completed] = await links.evaluateAll((all) =>
    all.map((link) => link.getAttribute('href') ?? ''),
  )

  await go('/vector-stores')
  await page
    .getByRole('navigation', { name: t('vectorStores', 'list.label') })
    .getByRole('link')
    .first()
    .click()
  await page.waitForURL(/vector-stores\/vs_/u)
  return {
    assistants: '/assistants',
    assistant: reader,
    functions: caller,
    'threads-empty': '/threads',
    thread,
    'thread-search': search,
    'thread-code': code,
    'run-requires-action': (waiting ?? '').slice(1),
    'run-completed': (completed ?? '').slice(1),
    runs: '/runs',
    files: '/files',
    file,
    'vector-stores': '/vector-stores',
    'vector-store': routeOf(page),
    help: '/help',
    'help-statuses': '/help/statuses',
    'help-places': '/help/places',
  }
}
