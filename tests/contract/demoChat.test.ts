import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { collect } from '../support/collect.ts'
import { createDemoEndpoint } from '@/demo/index.ts'

const demo = createDemoEndpoint({ pace: 0 })
const client = new OpenAI({
  apiKey: 'none',
  baseURL: 'https://demo.skein.invalid/v1',
  fetch: demo.fetch,
  dangerouslyAllowBrowser: true,
  maxRetries: 0,
})

const ask = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }]

async function answerOf(
  messages: OpenAI.ChatCompletionMessageParam[],
  model = 'skein-demo',
): Promise<string> {
  const { choices } = await client.chat.completions.create({ model, messages })
  return choices[0]?.message.content ?? ''
}

async function streamed(
  body: Omit<OpenAI.ChatCompletionCreateParamsStreaming, 'stream'>,
): Promise<OpenAI.ChatCompletionChunk[]> {
  return collect(await client.chat.completions.create({ ...body, stream: true }))
}

const textOf = (chunks: OpenAI.ChatCompletionChunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')

describe('models of the demo', () => {
  it('are listed and retrieved', async () => {
    const models = await collect(client.models.list())
    expect(models.map(({ id }) => id)).toEqual(['skein-demo', 'skein-demo-reasoning', 'skein-demo-embedding'])
    expect(new Set(models.map(({ owned_by }) => owned_by))).toEqual(new Set(['skein']))
    expect(await client.models.retrieve('skein-demo')).toEqual(models[0])
  })

  it('are found under any base URL', async () => {
    for (const base of ['http://localhost:1/v1', 'https://a.example/openai/v1', 'https://a.example']) {
      const response = await demo.fetch(`${base}/models`)
      expect(response.status).toBe(200)
    }
  })
})

describe('a chat completion', () => {
  it('answers at once', async () => {
    const completion = await client.chat.completions.create({
      model: 'skein-demo',
      messages: ask('Who are you?'),
    })
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'skein-demo',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', refusal: null } }],
    })
    expect(completion.choices[0]?.message.content).toContain('not an AI')
    const { prompt_tokens, completion_tokens, total_tokens } = completion.usage!
    expect(prompt_tokens).toBeGreaterThan(3)
    expect(total_tokens).toBe(prompt_tokens + completion_tokens)
  })

  it('streams the same answer, with its usage last where that is asked for', async () => {
    const messages = ask('Give me a tour')
    const whole = await client.chat.completions.create({ model: 'skein-demo', messages })
    const chunks = await streamed({ model: 'skein-demo', messages, stream_options: { include_usage: true } })
    expect(textOf(chunks)).toBe(whole.choices[0]?.message.content)
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('streams no usage where that is not asked for', async () => {
    const chunks = await streamed({ model: 'skein-demo', messages: ask('Hello') })
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false)
  })

  it('is accepted by the SDK’s own stream helper', async () => {
    const stream = client.chat.completions.stream({ model: 'skein-demo', messages: ask('Hello') })
    const final = await stream.finalChatCompletion()
    expect(final.choices[0]?.message.content).toBe(await answerOf(ask('Hello')))
  })

  it('says the same to the same question', async () => {
    const messages = ask('Write 2000 words')
    expect(await answerOf(messages)).toBe(await answerOf(messages))
  })

  it('answers in the language of the question', async () => {
    expect(await answerOf(ask('Write an essay of about 100 words on spring'))).toMatch(/^\*\*Spring\*\*/)
    expect(await answerOf(ask('写一篇100字左右关于春天的作文'))).toMatch(/^\*\*春天\*\*/)
  })

  it('is cut at the token limit', async () => {
    for (const limit of [{ max_tokens: 5 }, { max_completion_tokens: 5 }]) {
      const messages = ask('Give me a tour')
      const completion = await client.chat.completions.create({ model: 'skein-demo', messages, ...limit })
      expect(completion.choices[0]?.finish_reason).toBe('length')
      expect(completion.usage?.completion_tokens).toBe(5)
      expect(await answerOf(messages)).toMatch(
        new RegExp(`^${completion.choices[0]!.message.content!.replaceAll('*', '\\*')}.`),
      )
      const chunks = await streamed({ model: 'skein-demo', messages, ...limit })
      expect(textOf(chunks)).toBe(completion.choices[0]?.message.content)
      expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length')
    }
  })

  it('ends before a stop sequence', async () => {
    const stopped = await client.chat.completions.create({
      model: 'skein-demo',
      messages: ask('Say: one, two, three'),
      stop: [', three', 'two'],
    })
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'one, ' } })
  })

  it('goes on where it was cut', async () => {
    const question = ask('Give me a tour')
    const whole = await answerOf(question)
    const cut = whole.slice(0, 400)
    const turns: OpenAI.ChatCompletionMessageParam[] = [...question, { role: 'assistant', content: cut }]
    expect(await answerOf([...turns, ...ask('continue')])).toBe(whole.slice(400))
    const quoting = ask(`Your last message was cut off. Continue it. Last words:\n${cut.slice(-30)}`)
    expect(await answerOf([...turns, ...quoting])).toBe(whole.slice(370))
  })

  it('reasons first with the reasoning model', async () => {
    const body = { model: 'skein-demo-reasoning', messages: ask('Hello') }
    const completion = await client.chat.completions.create(body)
    const chunks = await streamed(body)
    const channels = chunks.map((chunk) => Object.keys(chunk.choices[0]?.delta ?? {})[0])
    const reasoning = channels.filter((channel) => channel === 'reasoning_content')
    expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBe(reasoning.length)
    expect(reasoning.length).toBeGreaterThan(5)
    expect(channels.lastIndexOf('reasoning_content')).toBeLessThan(channels.indexOf('content', 1))
    expect(textOf(chunks)).toBe(completion.choices[0]?.message.content)
  })
})

describe('tools', () => {
  const tools: OpenAI.ChatCompletionFunctionTool[] = [
    {
      type: 'function',
      function: {
        name: 'get_weather',
        description: 'The weather at a place',
        parameters: {
          type: 'object',
          properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
          required: ['city', 'unit'],
        },
      },
    },
    { type: 'function', function: { name: 'send_email', parameters: { type: 'object', properties: {} } } },
  ]

  it('are called with arguments from the question, and their results told', async () => {
    const messages = ask('What is the weather in Paris, in fahrenheit?')
    const first = await client.chat.completions.create({ model: 'skein-demo', messages, tools })
    const [choice] = first.choices
    expect(choice?.finish_reason).toBe('tool_calls')
    const [call] = choice!.message.tool_calls!
    expect(call).toMatchObject({ type: 'function', function: { name: 'get_weather' } })
    if (call?.type !== 'function') throw new Error('not a function call')
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'Paris', unit: 'fahrenheit' })

    const answer = await answerOf([
      ...messages,
      choice!.message,
      { role: 'tool', tool_call_id: call.id, content: '{"sky":"clear","degrees":64}' },
    ])
    expect(answer).toContain('get_weather')
    expect(answer).toContain('clear')
    expect(answer).toContain('64')
  })

  it('stream as deltas that the SDK puts together', async () => {
    const stream = client.chat.completions.stream({
      model: 'skein-demo',
      messages: ask('杭州的天气怎么样？'),
      tools,
    })
    const { choices } = await stream.finalChatCompletion()
    expect(choices[0]?.finish_reason).toBe('tool_calls')
    expect(choices[0]?.message.tool_calls).toHaveLength(1)
    const [call] = choices[0]!.message.tool_calls!
    if (call?.type !== 'function') throw new Error('not a function call')
    expect(JSON.parse(call.function.arguments)).toEqual({
      city: '杭州',
      unit: 'celsius',
    })
  })

  it('are called as tool_choice says', async () => {
    const calledWith = async (tool_choice: OpenAI.ChatCompletionToolChoiceOption): Promise<string[]> => {
      const body = { model: 'skein-demo', messages: ask('Hello'), tools, tool_choice }
      const { choices } = await client.chat.completions.create(body)
      return (choices[0]?.message.tool_calls ?? []).map((call) =>
        'function' in call ? call.function.name : '',
      )
    }
    expect(await calledWith('auto')).toEqual([])
    expect(await calledWith('required')).toEqual(['get_weather'])
    expect(await calledWith({ type: 'function', function: { name: 'send_email' } })).toEqual(['send_email'])
    expect(await calledWith('none')).toEqual([])
  })

  it('named together are called together, unless that is forbidden', async () => {
    const body = { model: 'skein-demo', messages: ask('Use get_weather and send_email'), tools }
    const both = await client.chat.completions.create(body)
    expect(both.choices[0]?.message.tool_calls).toHaveLength(2)
    const one = await client.chat.completions.create({ ...body, parallel_tool_calls: false })
    expect(one.choices[0]?.message.tool_calls).toHaveLength(1)
  })
})

describe('JSON answers', () => {
  it('are an object', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'skein-demo',
      messages: ask('Answer in JSON: what is 6 * 7?'),
      response_format: { type: 'json_object' },
    })
    expect(JSON.parse(choices[0]!.message.content!)).toMatchObject({ answer: expect.stringContaining('42') })
  })

  it('fit the schema', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'skein-demo',
      messages: ask('A person: name is Ada, age: 36, skills: algebra, looms'),
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'person',
          strict: true,
          schema: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              age: { type: 'integer' },
              skills: { type: 'array', items: { type: 'string' } },
            },
            required: ['name', 'age', 'skills'],
            additionalProperties: false,
          },
        },
      },
    })
    expect(JSON.parse(choices[0]!.message.content!)).toEqual({
      name: 'Ada',
      age: 36,
      skills: ['algebra', 'looms'],
    })
  })
})

describe('attachments', () => {
  it('are looked up in the text of a file', async () => {
    const file = 'notes.md:\n```md\n# Plan\n\nThe deadline is Friday.\nAda reviews it.\n```'
    const answer = await answerOf(ask(`${file}\n\nWhich line mentions Ada?`))
    expect(answer).toContain('`notes.md`')
    expect(answer).toContain('line 4')
    expect(answer).toContain('Ada reviews it.')
    const report = await answerOf(ask(file))
    expect(report).toContain('**Lines**: 4')
    expect(report).toContain('**Headings**: Plan')
    const later = await answerOf([
      ...ask(file),
      { role: 'assistant', content: report },
      ...ask('What is line 3 of the file?'),
    ])
    expect(later).toContain('The deadline is Friday.')
  })

  it('are described where they are images', async () => {
    const url = `data:image/png;base64,${Buffer.alloc(1500).toString('base64')}`
    const answer = await answerOf([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ])
    expect(answer).toContain('cannot see')
    expect(answer).toContain('`image/png`, 1.5 kB')
  })
})

describe('stopping', () => {
  it('ends a stream at once and keeps what came', async () => {
    const slow = createDemoEndpoint({ pace: 1 })
    const patient = client.withOptions({ fetch: slow.fetch })
    const stream = await patient.chat.completions.create({
      model: 'skein-demo',
      messages: ask('tour'),
      stream: true,
    })
    let text = ''
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      if (text !== '') stream.controller.abort()
    }
    expect((await answerOf(ask('tour'))).startsWith(text)).toBe(true)
    expect(text.length).toBeLessThan(20)
  })

  it('rejects a request that waits for its whole answer', async () => {
    const slow = createDemoEndpoint({ pace: 1000 })
    const controller = new AbortController()
    const answer = client
      .withOptions({ fetch: slow.fetch })
      .chat.completions.create({ model: 'skein-demo', messages: ask('Hello') }, { signal: controller.signal })
    controller.abort()
    await expect(answer).rejects.toThrow(OpenAI.APIUserAbortError)
  })
})
