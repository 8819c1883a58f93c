import { describe, expect, it } from 'vitest'
import { button, runPanel, untilStatus } from '../support/assistantsJourney.ts'
import { blockOutside, open, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { salesTable } from '../support/salesTable.ts'
import { makeAssistantWithFile, openThread, uploadFile } from '../support/toolsJourney.ts'

/** Milliseconds: Python is loaded, on a busy machine too. */
const PYTHON_STARTS = 120_000

describe('from a table to a computed answer', () => {
  it(
    'computes the mean, draws a chart, and shows code, logs and files',
    async () => {
      await withPage({}, async ({ page, context }) => {
        const outside = await blockOutside(context)
        await open(page)
        await uploadFile(page, { name: 'sales.csv', mimeType: 'text/csv', content: salesTable() })
        await makeAssistantWithFile(page, 'Data analyst', 'sales.csv')
        await openThread(page, 'Data analyst')
        await say(page, 'What is the mean amount in sales.csv?')
        await untilStatus(page, 'completed')
        const reply = await wholeReply(page)
        await reply.getByText('Mean of amount (12 rows): 61.5').waitFor()
        const panel = runPanel(page)
        await panel.getByRole('heading', { level: 3 }).getByText('code_interpreter').waitFor()
        await panel.locator('pre').getByText('statistics.mean').waitFor()
        await panel.locator('pre').getByText('Mean of amount (12 rows): 61.5').waitFor()

        await say(page, 'Plot the amount by region')
        await button(page.getByRole('dialog'), 'Go on without').click()
        await untilStatus(page, 'completed')
        const chart = await wholeReply(page)
        await chart.getByText('North').first().waitFor()
        // Without matplotlib, too, there is something to see.
        await chart.getByText('It drew the figure that you see here.').waitFor()
        const figure = chart.getByRole('img').first()
        await figure.waitFor()
        await expect
          .poll(() => figure.evaluate((img) => (img instanceof HTMLImageElement ? img.naturalWidth : 0)))
          .toBe(720)
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          button(chart, 'Download sales-chart.svg').first().click(),
        ])
        expect(download.suggestedFilename()).toBe('sales-chart.svg')
        expect(outside).toEqual([])
      })
    },
    PYTHON_STARTS,
  )
})
