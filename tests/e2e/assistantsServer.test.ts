import type { Page, Request } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answerByHand,
  askWeather,
  attachNotes,
  button,
  expectAnswered,
  link,
  makeFunctionCaller,
  output,
  runPanel,
  untilStatus,
  uploadNotes,
  useInThread,
  WAY_OF_A_CALL,
  WEATHER,
  wayOfRun,
} from '../support/assistantsJourney.ts'
import { blockOutside, fillConnection, say } from '../support/journey.ts'
import { freePort, type NpmCommand, start, stop } from '../support/npmCommand.ts'
import { withPage } from '../support/page.ts'

const NAME = 'House server'
let command: NpmCommand
let origin: string

beforeEach(async () => {
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  command = await start('runtime', port, origin, ['--port', String(port)])
})
afterEach(() => stop(command, 'SIGINT'))

/** Adds the server as a connection; that it keeps assistants is found out by itself. */
async function connectServer(page: Page): Promise<void> {
  await fillConnection(page, { name: NAME, baseURL: `${origin}/v1` })
  await button(page, 'Save').click()
  await page.getByText(NAME).first().waitFor()
}

async function choosePlace(page: Page, label: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Place' }).selectOption({ label })
}

/** The requests to the server, and the most requests for one run that were on their way at once. */
function watchRequests(page: Page): {
  sent: (method: string, path: RegExp) => number
  mostAtOnce: () => number
} {
  const all: Request[] = []
  const open = new Set<Request>()
  let most = 0
  const isLook = (request: Request): boolean =>
    request.method() === 'GET' && /\/runs\/run_\w+$/u.test(request.url())
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) return
    all.push(request)
    if (!isLook(request)) return
    open.add(request)
    most = Math.max(most, open.size)
  })
  for (const event of ['requestfinished', 'requestfailed'] as const)
    page.on(event as 'requestfinished', (request) => void open.delete(request))
  return {
    sent: (method, path) =>
      all.filter((request) => request.method() === method && path.test(new URL(request.url()).pathname))
        .length,
    mostAtOnce: () => most,
  }
}

describe('a server that speaks Assistants itself', () => {
  it.each(['Stream', 'Poll'])(
    'does all of the journey, and is told apart from this browser: %s',
    async (following) => {
      await withPage({}, async ({ page, context }) => {
        const outside = await blockOutside(context, [origin])
        const requests = watchRequests(page)
        await connectServer(page)
        await link(page, 'Files').click()
        await choosePlace(page, NAME)
        await uploadNotes(page)
        await makeFunctionCaller(page)
        expect(page.url()).toContain('place=')
        await attachNotes(page)
        await useInThread(page)
        if (following === 'Poll') await page.getByRole('switch', { name: 'Stream' }).click()
        await askWeather(page)
        await answerByHand(page, '11 degrees')
        expect(await wayOfRun(page)).toEqual(WAY_OF_A_CALL)
        await expectAnswered(page, '11 degrees')
        expect(requests.sent('POST', /\/submit_tool_outputs$/u)).toBe(1)
        expect(requests.mostAtOnce()).toBeLessThanOrEqual(1)

        await say(page, WEATHER)
        await untilStatus(page, 'requires_action')
        await button(runPanel(page), 'Cancel').click()
        await untilStatus(page, 'cancelled')

        await link(page, 'Assistants').click()
        await page.getByRole('link', { name: /Function caller/u }).waitFor()
        await choosePlace(page, 'This browser')
        await page.getByRole('heading', { name: 'Make your first assistant' }).waitFor()
        await link(page, 'Files').click()
        await page.getByRole('heading', { name: 'No files here yet' }).waitFor()
        await link(page, 'Runs').click()
        await page.getByRole('table', { name: 'Runs' }).getByText(NAME).first().waitFor()
        expect(outside).toEqual([])
      })
    },
  )

  it('is followed over a reload and without a network for a while, to one end', async () => {
    await withPage({ expectedErrors: /ERR_INTERNET_DISCONNECTED/u }, async ({ page, context }) => {
      const requests = watchRequests(page)
      await connectServer(page)
      await link(page, 'Assistants').click()
      await choosePlace(page, NAME)
      await makeFunctionCaller(page)
      await useInThread(page)
      await askWeather(page)
      await output(page).fill('sun')
      await page.reload()
      await untilStatus(page, 'requires_action')
      expect(await output(page).inputValue()).toBe('sun')

      // The server is on this machine, so that it is asked all the same.
      const isRefused = page.waitForEvent('requestfailed')
      await context.setOffline(true)
      await isRefused
      await context.setOffline(false)
      await button(page, 'Submit output').click()
      await untilStatus(page, 'completed')
      await expectAnswered(page, 'sun')
      expect(requests.sent('POST', /\/submit_tool_outputs$/u)).toBe(1)
      expect(requests.sent('POST', /\/runs$/u)).toBe(1)
      expect(requests.mostAtOnce()).toBe(1)
    })
  })
})
