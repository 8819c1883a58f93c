import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, inject, it } from 'vitest'
import { withPage } from '../support/page.ts'

const BUDGET_KB = 130

describe('the first load', () => {
  it('needs at most 130 kB of JS and CSS, gzipped, until one can type, and no SDK', async () => {
    await withPage({}, async ({ page }) => {
      const files = new Set<string>()
      page.on('request', (request) => {
        const { pathname } = new URL(request.url())
        if (/\.(?:js|css)$/u.test(pathname)) files.add(pathname)
      })
      // Idle moments, in which later chunks are fetched, never come on this page.
      await page.addInitScript(() => Object.defineProperty(window, 'requestIdleCallback', { value: () => 0 }))
      await page.goto(inject('appURL'))
      await page.getByRole('textbox', { name: 'Message' }).fill('I can type')
      const sources = [...files].map((path) => readFileSync(`dist${path}`))
      const kilobytes = sources.reduce((sum, source) => sum + gzipSync(source, { level: 9 }).length, 0) / 1000
      console.log(`first load: ${kilobytes.toFixed(1)} kB gzip in ${files.size} files`)
      expect(kilobytes).toBeLessThanOrEqual(BUDGET_KB)
      // A sentence that only the SDK holds.
      expect(sources.some((source) => source.includes('dangerouslyAllowBrowser'))).toBe(false)
    })
  })
})
