import type { Browser, Page } from 'playwright-core'
import { assistantMessage, chatOf, userMessage } from '../support/chatData.ts'
import { benchText } from './benchText.ts'
import { measureWork, metricsOf, openSession, quantile, round, type Row } from './measure.ts'

const SIZES = [200, 10_000]
const OPENINGS = 5
const KEYS = 40
const WHEELS = 60
const PATIENCE_MS = 300_000
const REPLY = benchText(300)

/** How long a stored chat takes to open at its end, what scrolling through it costs, and a key typed beside it. */
export async function benchLongThreads(
  browser: Browser,
  url: string,
  sizes: readonly number[] = SIZES,
): Promise<Row[]> {
  const bare = await browser.newPage()
  await bare.setContent('<textarea aria-label="Message"></textarea>')
  const rows: Row[] = [
    { what: 'a page with a text field alone', values: { 'ms a key': await msPerKey(bare) } },
  ]
  await bare.close()
  for (const size of sizes) rows.push(await measureThread(browser, url, size))
  return rows
}

async function measureThread(browser: Browser, url: string, size: number): Promise<Row> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
  try {
    await seed(await context.newPage(), url, size)
    const openings: number[] = []
    for (let open = 1; open < OPENINGS; open += 1) {
      const page = await context.newPage()
      openings.push(await msToOpen(page, url, size))
      await page.close()
    }
    const page = await context.newPage()
    openings.push(await msToOpen(page, url, size))
    await page.waitForLoadState('networkidle')
    const elements = await page.evaluate(() => document.querySelectorAll('*').length)
    const log = page.getByRole('log')
    await log.hover()
    const scroll = await measureWork(page, async () => {
      for (const direction of [-1, 1]) {
        for (let wheel = 0; wheel < WHEELS; wheel += 1) {
          await page.mouse.wheel(0, direction * 900)
          await page.waitForTimeout(30)
        }
      }
    })
    const keyMs = await msPerKey(page)
    return {
      what: `chat of ${size} messages`,
      values: {
        'last shown ms (median)': round(quantile(openings, 0.5)),
        'worst ms': round(Math.max(...openings)),
        elements,
        'scroll long tasks': scroll['long tasks'] ?? NaN,
        'longest ms': scroll['longest ms'] ?? NaN,
        'p99 frame ms': scroll['p99 frame ms'] ?? NaN,
        'heap MB': scroll['heap MB'] ?? NaN,
        'ms a key': keyMs,
      },
    }
  } finally {
    await context.close()
  }
}

/** How long after its address was asked for a chat of so many messages shows the last of them. */
async function msToOpen(page: Page, url: string, size: number): Promise<number> {
  await page.addInitScript(
    (text) => {
      const look = (): void => {
        if (document.querySelector('[role="log"]')?.textContent.includes(text) === true)
          performance.mark('end-shown')
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    },
    `Reply ${size / 2}.`,
  )
  await page.goto(`${url}#/chat/chat_1`)
  await page.waitForFunction(() => performance.getEntriesByName('end-shown').length > 0, null, {
    timeout: PATIENCE_MS,
  })
  return page.evaluate(() => performance.getEntriesByName('end-shown')[0]?.startTime ?? NaN)
}

/** Stores a chat of so many messages, questions and answers in turn. */
async function seed(page: Page, url: string, size: number): Promise<void> {
  await page.goto(url)
  await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor()
  // The console opens its database when it has something to read.
  await page.waitForFunction(async () =>
    (await indexedDB.databases()).some(({ name }) => name === 'skein-console'),
  )
  const messages = Array.from({ length: size }, (_, index) => {
    const place = {
      id: `message_${index}`,
      parentId: index === 0 ? null : `message_${index - 1}`,
      createdAt: 1_000 + index,
    }
    const number = Math.floor(index / 2) + 1
    return index % 2 === 0
      ? userMessage({ ...place, text: `Question ${number}` })
      : assistantMessage({ ...place, text: `${REPLY}\n\nReply ${number}.` })
  })
  const chat = chatOf({ leafId: `message_${size - 1}`, connectionId: 'demo', updatedAt: Date.now() })
  await page.evaluate(
    async ([stored, all]) => {
      const opening = indexedDB.open('skein-console')
      await new Promise((resolve) => (opening.onsuccess = resolve))
      const transaction = opening.result.transaction(['chats', 'messages'], 'readwrite')
      transaction.objectStore('chats').put(stored)
      for (const message of all) transaction.objectStore('messages').put(message)
      await new Promise((resolve) => (transaction.oncomplete = resolve))
      opening.result.close()
    },
    [chat, messages] as const,
  )
  await page.close()
}

async function msPerKey(page: Page): Promise<number> {
  await page.getByRole('textbox', { name: 'Message', exact: true }).focus()
  const session = await openSession(page)
  const before = await metricsOf(session)
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press('a')
    await page.waitForTimeout(20)
  }
  const after = await metricsOf(session)
  return round(((after('TaskDuration') - before('TaskDuration')) * 1000) / KEYS, 1)
}
