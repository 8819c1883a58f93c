import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { Page } from 'playwright-core'
import { bundlePage } from './bundlePage.ts'

export interface SandboxServer {
  /** Opens the page that has the sandbox, under the policy of `index.html`. */
  open: (page: Page) => Promise<void>
  /** An address of another origin, which lets every page read it. */
  witnessURL: string
  /** An address of the page's own origin. */
  ownURL: string
  /** What either was asked for, but for the page's own files. */
  asked: string[]
  /** The page's own files, by their paths. */
  files: Map<string, string | Uint8Array>
  /** Whether the frame's own script is there. */
  hasFrameScript: boolean
  close: () => Promise<void>
}

/**
 * Serves a page, and a witness that notes whoever reaches it.
 * @param entry the page's script, of this folder; it is ready when the window has `ready`
 */
export async function serveSandbox(
  entry = 'sandboxPageEntry.ts',
  ready = 'sandboxPage',
): Promise<SandboxServer> {
  const files = await bundlePage(entry)
  const frame = await readFile(new URL('../../public/interpreter.html', import.meta.url), 'utf8')
  const index = await readFile(new URL('../../index.html', import.meta.url), 'utf8')
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(index)?.[1]
  if (policy === undefined) throw new Error('index.html has no policy.')
  const asked: string[] = []
  const page = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}" /><link rel="icon" href="data:," /><script type="module" src="entry.js"></script>`

  const witness = createServer((request, response) => {
    asked.push(`witness ${request.method} ${request.url}`)
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' })
    response.end('"reached"')
  })
  witness.on('upgrade', (request, socket) => {
    asked.push(`witness upgrade ${request.url}`)
    socket.destroy()
  })
  const own = createServer((request, response) => {
    const path = (request.url ?? '').slice('/under/a/path/'.length)
    const file = path.includes('frame-') && !server.hasFrameScript ? undefined : files.get(path)
    if (path === '') response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    else if (path === 'interpreter.html') response.writeHead(200, { 'content-type': 'text/html' }).end(frame)
    else if (file !== undefined) response.writeHead(200, { 'content-type': 'text/javascript' }).end(file)
    else if (files.has(path)) response.writeHead(404).end()
    else {
      asked.push(`own ${request.method} ${request.url}`)
      response.writeHead(200, { 'content-type': 'text/javascript' }).end('"reached"')
    }
  })
  const [witnessPort, ownPort] = [await listen(witness), await listen(own)]
  const ownURL = `http://127.0.0.1:${ownPort}/under/a/path/`
  const server: SandboxServer = {
    hasFrameScript: true,
    witnessURL: `http://127.0.0.1:${witnessPort}/`,
    ownURL,
    asked,
    files,
    async open(tab) {
      await tab.goto(ownURL)
      await tab.waitForFunction((name) => name in window, ready)
    },
    async close() {
      await Promise.all([witness, own].map(close))
    },
  }
  return server
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
