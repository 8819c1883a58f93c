import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { findChromium } from '../../support/chromium.ts'

const NOTHING = { chromePath: undefined, platform: 'darwin-arm64', exists: () => false }

describe('findChromium', () => {
  it('says what to install when there is no browser', async () => {
    await expect(findChromium(NOTHING)).rejects.toThrow(
      /Install Chromium or Chrome, or run "npx playwright-core install chromium", or set CHROME_PATH/u,
    )
  })

  it('takes CHROME_PATH first, and says so when nothing is there', async () => {
    const chromePath = '/opt/mine/chrome'
    const found = await findChromium({ ...NOTHING, chromePath, exists: () => true })
    expect(found.executablePath).toBe(chromePath)
    await expect(findChromium({ ...NOTHING, chromePath })).rejects.toThrow(chromePath)
  })

  it('takes an installed browser, then Playwright’s own', async () => {
    const playwrights = chromium.executablePath()
    const both = await findChromium({
      ...NOTHING,
      exists: (path) => path === playwrights || path === '/usr/bin/google-chrome',
    })
    expect(both.executablePath).toBe('/usr/bin/google-chrome')
    const own = await findChromium({ ...NOTHING, exists: (path) => path === playwrights })
    expect(own.executablePath).toBe(playwrights)
  })
})
