import { describe, expect, it } from 'vitest'
import { blockOutside, composer, conversation, open, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

describe('the first open, with the network blocked', () => {
  it('holds a streamed conversation with the offline demo', async () => {
    await withPage({}, async ({ page, context }) => {
      const outside = await blockOutside(context)
      await open(page)
      await page.getByText('Offline demo').first().waitFor()
      await composer(page).waitFor()
      await page
        .getByText(/not an AI/i)
        .first()
        .waitFor()

      await say(page, 'Show me what you can do')
      await page.getByRole('button', { name: 'Stop' }).waitFor()
      const reply = await wholeReply(page)
      await reply.getByRole('table').waitFor()
      await reply.locator('pre').first().waitFor()
      await reply.locator('math').first().waitFor()
      expect(await reply.getByRole('heading').count()).toBeGreaterThan(0)
      expect(await reply.getByRole('list').count()).toBeGreaterThan(0)

      await say(page, '写一篇100字左右关于春天的作文')
      expect(await (await wholeReply(page)).textContent()).toMatch(/春/u)
      expect(outside).toEqual([])
    })
  })

  it('goes on offline after the first load', async () => {
    await withPage({}, async ({ page, context }) => {
      await open(page)
      await say(page, 'Hello')
      await wholeReply(page)
      await context.setOffline(true)
      await say(page, 'Hello again')
      await wholeReply(page)
      expect(await conversation(page).getByRole('article').count()).toBe(4)
    })
  })
})
