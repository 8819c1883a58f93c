import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStreamFetch } from '@/services/streamFetch.ts'
import { relay } from '@/services/streamRelay.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const ASKED = { method: 'POST', body: JSON.stringify({ stream: true }) }
let answer: Handler
let received: { headers: IncomingMessage['headers']; body: string }[]
let url: string
let close: () => void

beforeEach(async () => {
  received = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterEach(() => {
  vi.unstubAllGlobals()
  close()
})

/** The worker's part runs beside the test. */
function relayedFetch(): { fetch: typeof fetch; relayed: string[] } {
  const relayed: string[] = []
  const streamFetch = createStreamFetch((ready) =>
    ready((request) => {
      relayed.push(request.url)
      void relay(request)
    }),
  )
  return { fetch: streamFetch, relayed }
}

describe('createStreamFetch', () => {
  it('gives the answer of the server: status, headers and every byte', async () => {
    const text = Array.from({ length: 300 }, (_, index) => `data: {"piece":${index},"字":"中"}\n\n`)
    answer = (_request, response) => {
      response.writeHead(201, 'Made', { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' })
      for (const piece of text) response.write(piece)
      response.end()
    }
    const { fetch, relayed } = relayedFetch()
    const response = await fetch(url, { ...ASKED, headers: new Headers({ authorization: 'Bearer k' }) })
    expect(response.status).toBe(201)
    expect(response.statusText).toBe('Made')
    expect(response.headers.get('x-request-id')).toBe('req_1')
    expect(await response.text()).toBe(text.join(''))
    expect(received).toMatchObject([{ headers: { authorization: 'Bearer k' }, body: ASKED.body }])
    expect(relayed).toEqual([url])
  })

  it('hands the first piece over before the answer is whole, and joins those that come close together', async () => {
    let end = (): void => undefined
    answer = (_request, response) => {
      response.write('first')
      end = () => {
        for (let piece = 0; piece < 50; piece += 1) response.write(' more')
        response.end()
      }
    }
    const response = await relayedFetch().fetch(url, ASKED)
    const chunks: string[] = []
    for await (const chunk of response.body ?? []) {
      chunks.push(new TextDecoder().decode(chunk))
      if (chunks.length === 1) end()
    }
    expect(chunks[0]).toBe('first')
    expect(chunks.join('')).toBe(`first${' more'.repeat(50)}`)
    expect(chunks.length).toBeLessThan(20)
  })

  it('leaves what asks for no stream, and all of it while there is no worker, to the global fetch', async () => {
    const send = vi.fn<typeof fetch>(() => Promise.resolve(new Response('here')))
    vi.stubGlobal('fetch', send)
    const { fetch, relayed } = relayedFetch()
    await fetch(url)
    await fetch(url, { method: 'POST', body: JSON.stringify({ content: '"stream":true' }) })
    await createStreamFetch(() => undefined)(url, ASKED)
    expect(send).toHaveBeenCalledTimes(3)
    expect(relayed).toEqual([])
  })

  it('leaves to the page what lies nearer to the person than the page does', async () => {
    vi.stubGlobal('location', { href: 'https://skein.example/' })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('here')))
    const { fetch, relayed } = relayedFetch()
    expect(await (await fetch(url, ASKED)).text()).toBe('here')
    expect(relayed).toEqual([])
  })

  it('stops the request when its signal says so, before the answer and in it', async () => {
    const closed: string[] = []
    answer = (request, response) => {
      response.on('close', () => closed.push(request.url ?? ''))
      if (request.url === '/in-it') response.write('begun')
    }
    const before = new AbortController()
    const asked = relayedFetch().fetch(url, { ...ASKED, signal: before.signal })
    await vi.waitFor(() => expect(received).toHaveLength(1))
    before.abort(new DOMException('Enough', 'AbortError'))
    await expect(asked).rejects.toThrow('Enough')

    const within = new AbortController()
    const response = await relayedFetch().fetch(`${url}in-it`, { ...ASKED, signal: within.signal })
    within.abort(new DOMException('Enough', 'AbortError'))
    await expect(response.text()).rejects.toThrow('Enough')
    await vi.waitFor(() => expect(closed).toEqual(['/', '/in-it']))

    await expect(relayedFetch().fetch(url, { ...ASKED, signal: within.signal })).rejects.toThrow('Enough')
    expect(received).toHaveLength(2)
  })

  it('stops the request when nobody reads the answer any more', async () => {
    const closed = vi.fn()
    answer = (_request, response) => {
      response.on('close', closed)
      response.write('begun')
    }
    const response = await relayedFetch().fetch(url, ASKED)
    await response.body?.cancel()
    await vi.waitFor(() => expect(closed).toHaveBeenCalled())
  })

  it('gives what has arrived, then breaks off as the connection did', async () => {
    answer = (_request, response) => response.write('half', () => response.destroy())
    const response = await relayedFetch().fetch(url, ASKED)
    const chunks: string[] = []
    const reading = (async () => {
      for await (const chunk of response.body ?? []) chunks.push(new TextDecoder().decode(chunk))
    })()
    await expect(reading).rejects.toThrow(TypeError)
    expect(chunks.join('')).toBe('half')
  })

  it('rejects as fetch does where nobody answers', async () => {
    close()
    await expect(relayedFetch().fetch(url, ASKED)).rejects.toThrow(TypeError)
  })

  it('gives an answer without a body', async () => {
    answer = (_request, response) => response.writeHead(204).end()
    const response = await relayedFetch().fetch(url, ASKED)
    expect([response.status, response.body]).toEqual([204, null])
  })
})
