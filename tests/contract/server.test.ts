/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { once } from 'node:events'
import OpenAI from 'openai'
import { afterEach, describe, expect, it } from 'vitest'
import { createDemoEndpoint } from '@/demo/index.ts'
import { collect } from '../support/collect.ts'
import { createAssistantsServer } from '@/server/assistantsServer.ts'
import type { AssistantsServerOptions } from '@/server/assistantsServer.ts'
import { serve } from '@/server/serve.ts'
import type { FetchHandler } from '@/server/serve.ts'
import type { Upstream } from '@/server/upstream.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function start(handler: FetchHandler): Promise<string> {
  const server = await serve(handler, { port: 0 })
  closing.push(() => server.close())
  return server.url
}

async function startServer(options: Partial<AssistantsServerOptions> = {}): Promise<string> {
  const server = await createAssistantsServer({ upstream: null, demo: { pace: 0 }, ...options })
  closing.push(() => server.close())
  return start(server.fetch)
}

const startGateway = (upstream: Upstream | null = null): Promise<string> => startServer({ upstream })

/** The demo's endpoint alone, as an upstream. */
const demo: FetchHandler = createDemoEndpoint({ pace: 0 }).fetch

function clientOf(baseURL: string, apiKey = 'own-key'): OpenAI {
  return new OpenAI({ apiKey, baseURL, maxRetries: 0 })
}

const HELLO: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Say: hello' }]

/** Keeps the requests that it was asked. */
function recorder(answer: FetchHandler): { handler: FetchHandler; seen: Request[] } {
  const seen: Request[] = []
  return {
    seen,
    handler: (request) => {
      seen.push(request)
      return answer(request)
    },
  }
}

describe('the gateway without an upstream', () => {
  it('serves the demo, with and without /v1', async () => {
    const url = await startGateway()
    for (const base of [url, `${url}/v1`]) {
      const models = await collect(clientOf(base).models.list())
      expect(models.map(({ id }) => id)).toContain('skein-demo')
    }
  })

  it('streams', async () => {
    const client = clientOf(`${await startGateway()}/v1`)
    const chat = client.chat.completions.stream({ model: 'skein-demo', messages: HELLO })
    expect((await chat.finalChatCompletion()).choices[0]?.message.content).toBe('hello')
    const response = client.responses.stream({ model: 'skein-demo', input: 'Say: hello' })
    expect((await response.finalResponse()).output_text).toBe('hello')
  })

  it('serves assistants under the same address, with and without /v1', async () => {
    const url = await startGateway()
    const { id } = await clientOf(`${url}/v1`).beta.assistants.create({ model: 'skein-demo' })
    expect(await clientOf(url).beta.assistants.retrieve(id)).toMatchObject({ id, object: 'assistant' })
  })

  it('answers paths that nobody knows with OpenAI’s 404', async () => {
    const url = await startGateway()
    for (const path of ['/v1/thread', '/assistance', '/v1/modelsx', '/']) {
      const response = await fetch(url + path)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({
        error: {
          type: 'invalid_request_error',
          code: 'unknown_url',
          message: expect.stringContaining('GET /v1/'),
        },
      })
    }
  })

  it('lets pages of any origin in', async () => {
    const url = await startGateway()
    const preflight = await fetch(`${url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://console.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-stainless-os',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,x-stainless-os')
    for (const path of ['/v1/models', '/v1/nothing']) {
      const { headers } = await fetch(url + path)
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')).toBe('*')
    }
  })
})

describe('the gateway with an upstream', () => {
  it('passes requests and streams through, with the upstream’s key', async () => {
    const { handler, seen } = recorder(demo)
    const baseURL = `${await start(handler)}/v1`
    const client = clientOf(`${await startGateway({ baseURL, key: 'upstream-key' })}/v1`)
    const stream = client.chat.completions.stream({ model: 'skein-demo', messages: HELLO })
    expect((await stream.finalChatCompletion()).choices[0]?.message.content).toBe('hello')
    await expect(client.models.retrieve('nothing')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    })
    await client.get('/models', { query: { limit: 2 } })
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${baseURL}/chat/completions`,
      `GET ${baseURL}/models/nothing`,
      `GET ${baseURL}/models?limit=2`,
    ])
    expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual(
      Array(3).fill('Bearer upstream-key'),
    )
  })

  it('lets the client’s own key through where it has none', async () => {
    const { handler, seen } = recorder(demo)
    const baseURL = await start(handler)
    await clientOf(await startGateway({ baseURL, key: null })).models.list()
    expect(seen[0]?.headers.get('authorization')).toBe('Bearer own-key')
  })

  it('undoes the compression of an answer', async () => {
    const squeezed = new Response('{"data":[]}').body!.pipeThrough(new CompressionStream('gzip'))
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const baseURL = await start(() => Promise.resolve(new Response(squeezed, { headers })))
    const response = await fetch(`${await startGateway({ baseURL, key: null })}/v1/models`)
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(await response.json()).toEqual({ data: [] })
  })

  it('stops the upstream when its client goes away', async () => {
    const upstreamSignal = Promise.withResolvers<AbortSignal>()
    const baseURL = await start(({ signal }) => {
      upstreamSignal.resolve(signal)
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(': hi\n\n')),
      })
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
    })
    const controller = new AbortController()
    const response = await fetch(`${await startGateway({ baseURL, key: null })}/v1/models`, controller)
    const signal = await upstreamSignal.promise
    expect(response.status).toBe(200)
    expect(signal.aborted).toBe(false)
    const aborted = once(signal, 'abort')
    controller.abort()
    await aborted
    expect(signal.aborted).toBe(true)
  })

  it('says so when the upstream is down', async () => {
    const gone = await serve(demo, { port: 0 })
    await gone.close()
    const response = await fetch(`${await startGateway({ baseURL: gone.url, key: null })}/v1/models`)
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({
      error: { code: 'upstream_unreachable', message: expect.stringContaining(gone.url) },
    })
  })

  it('cuts its answer when the upstream cuts its own', async () => {
    const baseURL = await start(() => {
      let pulls = 0
      const body = new ReadableStream({
        pull(controller) {
          pulls += 1
          if (pulls === 1) controller.enqueue(new TextEncoder().encode('data: {}\n\n'))
          else controller.error(new Error('cut'))
        },
      })
      return Promise.resolve(new Response(body))
    })
    const response = await fetch(`${await startGateway({ baseURL, key: null })}/v1/models`)
    await expect(response.text()).rejects.toThrow()
  })
})

describe('a server', () => {
  it('answers 500 when its handler throws', async () => {
    const url = await start(() => Promise.reject(new Error('out of thread')))
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ error: { type: 'server_error', message: 'out of thread' } })
  })

  it('refuses a port that is taken', async () => {
    const { port } = new URL(await startGateway())
    await expect(serve(demo, { port: Number(port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})
