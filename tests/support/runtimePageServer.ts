import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright-core'
import { bundlePage } from './bundlePage.ts'

export interface RuntimePageServer {
  /** Opens the page that holds the runtime, and waits until it has started. */
  open: (context: BrowserContext, name: string, options?: { pieceMs?: number }) => Promise<Page>
  /** Waits until the runtime of a page has started (again). */
  ready: (page: Page) => Promise<void>
  /** Opens a page of the same origin that does nothing. */
  openEmpty: (context: BrowserContext) => Promise<Page>
  /** How often the models of that page have been asked. */
  asked: (name: string) => number
  close: () => Promise<void>
}

const HEAD = '<!doctype html><link rel="icon" href="data:," />'
const PAGES = new Map([
  ['/', `${HEAD}<script type="module" src="entry.js"></script>`],
  ['/empty', HEAD],
])

/** Bundles the runtime with what the tests need of it in a page, and serves it on a free port of this machine. */
export async function serveRuntimePage(): Promise<RuntimePageServer> {
  const files = await bundlePage('runtimePageEntry.ts')
  const counts = new Map<string, number>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.pathname === '/asked') {
      const name = url.searchParams.get('page') ?? ''
      counts.set(name, (counts.get(name) ?? 0) + 1)
      response.writeHead(204).end()
      return
    }
    const html = PAGES.get(url.pathname)
    const file = html ?? files.get(url.pathname.slice(1))
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': html === undefined ? 'text/javascript' : 'text/html',
    })
    response.end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${portOf(server.address())}`
  return {
    async open(context, name, { pieceMs = 12 } = {}) {
      const page = await context.newPage()
      await page.goto(`${origin}/?page=${name}&piece=${pieceMs}`)
      await ready(page)
      return page
    },
    ready,
    async openEmpty(context) {
      const page = await context.newPage()
      await page.goto(`${origin}/empty`)
      return page
    },
    asked: (name) => counts.get(name) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => 'runtimePage' in window)
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
