import { describe, expect, it } from 'vitest'
import { isCallOf, type ApiCall } from '@/domain/apiCall.ts'
import { createClient } from '@/services/createClient.ts'
import { connectionTo } from '../support/chat.ts'
import { createMemoryRuntime } from '../support/memoryRuntime.ts'

const BASE_URL = 'https://server.invalid/v1'
type Fetch = typeof fetch

/** A client over a server, and what it tells of its calls, as they are told. */
async function recorded(fetch: Fetch, baseURL = BASE_URL) {
  const told: ApiCall[] = []
  const client = await createClient(connectionTo(baseURL), {
    apiKey: 'sk-secret',
    fetch,
    record: (call) => told.push(call),
  })
  return { client, told }
}

const runtimeFetch = (): Fetch => {
  const runtime = createMemoryRuntime()
  return (input, init) => runtime.fetch(input, init)
}

describe('a recorded fetch', () => {
  it('tells of a call when it is sent, and when its answer is there', async () => {
    const { client, told } = await recorded(runtimeFetch())
    const file = await client.files.create({
      file: new File(['one two'], 'words.txt', { type: 'text/plain' }),
      purpose: 'assistants',
    })
    const list = await client.files.list({ limit: 3 })
    const gone = await client.files.delete(file.id)
    expect(told.map(({ method, path, answer }) => `${method} ${path} ${answer.kind}`)).toEqual([
      'POST /files pending',
      'POST /files json',
      'GET /files?limit=3 pending',
      'GET /files?limit=3 json',
      `DELETE /files/${file.id} pending`,
      `DELETE /files/${file.id} json`,
    ])
    expect(told[1]).toMatchObject({
      id: told[0]?.id,
      request: { purpose: 'assistants', file: { name: 'words.txt', type: 'text/plain', bytes: 7 } },
      answer: { status: 200, value: file },
    })
    expect(told[3]?.answer).toMatchObject({ value: { object: 'list', data: list.data } })
    expect(told[5]?.answer).toMatchObject({ value: gone })
  })

  it('keeps the JSON that was sent, and of an answer that is no JSON only its type', async () => {
    const { client, told } = await recorded(runtimeFetch())
    const file = await client.files.create({ file: new File(['{}'], 'a.jsonl'), purpose: 'batch' })
    await (await client.files.content(file.id)).text()
    await client.vectorStores.create({ name: 'Books' })
    expect(told.at(-1)?.request).toEqual({ name: 'Books' })
    expect(
      told.find(({ path, answer }) => path.endsWith('/content') && answer.kind === 'other'),
    ).toMatchObject({
      answer: { status: 200, mediaType: 'application/octet-stream' },
    })
  })

  it('tells of a refusal with its body, and of a call that got no answer', async () => {
    const refusing = await recorded(() =>
      Promise.resolve(Response.json({ error: { message: 'No.' } }, { status: 403 })),
    )
    await expect(refusing.client.models.list()).rejects.toThrow('No.')
    expect(refusing.told[1]?.answer).toMatchObject({
      kind: 'json',
      status: 403,
      value: { error: { message: 'No.' } },
    })
    const broken = await recorded(() => Promise.reject(new TypeError('Failed to fetch')))
    await expect(broken.client.models.list()).rejects.toThrow('Connection error')
    expect(broken.told[1]?.answer.kind).toBe('none')
  })

  it('leaves an answer that breaks off to who asked for it', async () => {
    const { client, told } = await recorded(() => {
      const body = new ReadableStream({
        pull: (controller) => controller.error(new TypeError('network error')),
      })
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }))
    })
    await expect(client.models.list()).rejects.toThrow('network error')
    await expect.poll(() => told[1]?.answer.kind).toBe('none')
  })

  it('keeps no body beyond half a million characters, and no secret', async () => {
    const { client, told } = await recorded(
      () => Promise.resolve(Response.json({ data: 'x'.repeat(600_000) })),
      'https://server.invalid/v1?key=secret',
    )
    await client.models.list()
    await expect.poll(() => told[1]?.answer).toMatchObject({ kind: 'other', mediaType: 'application/json' })
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(told[0]?.path).toBe('/v1/models')
  })
})

describe('isCallOf', () => {
  const call: ApiCall = {
    id: 'call_1',
    placeId: 'browser',
    method: 'GET',
    path: '/files/file_1?x=1',
    sentAt: 0,
    request: undefined,
    answer: { kind: 'pending' },
  }

  it('takes whole parts of a path', () => {
    expect(isCallOf(call, ['/files'])).toBe(true)
    expect(isCallOf({ ...call, path: '/files?limit=1' }, ['/threads', '/files'])).toBe(true)
    expect(isCallOf(call, ['/file'])).toBe(false)
    expect(isCallOf(call, [])).toBe(false)
  })
})
