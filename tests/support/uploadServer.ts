import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { bundlePage } from './bundlePage.ts'

export interface UploadServer {
  /** An address of the API, which is of another origin than the page. */
  url: (path: string) => string
  /** Opens the page that uploads. */
  open: (page: Page) => Promise<void>
  /** Resolves when the client of a request to `/holds` has gone. */
  gone: Promise<unknown>
  close: () => Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

const PAGE =
  '<!doctype html><link rel="icon" href="data:," /><input type="file" /><script type="module" src="entry.js"></script>'
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, x-extra',
  'access-control-expose-headers': 'x-request-id, retry-after, x-twice',
}
const JSON_TYPE = { ...CORS, 'content-type': 'application/json', 'x-request-id': 'req_1' }

/** Serves the page, and an API that does with an upload what the first part of the path says. */
export async function serveUploads(): Promise<UploadServer> {
  const files = await bundlePage('uploadPageEntry.ts')
  const gone = Promise.withResolvers()
  const answers: Record<string, Answer> = {
    /** Tells how much has come. */
    async counts(request, response) {
      let received = 0
      request.on('data', (chunk: Buffer) => (received += chunk.length))
      await new Promise((resolve) => request.once('end', resolve))
      response.writeHead(200, JSON_TYPE).end(JSON.stringify({ id: 'file-1', received }))
    },
    /** Tells what has come. */
    async echoes(request, response) {
      response.writeHead(201, { ...JSON_TYPE, 'x-twice': ['a', 'b, c'] }).end(await echo(request))
    },
    refuses(request, response) {
      const error = { message: 'Too many files.', type: 'requests', param: null, code: 'rate_limit_exceeded' }
      request.resume().once('end', () => {
        response.writeHead(429, { ...JSON_TYPE, 'retry-after': '7' }).end(JSON.stringify({ error }))
      })
    },
    saysNothing(request, response) {
      request.resume().once('end', () => response.writeHead(204, CORS).end())
    },
    /** Does not let the page read its answer. */
    hides(request, response) {
      request.resume().once('end', () => response.end('hidden'))
    },
    /** Takes what comes slowly, and does not answer. */
    holds(request) {
      request.once('close', gone.resolve)
      request.on('data', () => {
        request.pause()
        setTimeout(() => request.resume(), 20)
      })
    },
    /** Goes away in the middle of the upload. */
    breaks(request) {
      request.once('data', () => request.destroy())
    },
    /** Goes away in the middle of its answer. */
    cuts(request, response) {
      request.resume().once('end', () => {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' }).write('{"id":')
        setTimeout(() => response.destroy(), 50)
      })
    },
  }
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    const [first = ''] = path.split('/')
    const answer = answers[first]
    const file = files.get(path)
    if (request.method === 'OPTIONS') response.writeHead(204, first === 'hides' ? {} : CORS).end()
    else if (answer !== undefined) void answer(request, response)
    else if (file !== undefined) response.writeHead(200, { 'content-type': 'text/javascript' }).end(file)
    else response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: (path) => `http://127.0.0.1:${address.port}/${path}`,
    async open(page) {
      await page.goto(`http://localhost:${address.port}/`)
      await page.waitForFunction(() => 'uploadPage' in window)
    },
    gone: gone.promise,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** The form that has come, or the text, and the headers that tests look at. */
async function echo(request: IncomingMessage): Promise<string> {
  const type = request.headers['content-type'] ?? ''
  const body = new Response(Uint8Array.from(await buffer(request)), { headers: { 'content-type': type } })
  const { authorization, 'x-extra': extra, cookie } = request.headers
  const told = { method: request.method, authorization, extra, cookie }
  if (!type.startsWith('multipart/')) return JSON.stringify({ ...told, text: await body.text() })
  const fields = await Promise.all(
    [...(await body.formData())].map(async ([key, value]) =>
      typeof value === 'string' ? [key, value] : [key, value.name, value.type, await value.text()],
    ),
  )
  return JSON.stringify({ ...told, fields })
}
