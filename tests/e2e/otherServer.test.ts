import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composer, connect, replies, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

/** A server that nobody here wrote; it only answers what its fixtures match, so an answer proves what it was sent. */
const server = new LLMock({ port: 0, host: '127.0.0.1' })

beforeAll(async () => {
  server.onMessage(/capital of Norway/u, { content: 'The capital of Norway is **Oslo**.' })
  server.onMessage(/挪威的首都/u, { content: '挪威的首都是**奥斯陆**。' })
  server.onMessage(/harvest\.txt[\s\S]*Barley: 41 sacks[\s\S]*How much barley/u, {
    content: 'Your file says 41 sacks of barley.',
  })
  server.onMessage(/How much barley[\s\S]*harvest\.txt[\s\S]*Barley: 41 sacks/u, {
    content: 'Your file says 41 sacks of barley.',
  })
  await server.start()
})
afterAll(() => server.stop())

describe('an OpenAI-compatible server that nobody here wrote', () => {
  it('lists its models, answers streamed and in sync, and is asked about a dropped text file', async () => {
    await withPage({}, async ({ page }) => {
      await connect(page, { name: 'Other', baseURL: `${server.url}/v1`, key: 'any' })
      await page.getByRole('link', { name: 'Models', exact: true }).click()
      await page.getByRole('row').nth(1).waitFor()
      await page.getByRole('link', { name: 'Chat', exact: true }).click()

      await say(page, 'What is the capital of Norway?')
      expect(await (await wholeReply(page)).locator('strong').textContent()).toBe('Oslo')
      await say(page, '挪威的首都是哪里？')
      expect(await (await wholeReply(page)).locator('strong').textContent()).toBe('奥斯陆')

      await page.getByRole('switch', { name: 'Stream' }).click()
      const transfer = await page.evaluateHandle(() => {
        const data = new DataTransfer()
        data.items.add(
          new File(['Wheat: 12 sacks\nBarley: 41 sacks\n'], 'harvest.txt', { type: 'text/plain' }),
        )
        return data
      })
      await composer(page).dispatchEvent('drop', { dataTransfer: transfer })
      await page.getByText('harvest.txt').first().waitFor()
      await say(page, 'How much barley is in the file?')
      await (await wholeReply(page)).getByText('41 sacks of barley').waitFor()
      expect(await replies(page).count()).toBe(3)
    })
  })
})
