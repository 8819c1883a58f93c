import { describe, expect, it } from 'vitest'
import { loadSpecification } from '../../support/openapi.ts'
import { type SpecificationError, validated } from '../../support/specification.ts'

const ASSISTANT = {
  id: 'asst_1',
  object: 'assistant',
  created_at: 1,
  name: null,
  description: null,
  model: 'm',
  instructions: null,
  tools: [],
  metadata: {},
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Promise.resolve(Response.json(body, { status }))

function stream(text: string): () => Promise<Response> {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
  return () => Promise.resolve(new Response(text, { headers }))
}

const event = (name: string, data: unknown): string =>
  `event: ${name}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

function formOf(fields: Record<string, string>, file?: Blob): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  if (file !== undefined) form.set('file', file, 'a.txt')
  return form
}

const DELTA = {
  id: 'msg_1',
  object: 'thread.message.delta',
  delta: { content: [{ index: 0, type: 'text', text: { value: 'a' } }] },
}

const URL_OF_RUNS = 'http://host/v1/threads/thread_1/runs'
const CREATE_RUN = { method: 'POST', body: JSON.stringify({ assistant_id: 'asst_1', stream: true }) }

describe.skipIf(loadSpecification() === null)('the check against OpenAI’s specification', () => {
  it('lets through what fits, unchanged', async () => {
    const fetch = validated(json(ASSISTANT))
    const response = await fetch('http://host/v1/assistants', { method: 'POST', body: '{"model":"m"}' })
    expect(await response.json()).toEqual(ASSISTANT)
  })

  it.each([
    ['an answer', '/assistants/asst_1', {}, json({ ...ASSISTANT, tools: null }), /\/tools must be array/],
    ['a request', '/assistants', { method: 'POST', body: '{}' }, json(ASSISTANT), /'model'/],
    ['a query', '/assistants?order=up', {}, json({ object: 'list', data: [], has_more: false }), /\/order/],
    ['an unknown parameter', '/assistants?sort=up', {}, json({ object: 'list' }), /additional properties/],
    ['an error', '/assistants/asst_1', {}, json({ error: { message: 'no' } }, 404), /answer 404.*\n.*type/],
    ['a path', '/assistance', {}, json({}), /unknown operation/],
    ['a form', '/files', { method: 'POST', body: formOf({ purpose: 'vision' }) }, json({}), /'file'/],
  ])('finds %s that does not', async (...[, path, init, answer, reason]) => {
    const violations: SpecificationError[] = []
    await expect(validated(answer, violations)(`http://host/v1${path}`, init)).rejects.toThrow(reason)
    expect(violations).toHaveLength(1)
  })

  it('does not judge a request that the server refuses', async () => {
    const refusal = json({ error: { message: 'no', type: 't', param: null, code: null } }, 400)
    const response = await validated(refusal)('http://host/v1/assistants', { method: 'POST', body: '{' })
    expect(response.status).toBe(400)
  })

  it('takes null and nothing for the ids of a list', async () => {
    for (const ids of [{}, { first_id: null, last_id: null }, { first_id: 'a', last_id: 'b' }]) {
      const list = { object: 'list', data: [], has_more: false, ...ids }
      expect((await validated(json(list))('http://host/v1/assistants')).ok).toBe(true)
    }
  })

  it('reads a form as the fields that it stands for', async () => {
    const fields = { purpose: 'assistants', 'expires_after[anchor]': 'created_at' }
    const file = {
      id: 'file-1',
      object: 'file',
      bytes: 1,
      created_at: 1,
      filename: 'a',
      purpose: 'assistants',
    }
    const send = (seconds: string) =>
      validated(json({ ...file, status: 'processed' }))('http://host/v1/files', {
        method: 'POST',
        body: formOf({ ...fields, 'expires_after[seconds]': seconds }, new Blob(['a'])),
      })
    expect((await send('3600')).ok).toBe(true)
    await expect(send('soon')).rejects.toThrow(/expires_after\/seconds/)
  })

  it('lets a stream through, unchanged', async () => {
    const text = event('thread.message.delta', DELTA) + event('done', '[DONE]')
    expect(await (await validated(stream(text))(URL_OF_RUNS, CREATE_RUN)).text()).toBe(text)
  })

  it.each([
    [
      'an event that does not fit',
      event('thread.message.delta', { ...DELTA, delta: 1 }),
      /\/delta must be object/,
    ],
    ['an event that nobody knows', event('thread.run.paused', {}), /unknown event/],
    ['an end without done', event('thread.message.delta', DELTA), /must end with done/],
  ])('breaks a stream at %s', async (_what, text, reason) => {
    const response = await validated(stream(text))(URL_OF_RUNS, CREATE_RUN)
    await expect(response.text()).rejects.toThrow(reason)
  })
})
