import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { isCallOf, type ApiCall } from '@/domain/apiCall.ts'
import { createClient } from '@/services/createClient.ts'
import { collect } from '../support/collect.ts'
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
      ...['pending', 'coming', 'json'].map((kind) => `POST /files ${kind}`),
      ...['pending', 'coming', 'json'].map((kind) => `GET /files?limit=3 ${kind}`),
      ...['pending', 'coming', 'json'].map((kind) => `DELETE /files/${file.id} ${kind}`),
    ])
    expect(told[2]).toMatchObject({
      id: told[0]?.id,
      placeId: 'connection_test',
      placeName: 'Test',
      baseURL: BASE_URL,
      request: {
        kind: 'form',
        fields: [
          { name: 'file', file: { name: 'words.txt', type: 'text/plain', bytes: 7 } },
          { name: 'purpose', text: 'assistants' },
        ],
      },
      sentBytes: 17,
      answer: { status: 200, value: file },
    })
    expect(told[5]?.answer).toMatchObject({ value: { object: 'list', data: list.data } })
    expect(told[8]?.answer).toMatchObject({ value: gone })
  })

  it('keeps the JSON that was sent, and of an answer that is no JSON only its type', async () => {
    const { client, told } = await recorded(runtimeFetch())
    const file = await client.files.create({ file: new File(['{}'], 'a.jsonl'), purpose: 'batch' })
    await (await client.files.content(file.id)).text()
    await client.vectorStores.create({ name: 'Books' })
    expect(told.at(-1)?.request).toEqual({ kind: 'json', value: { name: 'Books' } })
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
    expect(refusing.told[2]?.answer).toMatchObject({
      kind: 'json',
      status: 403,
      value: { error: { message: 'No.' } },
    })
    const broken = await recorded(() => Promise.reject(new TypeError('Failed to fetch')))
    await expect(broken.client.models.list()).rejects.toThrow('Connection error')
    expect(broken.told[1]?.answer).toMatchObject({
      kind: 'none',
      failure: { name: 'TypeError', message: 'Failed to fetch' },
    })
  })

  it('leaves an answer that breaks off to who asked for it', async () => {
    const { client, told } = await recorded(() => {
      const body = new ReadableStream({
        pull: (controller) => controller.error(new TypeError('network error')),
      })
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'application/json' } }))
    })
    await expect(client.models.list()).rejects.toThrow('network error')
    expect(told[2]?.answer).toMatchObject({
      kind: 'other',
      status: 200,
      failure: { name: 'TypeError', message: 'network error' },
    })
  })

  it('keeps no body beyond half a million bytes, and no secret', async () => {
    const { client, told } = await recorded(
      () => Promise.resolve(Response.json({ data: 'x'.repeat(600_000) })),
      'https://server.invalid/v1?key=secret',
    )
    await client.models.list()
    expect(told[2]?.answer).toMatchObject({ kind: 'other', mediaType: 'application/json', bytes: 600_011 })
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(told[0]).toMatchObject({ baseURL: BASE_URL, path: '/models' })
  })
})

describe('a recorded stream', () => {
  const encoder = new TextEncoder()
  const streamOf = (pieces: readonly string[]): Response => {
    const left = [...pieces]
    const body = new ReadableStream({
      pull(controller) {
        const piece = left.shift()
        if (piece === undefined) controller.close()
        else controller.enqueue(encoder.encode(piece))
      },
    })
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_7' },
    })
  }
  const ask: OpenAI.ChatCompletionCreateParamsStreaming = { model: 'm', messages: [], stream: true }

  it('is kept as its events, with its request id, its bytes and the tokens of its last event', async () => {
    const pieces = [
      'data: {"choices":[{"delta":{"content":"Hel"}}]}\r\n\r',
      '\ndata: {"choices":[{"delta":{"content":"lo"}}]}\n\nevent: end\ndata: {"choices":[],"usage":',
      '{"prompt_tokens":7,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}\n\ndata: [DONE]',
    ]
    const { client, told } = await recorded(() => Promise.resolve(streamOf(pieces)))
    await collect(await client.chat.completions.create(ask))
    expect(told.map(({ answer }) => answer.kind)).toEqual(['pending', 'coming', 'stream'])
    expect(told[2]?.answer).toMatchObject({
      kind: 'stream',
      isWhole: true,
      status: 200,
      requestId: 'req_7',
      mediaType: 'text/event-stream',
      bytes: pieces.join('').length,
      tokens: { input: 7, cached: 4, output: 2, reasoning: null },
      failure: null,
      events: [
        { name: null, data: '{"choices":[{"delta":{"content":"Hel"}}]}' },
        { name: null, data: '{"choices":[{"delta":{"content":"lo"}}]}' },
        { name: 'end' },
        { name: null, data: '[DONE]' },
      ],
    })
  })

  it('keeps the beginning of one that is too long, and the tokens of its end', async () => {
    const long = Array.from({ length: 60 }, () => `data: {"choices":[],"x":"${'x'.repeat(10_000)}"}\n\n`)
    const end = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":60}}\n\ndata: [DONE]\n\n'
    const { client, told } = await recorded(() => Promise.resolve(streamOf([...long, end])))
    await collect(await client.chat.completions.create(ask))
    const answer = told[2]?.answer
    if (answer?.kind !== 'stream') throw new Error('It is no stream.')
    expect(answer).toMatchObject({ isWhole: false, tokens: { input: 1, output: 60 } })
    expect(answer.events).toHaveLength(49)
  })

  it('ends where whoever reads it stops', async () => {
    const { client, told } = await recorded(() =>
      Promise.resolve(streamOf(['data: {"choices":[]}\n\n', 'data: {"choices":[]}\n\n'])),
    )
    const stream = await client.chat.completions.create(ask)
    await stream[Symbol.asyncIterator]().next()
    stream.controller.abort()
    await expect
      .poll(() => told[2]?.answer)
      .toMatchObject({
        kind: 'stream',
        failure: { name: 'AbortError' },
        events: [{ data: '{"choices":[]}' }],
      })
  })
})

describe('isCallOf', () => {
  const call = { path: '/files/file_1?x=1' }

  it('takes whole parts of a path', () => {
    expect(isCallOf(call, ['/files'])).toBe(true)
    expect(isCallOf({ path: '/files?limit=1' }, ['/threads', '/files'])).toBe(true)
    expect(isCallOf(call, ['/file'])).toBe(false)
    expect(isCallOf(call, [])).toBe(false)
  })
})
