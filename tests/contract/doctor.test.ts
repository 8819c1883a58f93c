import { afterEach, describe, expect, it } from 'vitest'
import type { Connection } from '@/domain/connection.ts'
import { capabilitiesOf, type DoctorCheck } from '@/domain/doctorReport.ts'
import { examine, type Patient } from '@/services/doctor.ts'
import type { PageEnvironment } from '@/services/network.ts'
import { corsFetch } from '../support/corsFetch.ts'
import {
  startScenarioServer,
  type ScenarioServer,
  type ScenarioServerOptions,
} from '../support/scenarioServer.ts'

const PAGE = 'http://127.0.0.1:4173'
let servers: ScenarioServer[] = []

async function start(options: ScenarioServerOptions = {}): Promise<ScenarioServer> {
  const server = await startScenarioServer(options)
  servers.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()))
  servers = []
})

const connectionTo = (baseURL: string, over: Partial<Connection> = {}): Connection => ({
  id: 'conn_1',
  slug: 'server',
  name: 'Server',
  kind: 'custom',
  baseURL,
  api: 'auto',
  assistants: 'auto',
  key: { mode: 'tab' },
  ...over,
})

async function reportOn(
  connection: Connection,
  patient: Partial<Patient> = {},
  page: Partial<PageEnvironment> = {},
): Promise<Map<string, DoctorCheck>> {
  const environment: PageEnvironment = {
    pageURL: `${PAGE}/#/settings`,
    isOnline: true,
    fetch: corsFetch(PAGE),
    localNetworkPermission: () => Promise.resolve('unknown'),
    ...page,
  }
  const checks = new Map<string, DoctorCheck>()
  const whole = { connection, apiKey: 'sk-right', isMessageAllowed: false, model: null, ...patient }
  for await (const check of examine(whole, environment, AbortSignal.timeout(15_000)))
    checks.set(check.id, check)
  return checks
}

describe('examine', () => {
  it('finds a good endpoint good, without sending a message', async () => {
    const server = await start({ requireKey: 'sk-right' })
    const checks = await reportOn(connectionTo(server.baseURL))
    const states = Object.fromEntries([...checks].map(([id, { status, cause }]) => [id, cause ?? status]))
    expect(states).toEqual({
      address: 'ok',
      reachable: 'ok',
      cors: 'ok',
      headers: 'ok',
      path: 'ok',
      key: 'ok',
      models: 'ok',
      'chat-completions': 'ok',
      responses: 'ok',
      streaming: 'message-not-asked',
      embeddings: 'ok',
      files: 'not-offered',
      assistants: 'not-offered',
    })
    expect(checks.get('models')?.evidence?.modelCount).toBeGreaterThan(0)
    expect(server.requests.every(({ body }) => body === null || JSON.stringify(body) === '{}')).toBe(true)
    expect(capabilitiesOf([...checks.values()], 1)?.abilities).toEqual({
      models: true,
      'chat-completions': true,
      responses: true,
      embeddings: true,
      files: false,
      assistants: false,
    })
  })

  it.each(['chat-completions', 'responses'] as const)(
    'streams a tiny message over %s when allowed',
    async (api) => {
      const server = await start({ missing: api === 'responses' ? ['/chat/completions'] : ['/responses'] })
      const checks = await reportOn(connectionTo(server.baseURL), {
        isMessageAllowed: true,
        model: 'test-large',
      })
      expect(checks.get('streaming')).toMatchObject({ status: 'ok' })
      expect(checks.get(api)?.status).toBe('ok')
      expect(checks.get(api === 'responses' ? 'chat-completions' : 'responses')?.cause).toBe('not-offered')
      const sent = server.requests.filter(({ body }) => JSON.stringify(body).includes('"stream":true'))
      expect(sent).toHaveLength(1)
    },
  )

  it('sends the limit under its newer name when the server refuses the older one', async () => {
    const scenario = { kind: 'parameter-refused', parameter: 'max_tokens', reply: { text: 'hi' } } as const
    const server = await start({ scenario })
    const checks = await reportOn(connectionTo(server.baseURL), { isMessageAllowed: true })
    expect(checks.get('streaming')?.status).toBe('ok')
    expect(server.requests.some(({ body }) => JSON.stringify(body).includes('max_completion_tokens'))).toBe(
      true,
    )
  })

  it('says what the server answered when the tiny message fails', async () => {
    const server = await start({ scenario: 'invalid-param' })
    const checks = await reportOn(connectionTo(server.baseURL), { isMessageAllowed: true })
    expect(checks.get('streaming')).toMatchObject({ status: 'failed', cause: 'message-failed' })
    expect(checks.get('streaming')?.evidence?.detail).toContain('temperature')
  })

  it('tells a host that is down', async () => {
    const server = await start()
    await server.close()
    const checks = await reportOn(connectionTo(server.baseURL))
    expect(checks.get('reachable')).toMatchObject({ status: 'failed', cause: 'unreachable' })
    expect(checks.has('cors')).toBe(false)
  })

  it('tells a browser without network, but not of a server on this machine', async () => {
    const down = { fetch: () => Promise.reject(new TypeError('Failed to fetch')), isOnline: false }
    const remote = await reportOn(connectionTo('https://example.com/v1'), {}, down)
    expect(remote.get('reachable')?.cause).toBe('offline')
    const local = await reportOn(connectionTo('http://localhost:1/v1'), {}, down)
    expect(local.get('reachable')?.cause).toBe('unreachable')
  })

  it('tells missing CORS headers', async () => {
    const server = await start({ cors: 'none' })
    const checks = await reportOn(connectionTo(server.baseURL, { kind: 'ollama' }))
    expect(checks.get('reachable')?.status).toBe('ok')
    expect(checks.get('cors')).toMatchObject({ cause: 'cors-missing', remedy: { kind: 'server-setting' } })
  })

  it('tells which headers a preflight refuses', async () => {
    const server = await start({ cors: { allowHeaders: ['authorization', 'content-type'] } })
    const headers = { 'x-title': 'Skein', 'x-team': 'a' }
    const checks = await reportOn(connectionTo(server.baseURL, { headers }))
    expect(checks.get('cors')?.status).toBe('ok')
    expect(checks.get('headers')).toMatchObject({
      cause: 'header-refused',
      remedy: { kind: 'drop-headers', names: ['x-team', 'x-title'] },
    })
    expect((await reportOn(connectionTo(server.baseURL))).get('headers')?.status).toBe('ok')
  })

  it('tells the headers of the SDK, which go to OpenAI alone', async () => {
    const server = await start({ cors: { allowHeaders: ['authorization', 'content-type'] } })
    const checks = await reportOn(connectionTo(server.baseURL, { kind: 'openai' }))
    expect(checks.get('headers')?.remedy).toMatchObject({
      names: expect.arrayContaining(['x-stainless-lang']) as string[],
    })
  })

  it.each([
    ['/v1', ''],
    ['/v1', '/v2'],
    ['/api/v1', '/v1'],
    ['/openai/v1', ''],
    ['', '/v1'],
    ['/proxy/v1', '/proxy'],
  ])('offers %j when %j was given', async (basePath, given) => {
    const server = await start({ basePath, requireKey: 'sk-right' })
    const checks = await reportOn(connectionTo(server.url + given))
    expect(checks.get('path')).toMatchObject({
      cause: 'wrong-path',
      remedy: { kind: 'use-base-url', baseURL: server.url + basePath },
    })
  })

  it('tells a server that answers with pages only', async () => {
    const server = await start({ scenario: { kind: 'page', status: 200, html: '<title>Hello</title>' } })
    const checks = await reportOn(connectionTo(server.baseURL))
    expect(checks.get('path')).toMatchObject({ status: 'failed', cause: 'no-api' })
  })

  it('tells a wrong key from a missing one', async () => {
    const server = await start({ requireKey: 'sk-right' })
    const wrong = await reportOn(connectionTo(server.baseURL), { apiKey: 'sk-wrong' })
    expect(wrong.get('key')).toMatchObject({
      status: 'failed',
      cause: 'key-wrong',
      evidence: { httpStatus: 401 },
    })
    const missing = await reportOn(connectionTo(server.baseURL), { apiKey: null })
    expect(missing.get('key')?.cause).toBe('key-missing')
    expect(JSON.stringify([...wrong.values()])).not.toContain('sk-wrong')
  })

  it('finds no key needed where none is', async () => {
    const server = await start()
    expect((await reportOn(connectionTo(server.baseURL), { apiKey: null })).get('key')?.cause).toBe(
      'key-not-needed',
    )
  })

  it('judges the key by the chat where the models are public', async () => {
    const error = { message: 'No auth credentials found', type: 'error', param: null, code: null }
    const server = await start({ scenario: { kind: 'error', scope: 'chat', status: 401, error } })
    const checks = await reportOn(connectionTo(server.baseURL))
    expect(checks.get('key')).toMatchObject({ status: 'failed', cause: 'key-wrong' })
    expect(checks.get('models')?.status).toBe('ok')
  })

  it('suspects the key of a host that hides its 401', async () => {
    const hiding: typeof fetch = (_input, init) =>
      init?.mode === 'no-cors'
        ? Promise.resolve(new Response(null))
        : Promise.reject(new TypeError('Failed to fetch'))
    const openai = connectionTo('https://api.openai.com/v1', { kind: 'openai' })
    expect((await reportOn(openai, {}, { fetch: hiding })).get('key')?.cause).toBe('key-hidden')
    expect((await reportOn(openai, { apiKey: null }, { fetch: hiding })).get('key')?.cause).toBe(
      'key-missing',
    )
    const nvidia = connectionTo('https://integrate.api.nvidia.com/v1')
    expect((await reportOn(nvidia, {}, { fetch: hiding })).get('cors')?.cause).toBe('host-without-cors')
  })

  it('sees through a server that answers unknown paths with 200', async () => {
    const lmStudio: typeof fetch = (input) => {
      const path = new URL(input instanceof Request ? input.url : input).pathname
      const body =
        path === '/v1/models' ? { object: 'list', data: [{ id: 'm' }] } : { error: 'Unexpected endpoint' }
      return Promise.resolve(Response.json(body))
    }
    const checks = await reportOn(connectionTo('http://localhost:1234'), {}, { fetch: lmStudio })
    expect(checks.get('path')?.remedy).toEqual({ kind: 'use-base-url', baseURL: 'http://localhost:1234/v1' })
  })

  it('tells a server that a page may read but not write to', async () => {
    const server = await start({ cors: { allowHeaders: ['authorization'] } })
    const checks = await reportOn(connectionTo(server.baseURL))
    expect(checks.get('models')?.status).toBe('ok')
    expect(checks.get('chat-completions')).toMatchObject({ status: 'failed', cause: 'post-blocked' })
  })

  it('works without a list of models', async () => {
    const server = await start({ models: 'none' })
    const checks = await reportOn(connectionTo(server.baseURL))
    expect(checks.get('path')?.status).toBe('ok')
    expect(checks.get('models')).toMatchObject({ status: 'warning', cause: 'models-missing' })
    expect(checks.get('chat-completions')?.status).toBe('ok')
  })

  it('warns of an empty list of models', async () => {
    const server = await start({ models: [] })
    expect((await reportOn(connectionTo(server.baseURL))).get('models')?.cause).toBe('models-empty')
  })

  it('fails an endpoint that has models but no chat', async () => {
    const server = await start({ missing: ['/chat/completions', '/responses'] })
    expect((await reportOn(connectionTo(server.baseURL))).get('chat-completions')).toMatchObject({
      status: 'failed',
      cause: 'no-chat',
    })
  })

  it('tells an https page that may not ask http, and a denied local network', async () => {
    const silent = {
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
      pageURL: 'https://skein.example/',
    }
    const mixed = await reportOn(connectionTo('http://example.com/v1'), {}, silent)
    expect(mixed.get('address')?.cause).toBe('mixed-content')
    const denied = { ...silent, localNetworkPermission: () => Promise.resolve('denied' as const) }
    const local = await reportOn(connectionTo('http://localhost:11434/v1'), {}, denied)
    expect(local.get('reachable')?.cause).toBe('local-network')
  })

  it('stops at once when it is told to', async () => {
    const server = await start({ scenario: { kind: 'hang' } })
    const controller = new AbortController()
    const page = {
      pageURL: PAGE,
      isOnline: true,
      fetch: corsFetch(PAGE),
      localNetworkPermission: () => Promise.resolve('unknown' as const),
    }
    const patient = {
      connection: connectionTo(server.baseURL),
      apiKey: null,
      isMessageAllowed: false,
      model: null,
    }
    const first = examine(patient, page, controller.signal).next()
    controller.abort()
    await expect(first).rejects.toMatchObject({ kind: 'aborted' })
  })

  it('does not take an address that is no URL', async () => {
    expect((await reportOn(connectionTo('nowhere'))).get('address')?.cause).toBe('not-a-url')
  })
})
