import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { createDemoEndpoint } from '@/demo/index.ts'

const demo = createDemoEndpoint({ pace: 0 })
const client = new OpenAI({
  apiKey: 'none',
  baseURL: 'https://demo.skein.invalid/v1',
  fetch: demo.fetch,
  dangerouslyAllowBrowser: true,
  maxRetries: 0,
})

async function refusal(path: string, body: string, method = 'POST'): Promise<unknown> {
  const init = method === 'GET' ? {} : { method, body }
  const response = await demo.fetch(`https://demo.skein.invalid/v1${path}`, init)
  return { status: response.status, ...(await response.json()) }
}

const refused = (status: number, param: string | null, code: string | null): object =>
  expect.objectContaining({
    status,
    error: expect.objectContaining({ type: 'invalid_request_error', param, code }),
  })

const chat = (fields: object): string =>
  JSON.stringify({ model: 'skein-demo', messages: [{ role: 'user', content: 'Hi' }], ...fields })

describe('what the demo refuses', () => {
  it('is told in OpenAI’s envelope, with a request id', async () => {
    const answer = client.chat.completions.create({
      model: 'gpt-0',
      messages: [{ role: 'user', content: 'Hi' }],
    })
    const error = await answer.catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(OpenAI.NotFoundError)
    expect(error).toMatchObject({
      status: 404,
      code: 'model_not_found',
      param: 'model',
      type: 'invalid_request_error',
      requestID: expect.stringMatching(/^req_/),
    })
  })

  it('are models and paths that are not there', async () => {
    await expect(client.models.retrieve('gpt-0')).rejects.toThrow(OpenAI.NotFoundError)
    expect(await refusal('/nothing', '', 'GET')).toEqual(refused(404, null, 'unknown_url'))
    expect(await refusal('/models', '{}')).toEqual(refused(405, null, 'method_not_supported'))
    expect(await refusal('/responses', '', 'GET')).toEqual(refused(405, null, 'method_not_supported'))
    const body = chat({ model: 'skein-demo-embedding' })
    expect(await refusal('/chat/completions', body)).toEqual(refused(404, 'model', null))
  })

  it('are bodies that are not JSON, or not an object', async () => {
    for (const body of ['', '{', 'null', '"x"']) {
      expect(await refusal('/chat/completions', body)).toEqual(refused(400, null, null))
    }
  })

  it.each([
    ['messages', { messages: undefined }, 'missing_required_parameter'],
    ['messages', { messages: [] }, 'empty_array'],
    ['messages[0].role', { messages: [{ role: 'king', content: 'Hi' }] }, 'invalid_value'],
    ['messages[0].content', { messages: [{ role: 'user', content: 1 }] }, 'invalid_type'],
    ['temperature', { temperature: 3 }, 'decimal_above_max_value'],
    ['temperature', { temperature: 'hot' }, 'invalid_type'],
    ['top_p', { top_p: -1 }, 'decimal_below_min_value'],
    ['n', { n: 2 }, 'invalid_value'],
    ['max_tokens', { max_tokens: 0 }, 'integer_below_min_value'],
    ['presence_penalty', { presence_penalty: 2.5 }, 'decimal_above_max_value'],
    ['response_format.type', { response_format: { type: 'yaml' } }, 'invalid_value'],
  ])('are bodies with a bad %s', async (param, fields, code) => {
    expect(await refusal('/chat/completions', chat(fields))).toEqual(refused(400, param, code))
  })

  it('are files that are not text', async () => {
    const file_data = `data:application/pdf;base64,${Buffer.from([0xff, 0xfe, 0xfd]).toString('base64')}`
    const content = [{ type: 'file', file: { filename: 'a.pdf', file_data } }]
    const body = chat({ messages: [{ role: 'user', content }] })
    expect(await refusal('/chat/completions', body)).toEqual(refused(400, 'messages', null))
  })

  it('are requests that were aborted before they began', async () => {
    const signal = AbortSignal.abort()
    const answer = demo.fetch('https://demo.skein.invalid/v1/models', { signal })
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  })
})
