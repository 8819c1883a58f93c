import { describe, expect, it } from 'vitest'
import {
  answerByHand,
  askWeather,
  attachNotes,
  callForm,
  expectAnswered,
  makeFunctionCaller,
  runPanel,
  uploadNotes,
  useInThread,
  WAY_OF_A_CALL,
  wayOfRun,
} from '../support/assistantsJourney.ts'
import { blockOutside, open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

describe.each(['Stream', 'Poll'])('from a template to an answer: %s', (following) => {
  it('goes through every status, answered by hand', async () => {
    await withPage({}, async ({ page, context }) => {
      const outside = await blockOutside(context)
      await open(page)
      await uploadNotes(page)
      await makeFunctionCaller(page)
      await attachNotes(page)
      await useInThread(page)
      const isStreaming = page.getByRole('switch', { name: 'Stream' })
      if (following === 'Poll') await isStreaming.click()
      expect(await isStreaming.getAttribute('aria-checked')).toBe(String(following === 'Stream'))

      await askWeather(page)
      await callForm(page).getByRole('group', { name: 'get_weather wants an answer' }).waitFor()
      await callForm(page).getByText('city', { exact: true }).waitFor()
      await answerByHand(page, '{"temperature": "11 degrees"}')
      expect(await wayOfRun(page)).toEqual(WAY_OF_A_CALL)
      await expectAnswered(page, '11 degrees')

      const steps = runPanel(page).getByRole('heading', { level: 3 })
      await steps.getByText('get_weather').waitFor()
      await steps.getByText('message_creation').waitFor()
      await runPanel(page).getByText('Total tokens').waitFor()
      expect(outside).toEqual([])
    })
  })
})
