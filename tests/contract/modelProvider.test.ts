import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatTool, ChatTurn, ToolCall } from '@/domain/chat.ts'
import type { ChatApi, ConnectionKind } from '@/domain/connection.ts'
import { createDemoEndpoint } from '@/demo/index.ts'
import { systemClock } from '@/runtime/clock.ts'
import type { Clock, ModelEndpoint } from '@/runtime/deps.ts'
import { createModelProvider, type ModelRequest } from '@/runtime/providers/modelProvider.ts'
import { createClient } from '@/services/createClient.ts'
import { connectionTo, eventOf, outcomeOf, type Outcome } from '../support/chat.ts'
import { startScenarioServer, type ScenarioServer } from '../support/scenarioServer.ts'
import type { ScenarioName } from '../support/scenarios.ts'
import { eventStreamOf } from '../support/sse.ts'

const BOTH: { api: ChatApi }[] = [{ api: 'chat-completions' }, { api: 'responses' }]

const user = (text: string): ChatTurn => ({ role: 'user', parts: [{ type: 'text', text }] })

function modelRequest(changes: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'test/test-large',
    turns: [user('Hello')],
    parameters: {},
    tools: [],
    toolChoice: 'auto',
    isParallel: true,
    ...changes,
  }
}

interface Trial {
  api: ChatApi
  fetch?: typeof fetch
  kind?: ConnectionKind
  refused?: string[]
  baseURL?: string
  timeoutMs?: number
  model?: string
  clock?: Clock
}

interface Provided {
  ask: (changes?: Partial<ModelRequest>, signal?: AbortSignal) => Promise<Outcome>
  /** How long it has waited before asking again, each time. */
  sleeps: number[]
  refusals: string[]
  bodies: unknown[]
}

/** A provider of one endpoint, with a clock that does not wait. */
function provide({ api, baseURL = 'https://api.test/v1', ...trial }: Trial): Provided {
  const sleeps: number[] = []
  const refusals: string[] = []
  const bodies: unknown[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: (ms) => {
      sleeps.push(ms)
      return Promise.resolve()
    },
  }
  const client = createClient(connectionTo(baseURL), {
    apiKey: null,
    fetch: async (input, init) => {
      bodies.push(await new Response(init?.body).json())
      return (trial.fetch ?? fetch)(input, init)
    },
    ...(trial.timeoutMs !== undefined && { timeoutMs: trial.timeoutMs }),
  })
  const find = async (): Promise<ModelEndpoint> => ({
    client: await client,
    api,
    kind: trial.kind ?? 'custom',
    model: trial.model ?? 'test-large',
    contextWindow: 1000,
    refused: trial.refused ?? [],
    refuse: (parameter) => void refusals.push(parameter),
  })
  const provider = createModelProvider({ models: { find }, clock: trial.clock ?? clock })
  return {
    ask: (changes, signal = new AbortController().signal) =>
      outcomeOf(provider.stream(modelRequest(changes), signal)),
    sleeps,
    refusals,
    bodies,
  }
}

/** Answers the requests in turn; the last answer is for all that follow. */
function inTurn(...answers: (() => Response | Promise<Response>)[]): typeof fetch {
  let asked = 0
  return async () => {
    const answer = answers[Math.min(asked, answers.length - 1)]
    asked += 1
    if (answer === undefined) throw new Error('No answer.')
    return answer()
  }
}

/** A short reply over either API. */
function says(api: ChatApi, text: string): () => Response {
  const events =
    api === 'responses'
      ? [
          { type: 'response.created', response: { id: 'r', model: 'm' } },
          { type: 'response.output_text.delta', delta: text },
          { type: 'response.completed', response: { id: 'r', status: 'completed', output: [] } },
        ]
      : [{ choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] }]
  return () => eventStreamOf(events, { isDoneSaid: api === 'chat-completions' })
}

const fails =
  (status: number, error: object, headers: Record<string, string> = {}) =>
  (): Response =>
    Response.json({ error }, { status, headers })

const refuses = (param: string, code: string | null = 'unsupported_parameter'): (() => Response) =>
  fails(400, { message: `Unsupported parameter: '${param}'.`, type: 'invalid_request_error', param, code })

/** A stream that breaks after these events. */
const breaks =
  (...events: object[]) =>
  (): Response => {
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
    let isSent = false
    const body = new ReadableStream({
      pull: (controller) => {
        if (isSent) controller.error(new TypeError('terminated'))
        else controller.enqueue(new TextEncoder().encode(text))
        isSent = true
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

const begun = { 'chat-completions': { id: 'c', choices: [] }, responses: { type: 'response.created' } }
const word = {
  'chat-completions': { choices: [{ index: 0, delta: { content: 'Hi' } }] },
  responses: { type: 'response.output_text.delta', delta: 'Hi' },
}

describe.each(BOTH)('a model asked over $api', ({ api }) => {
  const typesOf = ({ events }: Outcome): string[] => events.map(({ type }) => type)
  const WHOLE = ['request-sent', 'response-started', 'text-delta', 'response-ended']

  it('tells what comes, and asks once', async () => {
    const { ask, sleeps, bodies } = provide({ api, fetch: inTurn(says(api, 'Hi')) })

    expect(typesOf(await ask())).toEqual(WHOLE)
    expect(sleeps).toEqual([])
    expect(bodies).toHaveLength(1)
  })

  it('is asked as a stream, by the id that its endpoint knows', async () => {
    const { ask, bodies } = provide({ api, fetch: inTurn(says(api, 'Hi')) })
    await ask({ model: 'test/test-large' })

    expect(bodies).toMatchObject([{ model: 'test-large', stream: true }])
  })

  it.each<[string, () => Response]>([
    ['a rate limit', fails(429, { code: 'rate_limit_exceeded' })],
    ['a server error', fails(500, {})],
    ['an overload', fails(503, {})],
    ['a stream that breaks before it has said anything', breaks(begun[api])],
    [
      'an error event before anything else',
      () => eventStreamOf([{ error: { type: 'server_error' }, type: 'error' }]),
    ],
    [
      'a proxy’s page',
      () => new Response('<title>502</title>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    [
      'a connection that breaks',
      () => {
        throw new TypeError('fetch failed')
      },
    ],
  ])('is asked again after %s, of which nothing is told', async (_, failure) => {
    const { ask, sleeps, bodies } = provide({ api, fetch: inTurn(failure, failure, says(api, 'Hi')) })
    const outcome = await ask()

    expect(outcome).toMatchObject({ text: 'Hi', error: null })
    expect(typesOf(outcome)).toEqual(WHOLE)
    expect(bodies).toHaveLength(3)
    expect(sleeps).toHaveLength(2)
    expect(sleeps[0]).toBeGreaterThanOrEqual(375)
    expect(sleeps[0]).toBeLessThanOrEqual(500)
    expect(sleeps[1]).toBeGreaterThanOrEqual(750)
  })

  it('is asked again three times, and then has failed', async () => {
    const { ask, sleeps, bodies } = provide({ api, fetch: inTurn(fails(500, { message: 'Sorry.' })) })
    const { error, events } = await ask()

    expect(error?.data).toMatchObject({ kind: 'server', detail: 'Sorry.' })
    expect(events).toEqual([])
    expect(sleeps).toHaveLength(3)
    expect(bodies).toHaveLength(4)
  })

  it('is asked when its server says so', async () => {
    const wait = fails(429, { code: 'rate_limit_exceeded' }, { 'retry-after': '7' })
    const { ask, sleeps } = provide({ api, fetch: inTurn(wait, says(api, 'Hi')) })

    expect((await ask()).text).toBe('Hi')
    expect(sleeps).toEqual([7000])
  })

  it.each<[string, () => Response, string]>([
    ['an exhausted quota', fails(429, { code: 'insufficient_quota' }, { 'retry-after': '1' }), 'quota'],
    ['a long wait', fails(429, { code: 'rate_limit_exceeded' }, { 'retry-after': '61' }), 'rate-limit'],
    ['a wrong key', fails(401, {}), 'auth'],
    [
      'too long a conversation',
      fails(400, { code: 'context_length_exceeded', param: 'messages' }),
      'context-length',
    ],
    ['refused tools', refuses('tools'), 'invalid'],
    ['a wrong value', refuses('temperature', 'decimal_above_max_value'), 'invalid'],
    ['a refused field that was not sent', refuses('logprobs'), 'invalid'],
  ])('is not asked again after %s', async (_, failure, kind) => {
    const { ask, sleeps, bodies, refusals } = provide({ api, fetch: inTurn(failure, says(api, 'Hi')) })
    const { error } = await ask({ parameters: { temperature: 2 }, tools: [{ name: 'now' }] })

    expect(error?.kind).toBe(kind)
    expect({ asked: bodies.length, sleeps, refusals }).toEqual({ asked: 1, sleeps: [], refusals: [] })
  })

  it('is not asked again once something has come', async () => {
    const { ask, bodies } = provide({ api, fetch: inTurn(breaks(begun[api], word[api]), says(api, 'Again')) })
    const outcome = await ask()

    expect(outcome.error?.kind).toBe('stream-cut')
    expect(outcome.text).toBe('Hi')
    expect(bodies).toHaveLength(1)
  })

  it('is asked without what it refuses, which is remembered', async () => {
    const effort = api === 'responses' ? 'reasoning.effort' : 'reasoning_effort'
    const { ask, refusals, bodies, sleeps } = provide({
      api,
      fetch: inTurn(refuses('temperature', 'unsupported_value'), refuses(effort), says(api, 'Hi')),
      refused: ['top_p'],
    })
    const outcome = await ask({ parameters: { temperature: 0.2, top_p: 0.5, reasoning_effort: 'low' } })

    expect(outcome).toMatchObject({ text: 'Hi', error: null })
    expect(typesOf(outcome)).toEqual(WHOLE)
    expect(refusals).toEqual(['temperature', effort])
    expect(sleeps).toEqual([])
    for (const field of ['temperature', 'top_p', 'reasoning', 'reasoning_effort']) {
      expect(bodies.at(-1)).not.toHaveProperty(field)
    }
    expect(bodies[0]).toHaveProperty('temperature')
    expect(bodies[0]).not.toHaveProperty('top_p')
  })

  it('is given up where leaving out what it refuses does not help', async () => {
    const { ask, bodies, refusals } = provide({ api, fetch: inTurn(refuses('temperature')) })
    const { error } = await ask({ parameters: { temperature: 0.2 } })

    expect(error?.data).toMatchObject({ kind: 'invalid', param: 'temperature' })
    expect(refusals).toEqual(['temperature'])
    expect(bodies).toHaveLength(2)
  })

  it('is asked for one piece where it does not stream', async () => {
    const { ask, bodies, refusals } = provide({
      api,
      fetch: inTurn(refuses('stream'), () =>
        Response.json(
          api === 'responses'
            ? {
                status: 'completed',
                output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }],
              }
            : { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] },
        ),
      ),
    })

    expect((await ask()).text).toBe('Hi')
    expect(refusals).toEqual(['stream'])
    expect(bodies).toMatchObject([{ stream: true }, { stream: false }])
  })

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController()
    const { ask, bodies } = provide({
      api,
      clock: systemClock,
      fetch: inTurn(fails(500, {}, { 'retry-after': '30' })),
    })
    setTimeout(() => controller.abort(), 20)
    const { error } = await ask({}, controller.signal)

    expect(error?.kind).toBe('aborted')
    expect(bodies).toHaveLength(1)
  })

  it('sends tools only where there are some, and the choice only where it is one', async () => {
    const { ask, bodies } = provide({ api, fetch: inTurn(says(api, 'Hi')) })
    await ask({ toolChoice: 'required', isParallel: false })
    await ask({ tools: [{ name: 'now' }] })
    await ask({ tools: [{ name: 'now' }], toolChoice: 'required', isParallel: false })

    expect(bodies[0]).not.toHaveProperty('tools')
    expect(bodies[0]).not.toHaveProperty('parallel_tool_calls')
    expect(bodies[1]).toMatchObject({ parallel_tool_calls: true })
    expect(bodies[1]).not.toHaveProperty('tool_choice')
    expect(bodies[2]).toMatchObject({ tool_choice: 'required', parallel_tool_calls: false })
  })

  it('is taken at its first call where one alone is wanted', async () => {
    const calls = ['a', 'b'].map((id, index) => ({ index, id, name: `f_${id}`, arguments: '{"x":1}' }))
    const answer =
      api === 'responses'
        ? {
            type: 'response.completed',
            response: {
              status: 'completed',
              output: calls.map(({ id, name, arguments: text }) => ({
                type: 'function_call',
                call_id: id,
                name,
                arguments: text,
              })),
            },
          }
        : {
            choices: [
              {
                index: 0,
                delta: {
                  tool_calls: calls.map(({ index, id, ...called }) => ({ index, id, function: called })),
                },
                finish_reason: 'tool_calls',
              },
            ],
          }
    const { ask } = provide({ api, fetch: inTurn(() => eventStreamOf([answer], { isDoneSaid: true })) })
    const tools = [{ name: 'f_a' }, { name: 'f_b' }]

    expect((await ask({ tools, isParallel: false })).toolCalls).toMatchObject([{ id: 'a' }])
    expect((await ask({ tools, isParallel: true })).toolCalls).toMatchObject([{ id: 'a' }, { id: 'b' }])
  })

  it('hears what a person says on end as one message', async () => {
    const { ask, bodies } = provide({ api, fetch: inTurn(says(api, 'Hi')) })
    await ask({ turns: [user('One'), user('Two')] })

    expect(bodies).toMatchObject([
      { [api === 'responses' ? 'input' : 'messages']: [{ role: 'user', content: 'One\n\nTwo' }] },
    ])
  })

  it('tells its context window', async () => {
    const client = await createClient(connectionTo('https://api.test/v1'), { apiKey: null })
    const endpoint = {
      client,
      api,
      kind: 'custom',
      model: 'm',
      contextWindow: 1000,
      refused: [],
      refuse: () => undefined,
    } as const
    const provider = createModelProvider({
      models: { find: () => Promise.resolve(endpoint) },
      clock: systemClock,
    })

    expect(await provider.contextWindow('test/m', AbortSignal.timeout(1000))).toBe(1000)
  })
})

describe('the output limit', () => {
  it('goes out under its other name where one is refused', async () => {
    const { ask, bodies, refusals } = provide({
      api: 'chat-completions',
      fetch: inTurn(refuses('max_tokens'), says('chat-completions', 'Hi')),
    })
    const { error } = await ask({ parameters: { max_output_tokens: 50 } })

    expect(error).toBeNull()
    expect(refusals).toEqual(['max_tokens'])
    expect(bodies).toMatchObject([{ max_tokens: 50 }, { max_completion_tokens: 50 }])
    expect(bodies[1]).not.toHaveProperty('max_tokens')
  })
})

describe('the fields that only tools bring', () => {
  it.each([
    ['include', 'responses'],
    ['include[0]', 'responses'],
    ['parallel_tool_calls', 'responses'],
    ['parallel_tool_calls', 'chat-completions'],
  ] as const)('are left out where %s is refused over %s', async (param, api) => {
    const { ask, bodies } = provide({ api, fetch: inTurn(refuses(param), says(api, 'Hi')) })
    const { error } = await ask({ tools: [{ name: 'now' }] })

    expect(error).toBeNull()
    expect(bodies[0]).toHaveProperty(param.replace('[0]', ''))
    expect(bodies[1]).not.toHaveProperty(param.replace('[0]', ''))
    expect(bodies[1]).toHaveProperty('tools')
  })
})

describe.each(BOTH)('a real server over $api', ({ api }) => {
  let server: ScenarioServer
  beforeAll(async () => {
    server = await startScenarioServer()
  })
  afterAll(() => server.close())

  const trial = (scenario: ScenarioName): Provided => {
    server.setScenario(scenario)
    return provide({ api, baseURL: server.baseURL, timeoutMs: scenario === 'never-answers' ? 60 : 10_000 })
  }

  it('is asked again without a parameter that it refuses', async () => {
    const { ask, refusals } = trial('parameter-refused')
    const { error, text } = await ask({ parameters: { temperature: 0.2 } })

    expect(error).toBeNull()
    expect(text).toContain('Streaming keeps **order**')
    expect(refusals).toEqual(['temperature'])
  })

  it('is waited for as it says', async () => {
    const { ask, sleeps } = trial('rate-limit')

    expect((await ask()).error?.kind).toBe('rate-limit')
    expect(sleeps).toEqual([2000, 2000, 2000])
  })

  it('is asked four times where it never answers', async () => {
    const { ask, bodies } = trial('never-answers')

    expect((await ask()).error?.kind).toBe('timeout')
    expect(bodies).toHaveLength(4)
  })

  it('is asked four times where it is not there', async () => {
    const { ask, bodies } = provide({ api, baseURL: 'http://127.0.0.1:9/v1' })

    expect((await ask()).error?.kind).toBe('unreachable')
    expect(bodies).toHaveLength(4)
  })

  it('gives its calls whole', async () => {
    const outcome = await trial('tool-calls').ask({ tools: [{ name: 'get_weather' }, { name: 'get_time' }] })

    expect(outcome.toolCalls.map(({ name }) => name)).toEqual(['get_weather', 'get_time'])
    expect(eventOf(outcome, 'response-ended').finishReason).toBe('tool_calls')
  })
})

describe.each(
  BOTH.flatMap(({ api }) => ['skein-demo', 'skein-demo-reasoning'].map((model) => ({ api, model }))),
)('the offline demo $model over $api', ({ api, model }) => {
  const demo = createDemoEndpoint({ pace: 0 })
  const { ask } = provide({ api, kind: 'demo', model, fetch: demo.fetch })
  const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const tools: ChatTool[] = [
    { name: 'get_weather', description: 'The weather at a place', parameters: city },
    { name: 'send_email' },
  ]
  const question = user('How is the weather in Rome?')

  const answered = (toolCalls: ToolCall[], outputs: string[]): ChatTurn[] => [
    { role: 'assistant', text: '', reasoning: '', toolCalls },
    ...toolCalls.map(({ id }, index) => ({
      role: 'tool' as const,
      callId: id,
      output: outputs[index] ?? '',
    })),
  ]

  it('calls a function that the question asks for, and answers from its output', async () => {
    const first = await ask({ turns: [question], tools })
    expect(first).toMatchObject({
      error: null,
      text: '',
      toolCalls: [{ name: 'get_weather', arguments: '{"city":"Rome"}' }],
    })
    expect(eventOf(first, 'response-ended').finishReason).toBe('tool_calls')
    expect(eventOf(first, 'usage').usage.totalTokens).toBeGreaterThan(0)

    const turns = [question, ...answered(first.toolCalls, ['Sunny, 24 degrees'])]
    const second = await ask({ turns, tools })
    expect(second).toMatchObject({ error: null, toolCalls: [] })
    expect(second.text).toContain('get_weather')
    expect(second.text).toContain('Sunny, 24 degrees')
    expect(eventOf(second, 'response-ended').finishReason).toBe('stop')
  })

  it('calls several at once, unless one alone is wanted', async () => {
    const turns = [user('Use get_weather for Rome and send_email')]
    const both = await ask({ turns, tools })
    expect(both.toolCalls.map(({ name }) => name)).toEqual(['get_weather', 'send_email'])
    expect(new Set(both.toolCalls.map(({ id }) => id)).size).toBe(2)
    expect((await ask({ turns, tools, isParallel: false })).toolCalls).toHaveLength(1)

    const after = await ask({
      turns: [...turns, ...answered(both.toolCalls, ['Rain', '{"sent":true}'])],
      tools,
    })
    expect(after.text).toContain('Rain')
    expect(after.text).toContain('**sent**')
  })

  it('calls what the choice says', async () => {
    const calledWith = async (toolChoice: ModelRequest['toolChoice']): Promise<string[]> =>
      (await ask({ turns: [user('Hello')], tools, toolChoice })).toolCalls.map(({ name }) => name)

    expect(await calledWith('auto')).toEqual([])
    expect(await calledWith('none')).toEqual([])
    expect(await calledWith('required')).toEqual(['get_weather'])
    expect(await calledWith({ name: 'send_email' })).toEqual(['send_email'])
  })

  it('answers in words where it is given no function', async () => {
    const outcome = await ask({ turns: [question] })

    expect(outcome).toMatchObject({ error: null, toolCalls: [] })
    expect(outcome.text).not.toBe('')
  })
})
