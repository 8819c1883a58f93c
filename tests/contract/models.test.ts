import { describe, expect, it } from 'vitest'
import { AppError, type AppErrorKind } from '@/domain/errors.ts'
import { createClient, type ClientOptions } from '@/services/createClient.ts'
import { listModels, retrieveModel } from '@/services/models.ts'
import { connectionTo } from '../support/chat.ts'
import {
  startScenarioServer,
  type ScenarioServer,
  type ScenarioServerOptions,
} from '../support/scenarioServer.ts'
import { SCENARIO_MODELS, type ScenarioName } from '../support/scenarios.ts'

const { signal } = new AbortController()

async function withServer<T>(
  options: ScenarioServerOptions,
  use: (server: ScenarioServer) => Promise<T>,
): Promise<T> {
  const server = await startScenarioServer(options)
  try {
    return await use(server)
  } finally {
    await server.close()
  }
}

async function listOf(
  baseURL: string,
  options: Pick<ClientOptions, 'fetch' | 'timeoutMs'> = {},
): ReturnType<typeof listModels> {
  const client = await createClient(connectionTo(baseURL), { apiKey: 'sk-test', ...options })
  return listModels(client, signal)
}

const answering = (body: unknown): Pick<ClientOptions, 'fetch'> => ({
  fetch: () => Promise.resolve(Response.json(body)),
})

async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`No AppError, but ${String(error)}`)
  return error
}

describe('listModels', () => {
  it('gives what the server says of each model', async () => {
    const [large, old] = await withServer({}, ({ baseURL }) => listOf(baseURL))

    expect(large).toEqual({
      id: 'test-large',
      ownedBy: 'skein-tests',
      createdAt: 1_786_000_000_000,
      shutdownDate: null,
      raw: SCENARIO_MODELS[0],
    })
    expect(old?.shutdownDate).toBe('2027-03-01')
  })

  it.each([1, 2, 3, 100])('reads all pages of %i', async (pageSize) => {
    const entries = await withServer({ pageSize }, ({ baseURL }) => listOf(baseURL))

    expect(entries.map(({ id }) => id)).toEqual(SCENARIO_MODELS.map(({ id }) => id))
  })

  it('does not turn in circles on a server that ignores the cursor', async () => {
    const page = { data: [{ id: 'a' }, { id: 'b' }], has_more: true }
    const entries = await listOf('https://models.test/v1', answering(page))

    expect(entries.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('keeps unknown what the server leaves out', async () => {
    const [entry] = await listOf(
      'https://models.test/v1',
      answering({ data: [{ id: 'a', created: 0, owned_by: null }] }),
    )

    expect(entry).toEqual({
      id: 'a',
      ownedBy: null,
      createdAt: null,
      shutdownDate: null,
      raw: { id: 'a', created: 0, owned_by: null },
    })
  })

  it.each([
    ['a bare array', [{ id: 'a' }], ['a']],
    ['a list of null', { object: 'list', data: null }, []],
  ])('reads %s', async (_, body, ids) => {
    const entries = await listOf('https://models.test/v1', answering(body))

    expect(entries.map(({ id }) => id)).toEqual(ids)
  })

  it('does not take any JSON for an empty list', async () => {
    const error = await errorOf(listOf('https://models.test/v1', answering({ message: 'welcome' })))

    expect(error.kind).toBe('malformed')
  })

  it.each([
    ['2027-03-01T00:00:00Z', '2027-03-01'],
    [1_803_859_200, '2027-03-01'],
    ['soon', null],
  ])('reads the shutdown date %s', async (shutdown, expected) => {
    const body = { data: [{ id: 'a', shutdown_date: shutdown }] }
    const [entry] = await listOf('https://models.test/v1', answering(body))

    expect(entry?.shutdownDate).toBe(expected)
  })

  it.each<[ScenarioName, AppErrorKind]>([
    ['bad-key', 'auth'],
    ['forbidden', 'permission'],
    ['path-not-found', 'not-found'],
    ['rate-limit', 'rate-limit'],
    ['server-error', 'server'],
    ['overloaded', 'overloaded'],
    ['html', 'not-json'],
    ['html-502', 'not-json'],
    ['never-answers', 'timeout'],
  ])('turns %s into the error %s', async (scenario, kind) => {
    const timeout = scenario === 'never-answers' ? { timeoutMs: 100 } : {}
    const error = await withServer({ scenario }, ({ baseURL }) => errorOf(listOf(baseURL, timeout)))

    expect(error.kind).toBe(kind)
    expect(error.data.url).toMatch(/\/v1\/models$/)
  })

  it('says that a server without a list does not have it', async () => {
    const error = await withServer({ models: 'none' }, ({ baseURL }) => errorOf(listOf(baseURL)))

    expect(error.data).toMatchObject({ kind: 'not-found', status: 404 })
  })

  it('says that nothing is there', async () => {
    const baseURL = await withServer({}, (server) => Promise.resolve(server.baseURL))
    const error = await errorOf(listOf(baseURL))

    expect(error.kind).toBe('unreachable')
  })
})

describe('retrieveModel', () => {
  it('gives one model', async () => {
    const entry = await withServer({}, async ({ baseURL }) => {
      const client = await createClient(connectionTo(baseURL), { apiKey: null })
      return retrieveModel(client, 'test-small', signal)
    })

    expect(entry).toMatchObject({ id: 'test-small', ownedBy: 'others' })
  })

  it('escapes ids with slashes', async () => {
    const models = [{ id: 'meta/llama-4:free' }]
    const entry = await withServer({ models }, async ({ baseURL }) => {
      const client = await createClient(connectionTo(baseURL), { apiKey: null })
      return retrieveModel(client, 'meta/llama-4:free', signal)
    })

    expect(entry.id).toBe('meta/llama-4:free')
  })

  it('says that there is no such model', async () => {
    const error = await withServer({}, async ({ baseURL }) => {
      const client = await createClient(connectionTo(baseURL), { apiKey: null })
      return errorOf(retrieveModel(client, 'none', signal))
    })

    expect(error.kind).toBe('model-not-found')
  })
})
