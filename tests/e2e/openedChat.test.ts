import { describe, expect, it } from 'vitest'
import { composer, open } from '../support/journey.ts'
import { withPage } from '../support/page.ts'

/** Neither does the storage of this page answer, nor is it ever idle. */
function standStill(): void {
  Object.defineProperty(window, 'requestIdleCallback', { value: () => 0 })
  Object.defineProperty(IDBFactory.prototype, 'open', { value: () => new EventTarget() })
}

describe('a page that opens with a chat', () => {
  it('fetches what shows it before the storage has answered', async () => {
    await withPage({}, async ({ page }) => {
      await page.addInitScript(standStill)
      const chunks = [/ChatConversation-.*\.js$/u, /MarkdownView-.*\.js$/u]
      const asked = chunks.map((chunk) => page.waitForRequest(chunk))
      await open(page, '/chat/chat_1')
      expect(await Promise.all(asked)).toHaveLength(2)
    })
  })

  it('fetches none of that where the address names no chat', async () => {
    await withPage({}, async ({ page }) => {
      await page.addInitScript(standStill)
      const chunks: string[] = []
      page.on('request', (request) => chunks.push(request.url()))
      await open(page, '/chat')
      await composer(page).waitFor()
      expect(chunks.filter((url) => /ChatConversation|MarkdownView/u.test(url))).toEqual([])
    })
  })
})
