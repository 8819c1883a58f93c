import { afterEach, describe, expect, it } from 'vitest'
import type { ApiCall } from '@/domain/apiCall.ts'
import { codeOf } from '@/domain/code/codeOf.ts'
import { harOf } from '@/domain/har.ts'
import { createRedactor, REDACTED, secretsOf } from '@/domain/redaction.ts'
import { createClient } from '@/services/createClient.ts'
import { readCalls, writeCalls } from '@/storage/callRecords.ts'
import { readText } from '@/storage/webStorage.ts'
import { collect } from '../support/collect.ts'
import { connectionTo } from '../support/chat.ts'

/** With what JSON and addresses spell otherwise. */
const KEY = 'sk-canary"7\\f/3+a=%9'
const LANGUAGES = ['curl', 'javascript', 'python'] as const
const PARTS = ['canary', 'hidden-cookie', 'hidden-header', 'hidden-query', 'hidden-field']

afterEach(() => writeCalls([]))

/** Every text in a value, names of fields too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)])
}

function expectNoSecret(value: unknown): void {
  const texts = textsIn(value)
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.filter((text) => PARTS.some((part) => text.includes(part)))).toEqual([])
}

const echoed = {
  headers: { 'x-echo': encodeURIComponent(KEY), 'x-request-id': 'req_1', 'x-session': 'hidden-header' },
}

/** Answers of every kind, each of which tells the key. */
const SERVERS: Record<string, (init: RequestInit | undefined) => Promise<Response>> = {
  json: () =>
    Promise.resolve(
      Response.json(
        { data: [{ id: KEY, [KEY]: [{ inner: `a ${KEY} b` }], password: 'hidden-field' }] },
        echoed,
      ),
    ),
  text: () =>
    Promise.resolve(
      new Response(`You are ${KEY}.`, { headers: { ...echoed.headers, 'content-type': 'text/plain' } }),
    ),
  brokenJSON: () =>
    Promise.resolve(
      new Response(`{"key":${JSON.stringify(KEY)}`, { headers: { 'content-type': 'application/json' } }),
    ),
  stream: () =>
    Promise.resolve(
      new Response(
        `event: ${KEY}\ndata: ${JSON.stringify({ choices: [{ delta: { content: JSON.stringify({ KEY }) } }] })}\n\ndata: [DONE]\n\n`,
        { headers: { 'content-type': 'text/event-stream' } },
      ),
    ),
  refusal: () =>
    Promise.resolve(
      Response.json({ error: { message: `Incorrect API key provided: ${KEY}` } }, { status: 401 }),
    ),
  failure: () =>
    Promise.reject(new TypeError(`Failed to fetch https://server.invalid/?k=${encodeURIComponent(KEY)}`)),
  cut: () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(`{"data": ${JSON.stringify(KEY)}`)),
      pull: (controller) => controller.error(new TypeError(`Cut: ${KEY}`)),
    })
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }))
  },
}

async function callsOf(
  server: (init: RequestInit | undefined) => Promise<Response>,
  kind: 'custom' | 'azure',
) {
  const told: ApiCall[] = []
  const client = await createClient(
    connectionTo('https://server.invalid/v1?opaque=hidden-query', {
      kind,
      name: `Mine ${KEY}`,
      headers: { 'x-gateway-token': 'hidden-header', Cookie: 'a=hidden-cookie', 'x-copy': `v ${KEY}` },
    }),
    { apiKey: KEY, fetch: (_input, init) => server(init), record: (call) => told.push(call) },
  )
  const content = `My key is ${KEY}`
  const sent: (() => Promise<unknown>)[] = [
    () => client.models.list(),
    () => client.get(`/files/${encodeURIComponent(KEY)}`, { query: { api_key: 'hidden-query', after: KEY } }),
    () => client.chat.completions.create({ model: KEY, messages: [{ role: 'user', content }] }),
    async () => {
      const messages = [{ role: 'user' as const, content }]
      await collect(
        await client.chat.completions.create({
          model: 'm',
          messages,
          stream: true,
        }),
      )
    },
    () => client.files.create({ file: new File([KEY], `${KEY}.txt`), purpose: 'assistants' }),
    () => client.post('/threads', { body: { metadata: { password: 'hidden-field', [KEY]: KEY } } }),
  ]
  for (const send of sent) await send().catch(() => undefined)
  return told
}

describe('the record of a call', () => {
  for (const [name, server] of Object.entries(SERVERS)) {
    for (const kind of ['custom', 'azure'] as const) {
      it(`holds no secret, sent with every kind of call and told back as ${name} (${kind})`, async () => {
        const told = await callsOf(server, kind)
        const ends = told.filter(({ answer }) => answer.kind !== 'pending' && answer.kind !== 'coming')
        expect(ends.length).toBeGreaterThanOrEqual(6)
        expectNoSecret(told)
        expectNoSecret(harOf(ends, '1'))
        expectNoSecret(ends.flatMap((call) => LANGUAGES.map((language) => codeOf(call, language))))
        writeCalls(ends)
        const stored = readText('session', 'skein.calls') ?? ''
        expect(stored).toContain(REDACTED)
        expectNoSecret([stored])
        expect(readCalls()).toEqual(JSON.parse(JSON.stringify(ends)))
      })
    }
  }
})

describe('createRedactor', () => {
  it('leaves what is no secret as it is', () => {
    const { json, path, headers } = createRedactor(secretsOf([['authorization', 'Bearer abcdef']], '', ''))
    const value = { model: 'm', max_tokens: 5, token: 'x', list: [null, true, 1.5], __proto__: null }
    expect(json(value)).toEqual(value)
    expect(path('/threads/t/messages?limit=20&order=asc&after=a%20b')).toBe(
      '/threads/t/messages?limit=20&order=asc&after=a%20b',
    )
    expect(
      headers([
        ['x-ratelimit-remaining-tokens', '5'],
        ['authorization', 'Bearer abcdef'],
      ]),
    ).toEqual([
      ['x-ratelimit-remaining-tokens', '5'],
      ['authorization', REDACTED],
    ])
  })

  it('redacts by name however short the secret is', () => {
    const { headers, path } = createRedactor(secretsOf([['api-key', 'no']], '', ''))
    expect(headers([['api-key', 'no']])).toEqual([['api-key', REDACTED]])
    expect(path('/a?sig=x&%61pi_key=y&limit=1')).toBe(`/a?sig=${REDACTED}&%61pi_key=${REDACTED}&limit=1`)
  })
})
