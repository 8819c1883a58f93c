import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { collect } from '../support/collect.ts'
import { createDemoEndpoint } from '@/demo/index.ts'

const client = new OpenAI({
  apiKey: 'none',
  baseURL: 'https://demo.skein.invalid/v1',
  fetch: createDemoEndpoint({ pace: 0 }).fetch,
  dangerouslyAllowBrowser: true,
  maxRetries: 0,
})

const TOOLS: OpenAI.Responses.FunctionTool[] = [
  {
    type: 'function',
    name: 'get_weather',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
]

async function eventTypes(body: OpenAI.Responses.ResponseCreateParamsStreaming): Promise<string[]> {
  const events = await collect(await client.responses.create(body))
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index))
  // Runs of deltas count as one.
  return events.map(({ type }) => type).filter((type, index, types) => type !== types[index - 1])
}

describe('a response', () => {
  it('answers at once, with usage', async () => {
    const response = await client.responses.create({ model: 'skein-demo', input: '你是谁？' })
    expect(response).toMatchObject({ object: 'response', status: 'completed', error: null, store: false })
    expect(response.output_text).toContain('不是人工智能')
    expect(response.usage?.total_tokens).toBe(response.usage!.input_tokens + response.usage!.output_tokens)
  })

  it('streams every event in the order that the API has', async () => {
    expect(await eventTypes({ model: 'skein-demo', input: 'Hello', stream: true })).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
  })

  it('streams a reasoning summary before the answer of the reasoning model', async () => {
    expect(await eventTypes({ model: 'skein-demo-reasoning', input: 'Hello', stream: true })).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
  })

  it('is put together by the SDK’s strict stream helper', async () => {
    for (const model of ['skein-demo', 'skein-demo-reasoning']) {
      const input = 'Give me a tour'
      const final = await client.responses.stream({ model, input }).finalResponse()
      const whole = await client.responses.create({ model, input })
      expect(final.status).toBe('completed')
      expect(final.output_text).toBe(whole.output_text)
      expect(final.output.map(({ type }) => type)).toEqual(whole.output.map(({ type }) => type))
      expect(final.usage).toEqual(whole.usage)
    }
  })

  it('is incomplete at its token limit, streamed or not', async () => {
    const body = { model: 'skein-demo', input: 'Give me a tour', max_output_tokens: 16 }
    const whole = await client.responses.create(body)
    expect(whole).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
    expect(whole.output[0]).toMatchObject({ type: 'message', status: 'incomplete' })
    const final = await client.responses.stream(body).finalResponse()
    expect(final.status).toBe('incomplete')
    expect(final.output_text).toBe(whole.output_text)
  })

  it('may be cut in its reasoning', async () => {
    const body = { model: 'skein-demo-reasoning', input: 'Hello', max_output_tokens: 4 }
    const { output, output_text } = await client.responses.create(body)
    expect(output.map(({ type }) => type)).toEqual(['reasoning'])
    expect(output_text).toBe('')
  })

  it('has the instructions and the earlier turns', async () => {
    const response = await client.responses.create({
      model: 'skein-demo',
      instructions: 'Answer like a pirate.',
      input: 'What are your instructions?',
    })
    expect(response.output_text).toContain('Answer like a pirate.')
    const later = await client.responses.create({
      model: 'skein-demo',
      input: [
        { role: 'user', content: 'The cat is called Miso' },
        { role: 'assistant', content: 'Noted.' },
        { role: 'user', content: [{ type: 'input_text', text: 'What did I say first?' }] },
      ],
    })
    expect(later.output_text).toContain('The cat is called Miso')
  })

  it('calls a function and answers from its output', async () => {
    const input = 'How is the weather in New York?'
    const first = await client.responses.stream({ model: 'skein-demo', input, tools: TOOLS }).finalResponse()
    const [call] = first.output
    if (call?.type !== 'function_call') throw new Error('no call')
    expect(call).toMatchObject({ name: 'get_weather', arguments: '{"city":"New York"}', status: 'completed' })
    const second = await client.responses.create({
      model: 'skein-demo',
      tools: TOOLS,
      input: [
        { role: 'user', content: input },
        { type: 'function_call', call_id: call.call_id, name: call.name, arguments: call.arguments },
        { type: 'function_call_output', call_id: call.call_id, output: 'Rain until noon' },
      ],
    })
    expect(second.output_text).toContain('Rain until noon')
  })

  it('fits a JSON schema', async () => {
    const response = await client.responses.create({
      model: 'skein-demo',
      input: 'Which colour is grass: red or green?',
      text: {
        format: {
          type: 'json_schema',
          name: 'colour',
          schema: {
            type: 'object',
            properties: { colour: { enum: ['blue', 'green'] } },
            required: ['colour'],
          },
        },
      },
    })
    expect(JSON.parse(response.output_text)).toEqual({ colour: 'green' })
  })

  it('knows no earlier response by id, as it stores none', async () => {
    const body = { model: 'skein-demo', input: 'Hi', previous_response_id: 'resp_gone' }
    await expect(client.responses.create(body)).rejects.toMatchObject({
      status: 400,
      code: 'previous_response_not_found',
      param: 'previous_response_id',
    })
  })
})

describe('embeddings', () => {
  const embed = async (input: string[]): Promise<number[][]> => {
    const { data } = await client.embeddings.create({ model: 'skein-demo-embedding', input })
    return data.map(({ embedding }) => embedding)
  }
  const similarity = (a: number[] = [], b: number[] = []): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

  it('have length 1 and put texts with shared words near each other', async () => {
    const [cats, cat, tax] = await embed([
      'Cats sleep all day',
      'My cat sleeps a lot',
      'Quarterly tax report',
    ])
    expect(similarity(cats, cats)).toBeCloseTo(1, 5)
    expect(similarity(cats, cat)).toBeGreaterThan(similarity(cats, tax) + 0.1)
    const [spring, springDay, law] = await embed(['春天的花园', '花园里的春天', '公司税法'])
    expect(similarity(spring, springDay)).toBeGreaterThan(similarity(spring, law) + 0.1)
  })

  it('are the same numbers as floats and as base64', async () => {
    const body = { model: 'skein-demo-embedding', input: 'Spring', dimensions: 8 }
    // The SDK asks for base64 by itself and decodes it.
    const base64 = await client.embeddings.create(body)
    const float = await client.embeddings.create({ ...body, encoding_format: 'float' })
    expect(base64.data[0]?.embedding).toHaveLength(8)
    expect(base64.data).toEqual(float.data)
    expect(base64.usage).toEqual({ prompt_tokens: 1, total_tokens: 1 })
  })

  it('come from the embedding model only', async () => {
    const answer = client.embeddings.create({ model: 'skein-demo', input: 'x' })
    await expect(answer).rejects.toMatchObject({ status: 403, param: 'model' })
  })
})
