import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '@/domain/chat.ts'
import { streamChat } from '@/services/chat.ts'
import { createClient } from '@/services/createClient.ts'
import { chatRequest, connectionTo, eventOf, outcomeOf, type Outcome } from '../support/chat.ts'
import { eventStreamOf } from '../support/sse.ts'

const WEATHER = { id: 'call_a', name: 'get_weather', arguments: '{"city":"杭州"}' }
const TIME = { id: 'call_b', name: 'get_time', arguments: '{"zone":"Asia/Shanghai"}' }

const request: Partial<ChatRequest> = {
  tools: [{ name: 'get_weather' }, { name: 'get_time' }],
  toolChoice: 'required',
  isParallel: true,
}

/** What comes of a request that gets this answer. */
async function outcomeFrom(answer: Response, changes: Partial<ChatRequest> = {}): Promise<Outcome> {
  const client = await createClient(connectionTo('https://api.test/v1'), {
    apiKey: null,
    fetch: () => Promise.resolve(answer),
  })
  const asked = chatRequest({ ...request, ...changes })
  return outcomeOf(streamChat(client, asked, new AbortController().signal))
}

describe('tool calls in chat completions', () => {
  const wireCall = ({ id, name, arguments: text }: typeof WEATHER, index?: number): object => ({
    ...(index !== undefined && { index }),
    id,
    type: 'function',
    function: { name, arguments: text },
  })
  const chunk = (delta: object, finishReason: string | null = null, more: object = {}): object => ({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...more,
  })
  const streamed = (chunks: object[]): Promise<Outcome> =>
    outcomeFrom(eventStreamOf(chunks, { isDoneSaid: true }))
  const whole = (message: object, finishReason: string | null = 'tool_calls'): Promise<Outcome> =>
    outcomeFrom(Response.json({ choices: [{ index: 0, message, finish_reason: finishReason }] }), {
      isStreaming: false,
    })

  it.each([
    ['tool_calls', 'tool_calls'],
    ['stop', 'tool_calls'],
    [null, 'tool_calls'],
    ['function_call', 'tool_calls'],
    ['length', 'length'],
  ])('end with a reason that says so, after %s', async (finishReason, expected) => {
    const calls = [wireCall(WEATHER, 0), wireCall(TIME, 1)]
    const outcomes = [
      await streamed([
        chunk({ role: 'assistant', content: '' }),
        chunk({ tool_calls: calls }),
        chunk({}, finishReason),
      ]),
      await streamed([chunk({ tool_calls: calls }, finishReason)]),
      await whole(
        { role: 'assistant', content: null, tool_calls: [wireCall(WEATHER), wireCall(TIME)] },
        finishReason,
      ),
    ]

    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ toolCalls: [WEATHER, TIME], text: '', error: null })
      expect(eventOf(outcome, 'response-ended').finishReason).toBe(expected)
    }
  })

  it('may have an object for arguments', async () => {
    const call = { id: 'call_a', function: { name: 'get_weather', arguments: { city: '杭州' } } }
    const outcomes = [
      await streamed([chunk({ tool_calls: [{ index: 0, ...call }] }), chunk({}, 'stop')]),
      await whole({ content: '', tool_calls: [call] }),
    ]

    for (const { toolCalls, error } of outcomes)
      expect({ toolCalls, error }).toEqual({ toolCalls: [WEATHER], error: null })
  })

  it('may come between words and reasoning, with usage in every chunk', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 1 }
    const outcome = await streamed([
      chunk({ reasoning_content: 'Hm.' }, null, { usage }),
      chunk({ content: 'Let me look.' }, null, { usage: { ...usage, completion_tokens: 4 } }),
      chunk({ tool_calls: [wireCall(WEATHER, 0)] }, 'stop', { usage: { ...usage, completion_tokens: 9 } }),
    ])

    expect(outcome).toMatchObject({
      reasoning: 'Hm.',
      text: 'Let me look.',
      toolCalls: [WEATHER],
      error: null,
    })
    expect(outcome.events.filter(({ type }) => type === 'usage')).toHaveLength(1)
    expect(eventOf(outcome, 'usage').usage).toMatchObject({
      promptTokens: 5,
      completionTokens: 9,
      totalTokens: 14,
    })
  })

  it('may come without usage, and with nulls for everything that is missing', async () => {
    const call = { index: null, id: null, type: null, function: { name: 'get_weather', arguments: null } }
    const outcome = await streamed([
      chunk({ role: 'assistant', content: null, tool_calls: [call], refusal: null }, null, { usage: null }),
      chunk({ tool_calls: [{ ...call, function: { name: null, arguments: WEATHER.arguments } }] }),
      chunk({ tool_calls: null }, 'tool_calls'),
    ])

    expect(outcome.events.map(({ type }) => type)).not.toContain('usage')
    expect(outcome.toolCalls).toEqual([{ ...WEATHER, id: expect.stringMatching(/^call_/) }])
  })

  it('may be the one call of older servers', async () => {
    const outcomes = [
      await streamed([
        chunk({ function_call: { name: 'get_weather', arguments: '' } }),
        chunk({ function_call: { arguments: '{"city":' } }),
        chunk({ function_call: { arguments: '"杭州"}' } }),
        chunk({}, 'function_call'),
      ]),
      await whole(
        { content: null, function_call: { name: 'get_weather', arguments: WEATHER.arguments } },
        'function_call',
      ),
    ]

    for (const outcome of outcomes) {
      expect(outcome.toolCalls).toEqual([{ ...WEATHER, id: expect.stringMatching(/^call_/) }])
      expect(eventOf(outcome, 'response-ended').finishReason).toBe('tool_calls')
    }
  })

  it('are read once where a server says them in the old way too', async () => {
    const { name, arguments: text } = WEATHER
    const outcome = await whole({ tool_calls: [wireCall(WEATHER)], function_call: { name, arguments: text } })

    expect(outcome.toolCalls).toEqual([WEATHER])
  })

  it('have arguments without a function that takes any', async () => {
    const outcome = await streamed([
      chunk({ tool_calls: [{ index: 0, id: 'call_a', function: { name: 'now', arguments: '' } }] }),
      chunk({}, 'tool_calls'),
    ])

    expect(outcome.toolCalls).toEqual([{ id: 'call_a', name: 'now', arguments: '{}' }])
  })
})

describe('tool calls in responses', () => {
  const item = ({ id, name, arguments: text }: typeof WEATHER, itemId: string) => ({
    id: itemId,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: text,
  })
  const weather = item(WEATHER, 'fc_a')
  const time = item(TIME, 'fc_b')
  const begun = (call: typeof weather): object => ({ ...call, arguments: '', status: 'in_progress' })
  const completed = (output: object[], more: object = {}): object => ({
    type: 'response.completed',
    response: { id: 'resp_1', object: 'response', model: 'm', status: 'completed', output, ...more },
  })
  const streamed = (events: object[]): Promise<Outcome> =>
    outcomeFrom(eventStreamOf(events), { api: 'responses' })
  const added = (call: object, more: object = {}): object => ({
    type: 'response.output_item.added',
    item: call,
    ...more,
  })
  const done = (call: object, more: object = {}): object => ({
    type: 'response.output_item.done',
    item: call,
    ...more,
  })
  const delta = (text: string, more: object): object => ({
    type: 'response.function_call_arguments.delta',
    delta: text,
    ...more,
  })

  it.each<[string, object[]]>([
    ['told only at the end', [completed([weather, time])]],
    [
      'told by their items alone',
      [done(weather, { output_index: 0 }), done(time, { output_index: 1 }), completed([])],
    ],
    [
      'interleaved',
      [
        added(begun(weather), { output_index: 1 }),
        added(begun(time), { output_index: 2 }),
        delta('{"city":', { item_id: 'fc_a', output_index: 1 }),
        delta('{"zone":', { item_id: 'fc_b', output_index: 2 }),
        delta('"杭州"}', { item_id: 'fc_a', output_index: 1 }),
        delta('"Asia/Shanghai"}', { item_id: 'fc_b', output_index: 2 }),
        done(weather, { output_index: 1 }),
        done(time, { output_index: 2 }),
        completed([{ type: 'message', content: [] }, weather, time]),
      ],
    ],
    [
      'interleaved, without output indexes',
      [
        added(begun(weather)),
        added(begun(time)),
        delta('{"city":', { item_id: 'fc_a' }),
        delta(TIME.arguments, { item_id: 'fc_b' }),
        delta('"杭州"}', { item_id: 'fc_a' }),
        done(weather),
        done(time),
        completed([weather, time]),
      ],
    ],
    [
      'with another item id in every event',
      [
        added({ ...begun(weather), id: 'x1' }, { output_index: 0 }),
        delta(WEATHER.arguments, { item_id: 'x2', output_index: 0 }),
        done({ ...weather, id: 'x3' }, { output_index: 0 }),
        added({ ...begun(time), id: 'x4' }, { output_index: 1 }),
        delta(TIME.arguments, { item_id: 'x5', output_index: 1 }),
        done({ ...time, id: 'x6' }, { output_index: 1 }),
        completed([
          { ...weather, id: 'x7' },
          { ...time, id: 'x8' },
        ]),
      ],
    ],
    [
      'all with output index 0, and without item ids',
      [weather, time]
        .map((call) => ({ ...call, id: '' }))
        .flatMap((call) => [
          added(begun(call), { output_index: 0 }),
          delta(call.arguments, { output_index: 0 }),
          done(call, { output_index: 0 }),
        ])
        .concat(completed([weather, time])),
    ],
    [
      'whole as soon as they begin',
      [
        added(weather, { output_index: 0 }),
        done(weather, { output_index: 0 }),
        added(time, { output_index: 1 }),
        completed([weather, time]),
      ],
    ],
    [
      'with arguments that only their end tells',
      [
        added(begun(weather), { output_index: 0 }),
        {
          type: 'response.function_call_arguments.done',
          item_id: 'fc_a',
          output_index: 0,
          arguments: WEATHER.arguments,
        },
        added(begun(time), { output_index: 1 }),
        done(time, { output_index: 1 }),
        completed([]),
      ],
    ],
    ['with an object for arguments', [completed([{ ...weather, arguments: { city: '杭州' } }, time])]],
  ])('are read %s', async (_, events) => {
    const outcome = await streamed(events)

    expect(outcome.error).toBeNull()
    expect(outcome.toolCalls).toEqual([WEATHER, TIME])
    expect(eventOf(outcome, 'response-ended').finishReason).toBe('tool_calls')
  })

  it('are read from a whole answer', async () => {
    const response = { id: 'resp_1', status: 'completed', output: [weather, time] }
    const outcome = await outcomeFrom(Response.json(response), { api: 'responses', isStreaming: false })

    expect(outcome.toolCalls).toEqual([WEATHER, TIME])
    expect(eventOf(outcome, 'response-ended').finishReason).toBe('tool_calls')
  })

  it('are told apart by their output indexes where they have no ids', async () => {
    const nameless = { id: '', call_id: '' }
    const outcome = await streamed([
      done({ ...weather, ...nameless }, { output_index: 0 }),
      done({ ...time, ...nameless }, { output_index: 1 }),
      completed([]),
    ])

    expect(outcome.toolCalls).toMatchObject([{ name: 'get_weather' }, { name: 'get_time' }])
  })

  it('get ids of their own where they have none, or one for all', async () => {
    const outcome = await streamed([
      completed([
        { type: 'function_call', name: 'get_weather', arguments: WEATHER.arguments },
        { type: 'function_call', call_id: '', name: 'get_time', arguments: TIME.arguments },
        { ...time, call_id: 'call_a', id: 'x1' },
        { ...time, call_id: 'call_a', id: 'x2' },
      ]),
    ])

    const ids = outcome.toolCalls.map(({ id }) => id)
    expect(ids[2]).toBe('call_a')
    expect(ids).toHaveLength(4)
    expect(new Set(ids).size).toBe(4)
    expect(ids.every((id) => id.startsWith('call_'))).toBe(true)
  })

  it('come after the words that only the end tells', async () => {
    const message = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Let me look.' }],
    }
    const outcome = await streamed([
      added(begun(weather), { output_index: 1 }),
      delta(WEATHER.arguments, { item_id: 'fc_a', output_index: 1 }),
      completed([message, weather]),
    ])

    expect(outcome).toMatchObject({ text: 'Let me look.', toolCalls: [WEATHER] })
  })

  it('are cut where the response is', async () => {
    const cut = { ...weather, status: 'incomplete', arguments: '{"ci' }
    const outcome = await streamed([
      {
        type: 'response.incomplete',
        response: {
          status: 'incomplete',
          incomplete_details: { reason: 'max_output_tokens' },
          output: [cut],
        },
      },
    ])

    expect(outcome.toolCalls).toEqual([{ ...WEATHER, arguments: '{"ci' }])
    expect(eventOf(outcome, 'response-ended').finishReason).toBe('length')
  })
})

describe('reasoning items', () => {
  const encrypted = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' }
  const open = {
    type: 'reasoning',
    id: 'rs_2',
    summary: [],
    content: [{ type: 'reasoning_text', text: 'Hm.' }],
  }
  const summary = { type: 'reasoning', id: 'rs_3', summary: [{ type: 'summary_text', text: 'Hm.' }] }
  const call = { type: 'function_call', call_id: 'call_a', name: 'get_weather', arguments: '{}' }
  const ended = (output: object[]): object => ({
    type: 'response.completed',
    response: { status: 'completed', output },
  })

  it.each<[string, object[]]>([
    ['the end', [ended([encrypted, summary, open, call])]],
    [
      'their own events',
      [
        {
          type: 'response.output_item.added',
          output_index: 0,
          item: { ...encrypted, encrypted_content: 'gA' },
        },
        ...[encrypted, summary, open].map((item, index) => ({
          type: 'response.output_item.done',
          output_index: index,
          item,
        })),
        ended([{ ...encrypted, encrypted_content: 'other' }, call]),
      ],
    ],
  ])('are handed out as they came with %s, where they can be sent back', async (_, events) => {
    const outcome = await outcomeFrom(eventStreamOf(events), { api: 'responses' })

    expect(eventOf(outcome, 'response-ended').reasoningItems).toEqual([encrypted, open])
  })

  it('are not there where there are none', async () => {
    const outcome = await outcomeFrom(eventStreamOf([ended([summary, call])]), { api: 'responses' })

    expect(eventOf(outcome, 'response-ended')).not.toHaveProperty('reasoningItems')
  })
})

describe('a response that fails', () => {
  it.each([
    [{ code: 'invalid_prompt', message: 'No.' }, 'invalid'],
    [{ code: 'server_error', message: 'No.' }, 'stream-error'],
    [{ code: 'rate_limit_exceeded', message: 'No.' }, 'rate-limit'],
    [{ type: 'invalid_request_error', message: 'No.' }, 'invalid'],
    [null, 'stream-error'],
  ])('for %j is of the kind %s', async (error, kind) => {
    const event = { type: 'response.failed', response: { status: 'failed', error, output: [] } }
    const outcome = await outcomeFrom(eventStreamOf([event]), { api: 'responses' })

    expect(outcome.error?.kind).toBe(kind)
  })
})
