import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '@/domain/connection.ts'
import { streamChat } from '@/services/chat.ts'
import { createClient, type ClientOptions } from '@/services/createClient.ts'
import { listModels } from '@/services/models.ts'
import { chatRequest, connectionTo, outcomeOf } from '../support/chat.ts'
import { corsFetch } from '../support/corsFetch.ts'
import {
  startScenarioServer,
  type RecordedRequest,
  type ScenarioServer,
  type ScenarioServerOptions,
} from '../support/scenarioServer.ts'

const { signal } = new AbortController()
const servers: ScenarioServer[] = []

afterEach(async () => {
  vi.unstubAllGlobals()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(options: ScenarioServerOptions = {}): Promise<ScenarioServer> {
  const server = await startScenarioServer(options)
  servers.push(server)
  return server
}

async function askOnce(
  changes: Partial<Connection>,
  options: Partial<ClientOptions> = {},
): Promise<RecordedRequest> {
  const server = await serve()
  const client = await createClient(connectionTo(server.baseURL, changes), { apiKey: 'sk-test', ...options })
  await listModels(client, signal)
  return server.requests[0]!
}

const PAGE = 'https://skein.test'

/** The rules of a browser for a page elsewhere. */
const pageFetch = corsFetch(PAGE)

/** Lets the services take this for that page, which is told no more than that something failed. */
function openPage(): void {
  vi.stubGlobal('location', { href: `${PAGE}/` })
}

describe('createClient', () => {
  it('sends the key as a bearer token', async () => {
    const { headers } = await askOnce({})

    expect(headers['authorization']).toBe('Bearer sk-test')
  })

  it.each([null, '', '  '])('sends no authorization without a key (%j)', async (apiKey) => {
    const { headers } = await askOnce({}, { apiKey })

    expect(headers).not.toHaveProperty('authorization')
  })

  it('cuts the white space that copying adds', async () => {
    const { headers } = await askOnce({}, { apiKey: ' sk-test\n' })

    expect(headers['authorization']).toBe('Bearer sk-test')
  })

  it('says that a key with other characters than a header takes is wrong', async () => {
    const client = createClient(connectionTo('http://127.0.0.1:1/v1'), { apiKey: 'sk-密钥' })

    await expect(client).rejects.toMatchObject({ data: { kind: 'auth' } })
  })

  it('sends an Azure key in its own header', async () => {
    const { headers } = await askOnce({ kind: 'azure' })

    expect(headers['api-key']).toBe('sk-test')
    expect(headers).not.toHaveProperty('authorization')
  })

  it('sends organization, project and extra headers', async () => {
    const { headers } = await askOnce({
      organization: 'org',
      project: 'proj',
      headers: { 'X-Title': 'Skein' },
    })

    expect(headers).toMatchObject({
      'openai-organization': 'org',
      'openai-project': 'proj',
      'x-title': 'Skein',
    })
  })

  it('lets an extra header stand in for the key', async () => {
    const { headers } = await askOnce({ headers: { Authorization: 'Basic abc' } }, { apiKey: null })

    expect(headers['authorization']).toBe('Basic abc')
  })

  it('tells only OpenAI about itself', async () => {
    const stainless = (request: RecordedRequest): string[] =>
      Object.keys(request.headers).filter((name) => name.startsWith('x-stainless'))

    expect(stainless(await askOnce({ kind: 'openai' }))).not.toEqual([])
    expect(stainless(await askOnce({ kind: 'mistral' }))).toEqual([])
  })

  it.each(['chat-completions', 'responses'] as const)(
    'passes a preflight that allows the key and the content type alone, over %s',
    async (api) => {
      const server = await serve({ scenario: 'header-refused' })
      const connection = connectionTo(server.baseURL, { kind: 'mistral' })
      const client = await createClient(connection, { apiKey: 'sk-test', fetch: pageFetch })
      const outcome = await outcomeOf(streamChat(client, chatRequest({ api }), signal))

      expect(outcome.error).toBeNull()
      expect(await listModels(client, signal)).not.toEqual([])
    },
  )

  it('would not pass it with the headers that OpenAI gets', async () => {
    openPage()
    const server = await serve({ scenario: 'header-refused' })
    const connection = connectionTo(server.baseURL, { kind: 'openai' })
    const client = await createClient(connection, { apiKey: 'sk-test', fetch: pageFetch })
    const { error } = await outcomeOf(streamChat(client, chatRequest(), signal))

    expect(error?.kind).toBe('cors')
  })

  it.each(['cors-refused', 'bad-key-without-cors'] as const)(
    'calls %s a matter of CORS',
    async (scenario) => {
      openPage()
      const server = await serve({ scenario })
      const client = await createClient(connectionTo(server.baseURL), { apiKey: 'sk-test', fetch: pageFetch })
      const { error } = await outcomeOf(streamChat(client, chatRequest(), signal))

      expect(error?.kind).toBe('cors')
    },
  )

  it.each(['rate-limit', 'insufficient-quota', 'server-error', 'conflict'] as const)(
    'asks once when the answer is %s',
    async (scenario) => {
      const server = await serve({ scenario })
      const client = await createClient(connectionTo(server.baseURL), { apiKey: 'sk-test' })
      await outcomeOf(streamChat(client, chatRequest(), signal))

      expect(server.requests).toHaveLength(1)
    },
  )
})
