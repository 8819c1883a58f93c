import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { runPanel, untilStatus } from '../support/assistantsJourney.ts'
import { handbook } from '../support/handbook.ts'
import { blockOutside, open, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { makeAssistantWithFile, openThread, uploadFile } from '../support/toolsJourney.ts'

/** Whether the middle of the window shows an element. */
const isInSight = (element: Locator): Promise<boolean> =>
  element.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect()
    return top < innerHeight / 2 && bottom > innerHeight / 2
  })

describe('from a PDF to a cited answer', () => {
  it.each([
    ['What does a lost reader card cost?', 'A lost reader card is replaced for 7 euros.', 3],
    ['古籍阅览室需要提前几天预约？', '古籍阅览室须提前三天预约。', 4],
  ])('answers %j, and shows the passage on its page', async (question, sentence, number) => {
    await withPage({}, async ({ page, context }) => {
      const outside = await blockOutside(context)
      await open(page)
      await uploadFile(page, { name: 'handbook.pdf', mimeType: 'application/pdf', content: handbook() })
      await makeAssistantWithFile(page, 'Document reader', 'handbook.pdf')
      await openThread(page, 'Document reader')
      await say(page, question)
      await untilStatus(page, 'completed')
      const reply = await wholeReply(page)
      await reply.getByText(sentence).waitFor()
      await runPanel(page).getByRole('heading', { level: 3 }).getByText('file_search').waitFor()

      await reply.getByRole('button', { name: /^Source 1/u }).click()
      const dialog = page.getByRole('dialog')
      const leaf = dialog.getByRole('img', { name: `Page ${number} of 4` })
      await leaf.locator('xpath=..').locator('mark').first().waitFor()
      await expect.poll(() => isInSight(leaf), { timeout: 10_000 }).toBe(true)
      expect(outside).toEqual([])
    })
  })
})
