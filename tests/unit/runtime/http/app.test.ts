import { describe, expect, it } from 'vitest'
import { createMemoryRuntime } from '../../../support/memoryRuntime.ts'

const runtime = createMemoryRuntime()
const HOST = 'https://runtime.invalid'

function ask(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Response> {
  return runtime.fetch(HOST + path, { method, headers, ...(method === 'POST' && { body: '{}' }) })
}

async function outcome(path: string, method?: string): Promise<unknown> {
  const response = await ask(path, method)
  const { error }: { error?: unknown } = await response.json()
  return { status: response.status, ...(error === undefined ? {} : { error }) }
}

describe('the paths', () => {
  it.each([
    '/v1/assistants',
    '/assistants',
    '/v1/assistants/',
    '/assistants//',
    '/some/proxy/v1/assistants',
    '/v1/assistants?limit=1',
    '/v1/assistants?',
  ])('%s is the list of assistants', async (path) => {
    expect(await outcome(path)).toEqual({ status: 200 })
  })

  it.each([
    '/',
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/v1/Assistants',
    '/v1/threads//messages',
    '/v1/assistants/a/b',
  ])('%s is unknown', async (path) => {
    expect(await outcome(path)).toMatchObject({ status: 404, error: { code: 'unknown_url', param: null } })
  })

  it('names the method and the path that are unknown', async () => {
    expect(await outcome('/proxy/v1/nothing/', 'DELETE')).toMatchObject({
      error: { message: expect.stringMatching(/^Unknown request URL: DELETE \/v1\/nothing\. /) },
    })
  })

  it.each(['/assistants/', '/files/', '/assistants?after=', '/nothing/'])(
    'does not repeat all of a very long address after %s',
    async (path) => {
      const response = await ask(path + 'x'.repeat(5000))
      expect(response.status).toBeGreaterThanOrEqual(400)
      const text = await response.text()
      expect(text).toContain('x'.repeat(100))
      expect(text.length).toBeLessThan(600)
    },
  )

  it.each([
    ['PUT', '/v1/assistants'],
    ['PATCH', '/v1/assistants/asst_1'],
    ['DELETE', '/v1/assistants'],
    ['PUT', '/v1/assistants/asst_1'],
    ['GET', '/v1/threads'],
    ['PUT', '/v1/threads/thread_1/messages'],
    ['DELETE', '/v1/threads/thread_1/messages'],
  ])('%s is not for %s', async (method, path) => {
    expect(await outcome(path, method)).toMatchObject({
      status: 405,
      error: { code: 'method_not_supported', message: `Invalid method for URL (${method} ${path}).` },
    })
  })

  it.each(['%', '%ff', '%2F', '%00', '..%2f..', 'a%20b', '%E4%BD%A0', '👋', 'x'.repeat(5000), '__proto__'])(
    'ids such as %s are unknown',
    async (id) => {
      for (const path of [`/assistants/${id}`, `/threads/${id}`, `/threads/${id}/messages/${id}`]) {
        expect(await outcome(path)).toMatchObject({ status: 404, error: { type: 'invalid_request_error' } })
        expect(await outcome(path, 'POST')).toMatchObject({ status: 404 })
        expect(await outcome(path, 'DELETE')).toMatchObject({ status: 404 })
      }
    },
  )

  it('shows an id as it was written', async () => {
    expect(await outcome('/assistants/%E4%BD%A0%20a')).toMatchObject({
      error: { message: "No assistant found with id '你 a'." },
    })
  })

  it('answers HEAD as GET, without a body', async () => {
    const response = await ask('/v1/assistants', 'HEAD')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
    expect((await ask('/v1/assistants/asst_0', 'HEAD')).status).toBe(404)
  })
})

describe('the headers', () => {
  it.each(['/v1/assistants', '/v1/assistants/asst_0', '/v1/nothing'])('of %s', async (path) => {
    const { headers } = await ask(path)
    expect(headers.get('x-request-id')).toMatch(/^req_\w{20}$/)
    expect(headers.get('openai-version')).toBe('2020-10-01')
    expect(headers.get('openai-processing-ms')).toMatch(/^\d+$/)
    expect(headers.get('content-type')).toMatch(/^application\/json/)
  })

  it('may name the second version of the API, or none, but not the first', async () => {
    for (const beta of ['assistants=v2', '', 'other=v1', 'assistants=v2, other=v1']) {
      expect((await ask('/v1/assistants', 'GET', { 'openai-beta': beta })).status).toBe(200)
    }
    const response = await ask('/v1/assistants', 'GET', { 'openai-beta': 'assistants=v1' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: expect.stringContaining('OpenAI-Beta: assistants=v2'),
      },
    })
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
  })
})
