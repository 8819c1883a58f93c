import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { findings } from '../support/axePage.ts'
import { connect, say, wholeReply } from '../support/journey.ts'
import { withPage } from '../support/page.ts'
import { startScenarioServer } from '../support/scenarioServer.ts'

const KEY = 'sk-test-1234'

/** The text of a reply in the stream that curl prints. */
function textOf(stream: string): string {
  return [...stream.matchAll(/"content":\s*("(?:[^"\\]|\\.)*")/gu)]
    .map(([, text]): unknown => JSON.parse(text ?? '""'))
    .join('')
}

it('a chat’s call, copied as curl and run, gets the same answer', async () => {
  const server = await startScenarioServer({ requireKey: KEY })
  server.setScenario('normal')
  try {
    await withPage({ viewport: { width: 1280, height: 800 } }, async ({ page, context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await connect(page, { name: 'Mine', baseURL: server.baseURL, key: KEY })
      await say(page, 'It’s "quoted" $HOME')
      const reply = await wholeReply(page)
      await page.keyboard.press('Control+Shift+L')
      const inspector = page.getByRole('dialog', { name: 'Calls and answers' })
      await inspector
        .getByRole('button', { name: /^POST \// })
        .first()
        .click()
      await inspector.getByRole('tab', { name: 'As code' }).click()
      await inspector.getByRole('button', { name: 'Copy', exact: true }).click()
      const command = await page.evaluate(() => navigator.clipboard.readText())
      expect(command).not.toContain(KEY)
      expect(await findings(page)).toEqual([])
      const env = { PATH: process.env['PATH'] ?? '', API_KEY: KEY }
      const { stdout } = await promisify(execFile)('sh', ['-c', command], { env })
      const answer = textOf(stdout)
      expect(answer).not.toBe('')
      // It begins with a heading.
      const [heading = ''] = answer.replace(/^#+ /u, '').split('\n')
      expect(await reply.textContent()).toContain(heading)
    })
  } finally {
    await server.close()
  }
})
