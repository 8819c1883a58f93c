import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError, type AppErrorData } from '@/domain/errors.ts'
import { createClient } from '@/services/createClient.ts'
import { listModels } from '@/services/models.ts'
import { connectionTo } from '../support/chat.ts'
import { startScenarioServer, type ScenarioServer } from '../support/scenarioServer.ts'
import type { Scenario } from '../support/scenarios.ts'

let server: ScenarioServer

beforeAll(async () => {
  server = await startScenarioServer()
})
afterAll(() => server.close())

/** What a person is told of an answer with this status and these words. */
async function dataOf(
  status: number,
  error: object | string,
  headers: Record<string, string> = {},
): Promise<AppErrorData> {
  const answer = new Response(typeof error === 'string' ? error : JSON.stringify(error), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
  const client = await createClient(connectionTo('https://api.test/v1?key=secret'), {
    apiKey: null,
    fetch: () => Promise.resolve(answer),
  })
  return thrownBy(listModels(client, new AbortController().signal))
}

async function thrownBy(promise: Promise<unknown>): Promise<AppErrorData> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`No AppError, but ${String(error)}`)
  return error.data
}

const words = (
  message: string,
  type: string,
  code: string | number | null = null,
  param: string | null = null,
) => ({ error: { message, type, code, param } }) as const

describe('an error of a server', () => {
  it('keeps what the server said, and who asked what', async () => {
    const data = await dataOf(
      400,
      words('Too hot.', 'invalid_request_error', 'decimal_above_max_value', 'temperature'),
      {
        'x-request-id': 'req_1',
      },
    )

    expect(data).toEqual({
      kind: 'invalid',
      detail: 'Too hot.',
      status: 400,
      code: 'decimal_above_max_value',
      param: 'temperature',
      requestId: 'req_1',
      url: 'https://api.test/v1',
    })
  })

  it.each([
    ['llama.cpp', 400, words('Too long.', 'exceed_context_size_error', 400), 'context-length'],
    ['Anthropic', 529, words('Busy.', 'overloaded_error'), 'overloaded'],
    ['Groq', 413, words('Too many tokens.', 'tokens', 'rate_limit_exceeded'), 'too-large'],
    ['DeepSeek', 402, words('Insufficient Balance', 'unknown_error', 'invalid_request_error'), 'quota'],
    ['OpenAI', 429, words('Slow down.', 'requests', 'slow_down'), 'rate-limit'],
    ['OpenAI', 429, words('No.', 'insufficient_quota', 'organization_usage_limit_exceeded'), 'quota'],
    ['a gateway', 501, words('No.', 'server_error'), 'unsupported'],
    ['a gateway', 405, '', 'unsupported'],
    ['a gateway', 408, '', 'timeout'],
    ['a gateway', 418, '', 'invalid'],
    [
      'a server that is not OpenAI',
      404,
      words('No.', 'invalid_request_error', null, 'model'),
      'model-not-found',
    ],
  ] as const)('is told apart as %s says it with %i', async (_, status, body, kind) => {
    expect((await dataOf(status, body)).kind).toBe(kind)
  })

  it.each([
    ['an object of FastAPI', { detail: 'Not Found' }, 'Not Found'],
    ['a bare string', { error: 'model not loaded' }, 'model not loaded'],
    ['an object without an envelope', { message: 'Unauthorized' }, 'Unauthorized'],
    ['plain text', '404 page not found', '404 page not found'],
  ])('has the words of %s', async (_, body, detail) => {
    const data = await dataOf(404, body)

    expect(data).toMatchObject({ kind: 'not-found', detail })
  })

  it('does not repeat a status that is sent as the code', async () => {
    expect(await dataOf(429, words('Slow down.', 'requests', 429))).not.toHaveProperty('code')
  })

  it('names an HTML page by its title', async () => {
    const page = '<html><head><title>502 Bad Gateway</title></head></html>'
    const data = await dataOf(502, page, { 'content-type': 'text/html' })

    expect(data).toMatchObject({ kind: 'not-json', detail: '502 Bad Gateway', status: 502 })
  })

  it.each([
    [401, 'auth'],
    [404, 'not-found'],
    [503, 'overloaded'],
  ])('keeps the meaning of %i on an HTML page', async (status, kind) => {
    expect((await dataOf(status, '<title>x</title>', { 'content-type': 'text/html' })).kind).toBe(kind)
  })

  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('waits as %j says', async (headers, retryAfterMs) => {
    expect((await dataOf(429, words('Slow down.', 'requests'), headers)).retryAfterMs).toBe(retryAfterMs)
  })

  it('waits until a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString()
    const { retryAfterMs } = await dataOf(429, words('Slow down.', 'requests'), { 'retry-after': date })

    expect(retryAfterMs).toBeGreaterThan(50_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })
})

describe('an error without an answer', () => {
  const hang: Scenario = { kind: 'hang' }

  it('is an abort when the signal says so, whatever was thrown', async () => {
    const client = await createClient(connectionTo(server.baseURL), {
      apiKey: null,
      fetch: () => Promise.reject(new TypeError('terminated')),
    })
    expect((await thrownBy(listModels(client, AbortSignal.abort('gone')))).kind).toBe('aborted')
  })

  it('is a timeout when the server never answers', async () => {
    server.setScenario(hang)
    const client = await createClient(connectionTo(server.baseURL), { apiKey: null, timeoutMs: 50 })

    expect((await thrownBy(listModels(client, new AbortController().signal))).kind).toBe('timeout')
  })

  it('is unreachable when nobody listens', async () => {
    const client = await createClient(connectionTo('http://127.0.0.1:9/v1'), { apiKey: null })
    const data = await thrownBy(listModels(client, new AbortController().signal))

    expect(data).toMatchObject({ kind: 'unreachable', url: 'http://127.0.0.1:9/v1/models' })
  })

  it('is unexpected when it is ours', async () => {
    const client = await createClient(connectionTo('no address'), { apiKey: null })

    expect((await thrownBy(listModels(client, new AbortController().signal))).kind).toBe('unexpected')
  })
})
