import type OpenAI from 'openai'
import * as v from 'valibot'
import type { ChatEvent, ChatRequest, TokenUsage } from '../domain/chat.ts'
import { failure, isEventStream, parseAnswer, readEvents, readJSON } from './answer.ts'
import { answerError } from './errors.ts'
import { responseBody } from './responseBody.ts'
import { createThinkSplitter, type ThinkSplit } from './thinkTags.ts'

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

const itemSchema = v.looseObject({
  type: v.string(),
  call_id: words,
  name: words,
  arguments: words,
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
  output_index: v.nullish(v.number()),
  summary_index: v.nullish(v.number()),
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
  yield* end(whole, { raw: answer, isTold: false, response })
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
      yield* reply.end()
      yield* end(event.response, { raw: rawResponse(item.data), isTold: reply.isTold(), response })
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
  end: () => Generator<ChatEvent>
  /** Whether anything of the reply has come by deltas. */
  isTold: () => boolean
}

/** Follows one reply through its events. */
function createReply(): Reply {
  const think = createThinkSplitter()
  const calls: number[] = []
  let isTold = false

  function* take(event: WireEvent): Generator<ChatEvent> {
    isTold ||= typeof event.delta === 'string' || event.item?.type === 'function_call'
    yield* eventsOf(event)
  }

  function* eventsOf(event: WireEvent): Generator<ChatEvent> {
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
      case 'response.output_item.added':
        if (event.item?.type === 'function_call') yield callDelta(event.item, indexOfCall(event))
        return
      case 'response.function_call_arguments.delta':
        yield { type: 'tool-call-delta', index: indexOfCall(event), id: null, name: null, arguments: text }
        return
      // The other events repeat what the deltas said, or report on tools that are not asked for here.
      default:
    }
  }

  /** Calls are counted by themselves; `output_index` counts reasoning and messages too. */
  function indexOfCall(event: WireEvent): number {
    const place = event.output_index ?? 0
    if (!calls.includes(place)) calls.push(place)
    return calls.indexOf(place)
  }

  return { take, end: () => splitEvents(think.end()), isTold: () => isTold }
}

/** The end of a reply; and all of it, where no deltas told it. */
function* end(
  whole: WireResponse,
  { raw, isTold, response }: { raw: unknown; isTold: boolean; response: Response },
): Generator<ChatEvent> {
  const output = isTold ? [] : [...eventsOfOutput(whole.output ?? [])]
  yield* output
  if (whole.usage) yield { type: 'usage', usage: usageOf(whole.usage) }
  const finishReason = finishOf(whole)
  if (!isTold && output.length === 0 && finishReason === 'stop') {
    throw failure('empty', 'The reply has neither text nor a tool call.', response)
  }
  yield { type: 'response-ended', finishReason, raw }
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
  const calls = output.filter(({ type }) => type === 'function_call')
  yield* calls.map(callDelta)
}

function callDelta(item: WireItem, index: number): ChatEvent {
  return {
    type: 'tool-call-delta',
    index,
    id: item.call_id ?? null,
    name: item.name ?? null,
    arguments: item.arguments ?? '',
  }
}

function* splitEvents({ reasoning, text }: ThinkSplit): Generator<ChatEvent> {
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning }
  if (text !== '') yield { type: 'text-delta', text }
}

/** The reason in the words of chat completions. */
function finishOf({ status, incomplete_details: details, output }: WireResponse): string {
  if (status === 'incomplete') {
    return details?.reason === 'max_output_tokens' ? 'length' : (details?.reason ?? 'incomplete')
  }
  return output?.some(({ type }) => type === 'function_call') === true ? 'tool_calls' : 'stop'
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
