import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

export interface ChromiumLaunch {
  executablePath: string
  args: string[]
}

/** What the search looks at. */
interface Machine {
  chromePath: string | undefined
  platform: string
  exists: (path: string) => boolean
}

const THIS_MACHINE: Machine = {
  chromePath: process.env['CHROME_PATH'],
  platform: `${process.platform}-${process.arch}`,
  exists: existsSync,
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
]

/** Flags that let Chromium run as root, without a GPU, and without a request of its own to anywhere. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The browser that tests and benchmarks drive: CHROME_PATH, an installed Chromium or Chrome, Playwright's own,
 * or (Linux x64) the one inside the npm package `@sparticuz/chromium`.
 * @throws Error naming what to install when there is none.
 */
export async function findChromium(machine: Machine = THIS_MACHINE): Promise<ChromiumLaunch> {
  const named = machine.chromePath ?? ''
  if (named !== '') {
    if (!machine.exists(named)) throw new Error(`CHROME_PATH names ${named}, which does not exist.`)
    return { executablePath: named, args: ARGS }
  }
  const installed = [...INSTALLED, chromium.executablePath()].find((path) => machine.exists(path))
  if (installed !== undefined) return { executablePath: installed, args: ARGS }
  if (machine.platform === 'linux-x64') {
    // Told that it runs there, the package also brings the libraries (nss, expat …) and fonts that a bare machine lacks.
    process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x'
    const { default: packaged } = await import('@sparticuz/chromium')
    return { executablePath: await packaged.executablePath(), args: ARGS }
  }
  throw new Error(
    'No browser found for the browser tests. Install Chromium or Chrome, or run "npx playwright-core install chromium", ' +
      'or set CHROME_PATH to a Chromium executable.',
  )
}
