import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { extname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { composer, say, wholeReply } from '../support/journey.ts'
import { freePort, start, stop } from '../support/npmCommand.ts'
import { withPage } from '../support/page.ts'

async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: 2000 })
  const isConnected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    for (const end of ['error', 'timeout']) socket.once(end, () => resolve(false))
  })
  socket.destroy()
  return isConnected
}

async function expectLoopbackOnly(port: number): Promise<void> {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
  for (const { address } of outside) expect(await isOpen(address, port), address).toBe(false)
}

describe.each(['start', 'dev'])('npm run %s', (script) => {
  it('prints the address, on the port that PORT names, and listens on loopback only', async () => {
    const port = await freePort()
    const command = await start(script, port, `http://127.0.0.1:${port}`)
    try {
      const response = await fetch(`http://127.0.0.1:${port}/`)
      expect(await response.text()).toContain('<title>Skein</title>')
      await expectLoopbackOnly(port)
    } finally {
      await stop(command)
    }
  })
})

describe('npm run runtime', () => {
  it('serves the Assistants API on the port it is given, on loopback only, until it is interrupted', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/v1`
    const command = await start('runtime', port, url, ['--port', String(port)])
    try {
      const response = await fetch(`${url}/assistants`, { method: 'POST', body: '{"model":"skein-demo"}' })
      expect(await response.json()).toMatchObject({ object: 'assistant', model: 'skein-demo' })
      await expectLoopbackOnly(port)
    } finally {
      await stop(command, 'SIGINT')
    }
    expect(await isOpen('127.0.0.1', port)).toBe(false)
  })
})

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

describe('dist/', () => {
  it('works under any path of any host', async () => {
    const missing: string[] = []
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://host').pathname
      const file = path === '/some/path/' ? 'index.html' : path.replace('/some/path/', '')
      readFile(`dist/${file}`)
        .then((content) => {
          response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
          response.end(content)
        })
        .catch(() => {
          missing.push(path)
          response.writeHead(404).end()
        })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await withPage({}, async ({ page }) => {
      await page.goto(`http://127.0.0.1:${port}/some/path/`)
      await composer(page).waitFor()
      await say(page, 'Hello')
      await wholeReply(page)
      await page.getByRole('link', { name: 'Models', exact: true }).click()
      await page.getByRole('heading', { name: 'Models' }).first().waitFor()
      await page.reload()
      await page.getByRole('heading', { name: 'Models' }).first().waitFor()
    })
    server.close()
    server.closeAllConnections()
    expect(missing).toEqual([])
  })
})
