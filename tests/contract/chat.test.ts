import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatRequest } from '@/domain/chat.ts'
import type { AppErrorKind } from '@/domain/errors.ts'
import { streamChat } from '@/services/chat.ts'
import { createClient } from '@/services/createClient.ts'
import { chatRequest, connectionTo, eventOf, outcomeOf, type Outcome } from '../support/chat.ts'
import { startScenarioServer, type ScenarioServer } from '../support/scenarioServer.ts'
import { SCENARIOS, type Scenario, type ScenarioName } from '../support/scenarios.ts'

let server: ScenarioServer

beforeAll(async () => {
  server = await startScenarioServer()
})
afterAll(() => server.close())

async function ask(
  scenario: ScenarioName | Scenario,
  changes: Partial<ChatRequest>,
  signal = new AbortController().signal,
): Promise<Outcome> {
  server.setScenario(scenario)
  const client = await createClient(connectionTo(server.baseURL), {
    apiKey: 'sk-test',
    ...(scenario === 'never-answers' && { timeoutMs: 100 }),
  })
  return outcomeOf(streamChat(client, chatRequest(changes), signal))
}

function replyOf(name: ScenarioName): {
  text: string
  reasoning?: { text: string } | undefined
  refusal?: string | undefined
} {
  const scenario: Scenario = SCENARIOS[name]
  if (!('reply' in scenario)) throw new Error(`${name} has no reply.`)
  return scenario.reply
}

type Way = Pick<ChatRequest, 'api' | 'isStreaming'>

const STREAMED: Way[] = [
  { api: 'chat-completions', isStreaming: true },
  { api: 'responses', isStreaming: true },
]
const WAYS: Way[] = [...STREAMED, ...STREAMED.map(({ api }) => ({ api, isStreaming: false }))]

describe.each(WAYS)('a reply over $api, streamed: $isStreaming', (way) => {
  it.each([
    'normal',
    'no-done',
    'split-utf8',
    'crlf-and-comments',
    'keep-alives',
    'big-chunk',
    'reasoning-content',
    'think-tags',
    'refusal',
    'no-usage',
    'length',
  ] as const)('passes every character of %s', async (name) => {
    const outcome = await ask(name, way)

    expect(outcome.error).toBeNull()
    expect(outcome.text).toBe(replyOf(name).text)
    expect(outcome.reasoning).toBe(replyOf(name).reasoning?.text ?? '')
    expect(outcome.refusal).toBe(replyOf(name).refusal ?? '')
  })

  it('waits for a slow first token', async () => {
    const { wire, ...slow } = SCENARIOS['slow-first-token']
    const outcome = await ask({ ...slow, wire: { ...wire, firstTokenMs: 60, tokensPerSecond: 2000 } }, way)

    expect(outcome.text).toBe(replyOf('normal').text)
  })

  it('says in order what happens', async () => {
    const { events } = await ask('normal', way)

    const order = events.map((event) => event.type).filter((type, index, types) => type !== types[index - 1])
    expect(order).toEqual(['request-sent', 'response-started', 'text-delta', 'usage', 'response-ended'])
  })

  it('names the model that answered', async () => {
    const started = eventOf(await ask('normal', { ...way, model: 'some-model' }), 'response-started')

    expect(started.model).toBe('some-model')
    expect(started.id).toMatch(/^(chatcmpl|resp)-?_?test$/)
  })

  it('tells the body as it was sent', async () => {
    const outcome = await ask('normal', {
      ...way,
      parameters: { temperature: 0.2, extra_body: { top_k: 5 } },
    })

    expect(eventOf(outcome, 'request-sent').body).toEqual(server.requests.at(-1)?.body)
  })

  it('puts tool calls together', async () => {
    const outcome = await ask('tool-calls', way)

    expect(outcome.toolCalls).toEqual(SCENARIOS['tool-calls'].reply.toolCalls)
    expect(eventOf(outcome, 'response-ended').finishReason).toBe('tool_calls')
  })

  it('counts cached and reasoning tokens', async () => {
    const { usage } = eventOf(await ask('reasoning-content', way), 'usage')

    expect(usage.cachedTokens).toBe(16)
    expect(usage.reasoningTokens).toBeGreaterThan(5)
    expect(usage.totalTokens).toBe(usage.promptTokens + usage.completionTokens)
  })

  it('tells no usage where the server does not', async () => {
    const { events } = await ask('no-usage', way)

    expect(events.some((event) => event.type === 'usage')).toBe(false)
  })

  it.each([
    ['normal', 'stop'],
    ['length', 'length'],
    ['content-filter', 'content_filter'],
  ] as const)('ends %s with the finish reason %s', async (name, finishReason) => {
    const outcome = await ask(name, way)

    expect(outcome.error).toBeNull()
    expect(eventOf(outcome, 'response-ended').finishReason).toBe(finishReason)
  })

  it('sends again without a parameter that was refused', async () => {
    const parameters = { temperature: 0.5 }
    const refused = await ask('parameter-refused', { ...way, parameters })
    expect(refused.error?.data).toMatchObject({
      kind: 'invalid',
      param: 'temperature',
      code: 'unsupported_parameter',
    })

    const outcome = await ask('parameter-refused', { ...way, parameters, omit: ['temperature'] })
    expect(outcome.text).toBe(replyOf('normal').text)
  })

  it.each<[ScenarioName, AppErrorKind]>([
    ['invalid-param', 'invalid'],
    ['context-length', 'context-length'],
    ['bad-key', 'auth'],
    ['forbidden', 'permission'],
    ['model-not-found', 'model-not-found'],
    ['path-not-found', 'not-found'],
    ['conflict', 'conflict'],
    ['too-large', 'too-large'],
    ['unprocessable', 'invalid'],
    ['rate-limit', 'rate-limit'],
    ['insufficient-quota', 'quota'],
    ['credit-balance-exhausted', 'quota'],
    ['project-spend-limit-exceeded', 'quota'],
    ['server-error', 'server'],
    ['overloaded', 'overloaded'],
    ['html', 'not-json'],
    ['html-502', 'not-json'],
    ['empty-answer', 'empty'],
    ['empty-stream', 'empty'],
    ['never-answers', 'timeout'],
  ])('turns %s into the error %s', async (name, kind) => {
    const { error, events } = await ask(name, way)

    expect(error?.kind).toBe(kind)
    expect(error?.data.url).toBe(
      server.baseURL + (way.api === 'responses' ? '/responses' : '/chat/completions'),
    )
    expect(error?.data.requestId).toBe(name === 'never-answers' ? undefined : `req_${server.requests.length}`)
    expect(events.map((event) => event.type)).not.toContain('response-ended')
  })

  it('stops when it is told to before the answer', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 20)
    const { error } = await ask('never-answers', way, controller.signal)

    expect(error?.kind).toBe('aborted')
  })

  it('sends nothing when it was told to stop before', async () => {
    const before = server.requests.length
    const { error } = await ask('normal', way, AbortSignal.abort())

    expect(error?.kind).toBe('aborted')
    expect(server.requests).toHaveLength(before)
  })

  it('tells a timeout of the caller from an abort', async () => {
    const { error } = await ask('never-answers', way, AbortSignal.timeout(20))

    expect(error?.kind).toBe('timeout')
  })
})

describe.each(STREAMED)('a stream over $api', (way) => {
  it.each<[ScenarioName, AppErrorKind]>([
    ['cut-stream', 'stream-cut'],
    ['unended-stream', 'stream-cut'],
    ['malformed-chunk', 'malformed'],
    ['error-event', 'stream-error'],
    ['error-event-rate-limit', 'rate-limit'],
    ['error-event-quota', 'quota'],
  ])('keeps what had come before %s and ends with %s', async (name, kind) => {
    const { error, text } = await ask(name, way)

    expect(error?.kind).toBe(kind)
    expect(error?.data.requestId).toBe(`req_${server.requests.length}`)
    expect(text.length).toBeGreaterThan(50)
    expect(replyOf('normal').text.startsWith(text)).toBe(true)
  })

  it('keeps the code of an error event', async () => {
    const { error } = await ask('error-event', way)

    expect(error?.data).toMatchObject({ code: 'server_error', detail: 'The model crashed.' })
  })

  it('stops at any moment and keeps what had come', async () => {
    server.setScenario('steady')
    const client = await createClient(connectionTo(server.baseURL), { apiKey: null })
    const controller = new AbortController()
    async function* untilThreeDeltas(): ReturnType<typeof streamChat> {
      let deltas = 0
      for await (const event of streamChat(client, chatRequest(way), controller.signal)) {
        yield event
        if (event.type === 'text-delta' && ++deltas === 3) controller.abort()
      }
    }
    const { error, text } = await outcomeOf(untilThreeDeltas())

    expect(error?.kind).toBe('aborted')
    expect(text).not.toBe('')
    expect(replyOf('steady').text.startsWith(text)).toBe(true)
  })

  it('keeps up with 2,000 tokens a second', async () => {
    const { wire } = SCENARIOS.fast
    const outcome = await ask({ ...SCENARIOS.normal, wire }, way)

    expect(outcome.text).toBe(replyOf('normal').text)
  })

  it('reads the answer of a server that does not stream after all', async () => {
    const { fetch } = answering(await wholeAnswer(way))
    const client = await createClient(connectionTo(server.baseURL), { apiKey: null, fetch })
    const outcome = await outcomeOf(streamChat(client, chatRequest(way), new AbortController().signal))

    expect(outcome.text).toBe(replyOf('normal').text)
  })
})

async function wholeAnswer({ api }: Way): Promise<unknown> {
  return eventOf(await ask('normal', { api, isStreaming: false }), 'response-ended').raw
}

function answering(body: unknown, status = 200): { fetch: typeof fetch } {
  return { fetch: () => Promise.resolve(Response.json(body, { status })) }
}

describe('chat completions', () => {
  const way = { api: 'chat-completions' } as const

  it('reads the reasoning that OpenRouter calls reasoning', async () => {
    const { reasoning, text } = await ask('reasoning-field', way)

    expect({ reasoning, text }).toEqual({ reasoning: 'Six times seven 是 forty-two.', text: '42' })
  })

  it('takes [DONE] for an end where no finish reason comes', async () => {
    const outcome = await ask('done-only', way)

    expect(outcome.error).toBeNull()
    expect(eventOf(outcome, 'response-ended').finishReason).toBeNull()
  })

  it.each(['normal', 'reasoning-content', 'refusal', 'tool-calls', 'length'] as const)(
    'assembles the chunks of %s to what a sync call answers',
    async (name) => {
      const streamed = eventOf(await ask(name, { ...way, isStreaming: true }), 'response-ended').raw
      const whole = eventOf(await ask(name, { ...way, isStreaming: false }), 'response-ended').raw

      const sent: unknown = JSON.parse(JSON.stringify(streamed).replace('"content":""', '"content":null'))
      const answered: unknown = JSON.parse(JSON.stringify(whole).replace('"content":""', '"content":null'))
      expect(sent).toMatchObject(withoutNulls(answered))
    },
  )

  it('asks a stream for its usage', async () => {
    await ask('normal', way)

    expect(server.requests.at(-1)?.body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it.each([
    ['a string', { error: 'model is loading' }, 'server', 'model is loading'],
    [
      'OpenRouter’s status as its code',
      { error: { code: 429, message: 'Slow down' } },
      'rate-limit',
      'Slow down',
    ],
    ['a code of its own', { error: { code: 'insufficient_quota', message: 'No' } }, 'quota', 'No'],
  ])('finds an error with status 200: %s', async (_, body, kind, detail) => {
    const { fetch } = answering(body)
    const client = await createClient(connectionTo(server.baseURL), { apiKey: null, fetch })
    const request = chatRequest({ ...way, isStreaming: false })
    const { error } = await outcomeOf(streamChat(client, request, new AbortController().signal))

    expect(error?.data).toMatchObject({ kind, detail })
  })

  it('says that an answer of another shape is malformed', async () => {
    const { fetch } = answering({ choices: 'none' })
    const client = await createClient(connectionTo(server.baseURL), { apiKey: null, fetch })
    const { error } = await outcomeOf(streamChat(client, chatRequest(way), new AbortController().signal))

    expect(error?.kind).toBe('malformed')
  })

  it('reads Mistral’s parts', async () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
      { type: 'text', text: '42' },
    ]
    const { fetch } = answering({ choices: [{ message: { content }, finish_reason: 'stop' }] })
    const client = await createClient(connectionTo(server.baseURL), { apiKey: null, fetch })
    const outcome = await outcomeOf(streamChat(client, chatRequest(way), new AbortController().signal))

    expect(outcome).toMatchObject({ reasoning: 'Hm.', text: '42', error: null })
  })
})

function withoutNulls(value: unknown): Record<string, unknown> {
  const plain: unknown = JSON.parse(JSON.stringify(value, (_, part: unknown) => part ?? undefined))
  return plain as Record<string, unknown>
}

describe('responses', () => {
  const way = { api: 'responses' } as const

  it('hands out the response object of the last event', async () => {
    const { raw } = eventOf(await ask('normal', way), 'response-ended')

    expect(raw).toMatchObject({ id: 'resp_test', object: 'response', status: 'completed' })
  })

  it('finds an error event without a name', async () => {
    const stream =
      'data: {"type":"error","code":"rate_limit_exceeded","message":"Slow down","param":null}\n\n'
    const headers = { 'content-type': 'text/event-stream' }
    const client = await createClient(connectionTo(server.baseURL), {
      apiKey: null,
      fetch: () => Promise.resolve(new Response(stream, { headers })),
    })
    const { error } = await outcomeOf(streamChat(client, chatRequest(way), new AbortController().signal))

    expect(error?.data).toMatchObject({ kind: 'rate-limit', detail: 'Slow down' })
  })

  it.each([true, false])('turns a failed response into its error, streamed: %s', async (isStreaming) => {
    const response = {
      id: 'r',
      status: 'failed',
      error: { code: 'rate_limit_exceeded', message: 'No' },
      output: [],
    }
    const body = isStreaming
      ? new Response(`data: ${JSON.stringify({ type: 'response.failed', response })}\n\n`, {
          headers: { 'content-type': 'text/event-stream' },
        })
      : Response.json(response)
    const client = await createClient(connectionTo(server.baseURL), {
      apiKey: null,
      fetch: () => Promise.resolve(body),
    })
    const request = chatRequest({ ...way, isStreaming })
    const { error } = await outcomeOf(streamChat(client, request, new AbortController().signal))

    expect(error?.data).toMatchObject({ kind: 'rate-limit', detail: 'No' })
  })

  it('reads a stream that tells its text only at the end', async () => {
    const response = await wholeAnswer({ api: 'responses', isStreaming: false })
    const client = await createClient(connectionTo(server.baseURL), {
      apiKey: null,
      fetch: () =>
        Promise.resolve(
          new Response(`data: ${JSON.stringify({ type: 'response.completed', response })}\n\n`, {
            headers: { 'content-type': 'text/event-stream' },
          }),
        ),
    })
    const outcome = await outcomeOf(streamChat(client, chatRequest(way), new AbortController().signal))

    expect(outcome.text).toBe(replyOf('normal').text)
  })
})
