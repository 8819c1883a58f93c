import type OpenAI from 'openai'
import * as v from 'valibot'
import type { ChatEvent, ChatRequest, TokenUsage } from '../domain/chat.ts'
import { failure, isEventStream, parseAnswer, readEvents, readJSON } from './answer.ts'
import { answerError } from './errors.ts'
import { responseBody } from './responseBody.ts'
import { createResponseCalls } from './responseCalls.ts'
import { createThinkSplitter, type ThinkSplit, type ThinkSplitter } from './thinkTags.ts'

/** One reply over `/responses`. Throws what it meets; `streamChat` makes it an AppError. */
export async function* streamResponse(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const body = responseBody(request)
  yield { type: 'request-sent', body }
  const response = await client.responses.create(body, { signal }).asResponse()
  yield* isEventStream(response, request.isStreaming)
    ? readStream(client, response, signal)
    : readWhole(response)
}

const words = v.nullish(v.string())
const count = v.fallback(v.nullish(v.number()), null)

/** Where servers disagree about the type, a wrong one is as good as none. */
const looseWords = v.nullish(v.fallback(v.nullable(v.string()), null))

const itemSchema = v.looseObject({
  type: v.string(),
  id: looseWords,
  call_id: looseWords,
  name: looseWords,
  arguments: v.nullish(v.unknown()),
  content: v.nullish(v.array(v.looseObject({ type: v.string(), text: words, refusal: words }))),
  summary: v.nullish(v.array(v.looseObject({ text: words }))),
})

const responseSchema = v.looseObject({
  id: words,
  model: words,
  status: words,
  error: v.nullish(v.unknown()),
  incomplete_details: v.nullish(v.looseObject({ reason: words })),
  output: v.nullish(v.array(itemSchema)),
  usage: v.fallback(
    v.nullish(
      v.object({
        input_tokens: count,
        output_tokens: count,
        total_tokens: count,
        input_tokens_details: v.fallback(v.nullish(v.object({ cached_tokens: count })), null),
        output_tokens_details: v.fallback(v.nullish(v.object({ reasoning_tokens: count })), null),
      }),
    ),
    null,
  ),
})

const eventSchema = v.looseObject({
  type: v.string(),
  delta: v.nullish(v.unknown()),
  arguments: v.nullish(v.unknown()),
  item_id: looseWords,
  output_index: count,
  summary_index: count,
  item: v.nullish(itemSchema),
  response: v.nullish(responseSchema),
})

type WireResponse = v.InferOutput<typeof responseSchema>
type WireItem = v.InferOutput<typeof itemSchema>
type WireEvent = v.InferOutput<typeof eventSchema>

async function* readWhole(response: Response): AsyncGenerator<ChatEvent> {
  const answer = await readJSON(response)
  const whole = parseAnswer(responseSchema, answer, response)
  if (!whole.output) throw failure('malformed', 'output: missing', response)
  yield startedBy(whole)
  yield* createReply().end(whole, answer, response)
}

async function* readStream(
  client: OpenAI,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const reply = createReply()
  let isStarted = false
  for await (const item of readEvents(client, response, signal)) {
    if (item === 'done') continue
    const event = parseAnswer(eventSchema, item.data, response)
    if (event.type === 'error' || event.type === 'response.failed') {
      // Not every server names its events, by which the SDK would have known this one.
      const error = event.type === 'error' ? item.data : event.response?.error
      throw answerError(error ?? 'The response failed.', { headers: response.headers })
    }
    if (!isStarted) yield startedBy(event.response)
    isStarted = true
    yield* reply.take(event)
    if (event.response && END_EVENTS.has(event.type)) {
      yield* reply.end(event.response, rawResponse(item.data), response)
      return
    }
  }
  if (isStarted) throw failure('stream-cut', 'The stream ended before the reply did.', response)
  throw failure('empty', 'The stream has no events.', response)
}

const END_EVENTS: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete'])

function rawResponse(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'response' in event ? event.response : event
}

function startedBy(response: WireResponse | null | undefined): ChatEvent {
  return { type: 'response-started', id: response?.id ?? null, model: response?.model ?? null }
}

interface Reply {
  take: (event: WireEvent) => Generator<ChatEvent>
  /** The end of it, and what has not been told before. */
  end: (whole: WireResponse, raw: unknown, response: Response) => Generator<ChatEvent>
}

/** Follows one reply through its events. */
function createReply(): Reply {
  const think = createThinkSplitter()
  const calls = createResponseCalls()
  const reasoningItems: WireItem[] = []
  const told = new Set<ChatEvent['type']>()

  function* take(event: WireEvent): Generator<ChatEvent> {
    if (event.type === 'response.output_item.done' && event.item) {
      reasoningItems.push(...[event.item].filter(canBeSentBack))
    }
    yield* noted(textEvents(event, think))
    yield* noted(calls.take(event))
  }

  function* noted(events: Iterable<ChatEvent>): Generator<ChatEvent> {
    for (const event of events) {
      told.add(event.type)
      yield event
    }
  }

  function* end(whole: WireResponse, raw: unknown, response: Response): Generator<ChatEvent> {
    const output = whole.output ?? []
    const isCut = whole.status === 'incomplete'
    yield* noted(splitEvents(think.end()))
    // Whatever came by deltas has come whole; some servers tell some of it, or everything, only here.
    const before = new Set(told)
    yield* noted([...eventsOfOutput(output)].filter(({ type }) => !before.has(type)))
    yield* noted(calls.end(output, isCut))
    if (whole.usage) yield { type: 'usage', usage: usageOf(whole.usage) }
    if (told.size === 0 && !isCut) {
      throw failure('empty', 'The reply has neither text nor a tool call.', response)
    }
    if (reasoningItems.length === 0) reasoningItems.push(...output.filter(canBeSentBack))
    yield {
      type: 'response-ended',
      finishReason: isCut ? cutReason(whole) : told.has('tool-call-delta') ? 'tool_calls' : 'stop',
      raw,
      ...(reasoningItems.length > 0 && { reasoningItems }),
    }
  }

  return { take, end }
}

/** What is not stored there is known by what it holds: encrypted at OpenAI, in the open with open models. */
function canBeSentBack(item: WireItem): boolean {
  return item.type === 'reasoning' && (Boolean(item['encrypted_content']) || (item.content ?? []).length > 0)
}

function* textEvents(event: WireEvent, think: ThinkSplitter): Generator<ChatEvent> {
  const text = typeof event.delta === 'string' ? event.delta : ''
  switch (event.type) {
    case 'response.output_text.delta':
      yield* splitEvents(think.push(text))
      return
    case 'response.refusal.delta':
      yield { type: 'refusal-delta', text }
      return
    case 'response.reasoning_text.delta':
    case 'response.reasoning_summary_text.delta':
      yield { type: 'reasoning-delta', text }
      return
    case 'response.reasoning_summary_part.added':
      if ((event.summary_index ?? 0) > 0) yield { type: 'reasoning-delta', text: '\n\n' }
      return
    // The other events repeat what the deltas said, or report on calls, or on tools that are not asked for here.
    default:
  }
}

function* eventsOfOutput(output: WireItem[]): Generator<ChatEvent> {
  const think = createThinkSplitter()
  for (const item of output) {
    const reasoning = (item.summary ?? []).map(({ text }) => text ?? '').join('\n\n')
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning }
    for (const { type, text, refusal } of item.content ?? []) {
      if (type === 'reasoning_text' && text) yield { type: 'reasoning-delta', text }
      if (type === 'output_text' && text) yield* splitEvents(think.push(text))
      if (refusal) yield { type: 'refusal-delta', text: refusal }
    }
  }
  yield* splitEvents(think.end())
}

function* splitEvents({ reasoning, text }: ThinkSplit): Generator<ChatEvent> {
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning }
  if (text !== '') yield { type: 'text-delta', text }
}

/** The reason in the words of chat completions. */
function cutReason({ incomplete_details: details }: WireResponse): string {
  return details?.reason === 'max_output_tokens' ? 'length' : (details?.reason ?? 'incomplete')
}

function usageOf(usage: NonNullable<WireResponse['usage']>): TokenUsage {
  const promptTokens = usage.input_tokens ?? 0
  const completionTokens = usage.output_tokens ?? 0
  return {
    promptTokens,
    completionTokens,
    totalTokens: usage.total_tokens ?? promptTokens + completionTokens,
    cachedTokens: usage.input_tokens_details?.cached_tokens ?? null,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? null,
  }
}
