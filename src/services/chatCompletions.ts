import type OpenAI from 'openai'
import * as v from 'valibot'
import type { ChatEvent, ChatRequest, TokenUsage } from '../domain/chat.ts'
import { failure, isEventStream, parseAnswer, readEvents, readJSON } from './answer.ts'
import { createChatAssembly } from './chatAssembly.ts'
import { chatCompletionBody } from './chatCompletionBody.ts'
import { argumentsText, createToolCallReader, type CallPiece } from './toolCallReader.ts'
import { createThinkSplitter, type ThinkSplit, type ThinkSplitter } from './thinkTags.ts'

/** One reply over `/chat/completions`. Throws what it meets; `streamChat` makes it an AppError. */
export async function* streamChatCompletion(
  client: OpenAI,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const body = chatCompletionBody(request)
  yield { type: 'request-sent', body }
  const response = await client.chat.completions.create(body, { signal }).asResponse()
  yield* isEventStream(response, request.isStreaming)
    ? readStream(client, response, signal)
    : readWhole(response)
}

const words = v.nullish(v.string())
/** Where servers disagree about the type, a wrong one is as good as none. */
const looseWords = v.fallback(words, null)
const count = v.fallback(v.nullish(v.number()), null)

/** Mistral's reasoning models send parts instead of a string. */
const partSchema = v.object({
  text: looseWords,
  thinking: v.fallback(v.nullish(v.array(v.object({ text: looseWords }))), null),
})

const functionSchema = v.nullish(v.object({ name: looseWords, arguments: v.nullish(v.unknown()) }))

const deltaSchema = v.object({
  content: v.nullish(v.union([v.string(), v.array(partSchema)])),
  reasoning_content: looseWords,
  reasoning: looseWords,
  refusal: words,
  tool_calls: v.nullish(
    v.array(
      v.object({
        index: count,
        id: looseWords,
        function: functionSchema,
      }),
    ),
  ),
  /** What tool calls were called before there were several. */
  function_call: functionSchema,
})

const usageSchema = v.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: v.fallback(v.nullish(v.object({ cached_tokens: count })), null),
  completion_tokens_details: v.fallback(v.nullish(v.object({ reasoning_tokens: count })), null),
  /** DeepSeek's name for cached tokens. */
  prompt_cache_hit_tokens: count,
})

/** A chunk of a stream, or, with `message` in place of `delta`, a whole answer. */
const chunkSchema = v.looseObject({
  id: looseWords,
  model: looseWords,
  choices: v.nullish(
    v.array(
      v.looseObject({
        index: v.nullish(v.number()),
        delta: v.nullish(deltaSchema),
        message: v.nullish(deltaSchema),
        finish_reason: words,
      }),
    ),
  ),
  usage: v.fallback(v.nullish(usageSchema), null),
})

type Chunk = v.InferOutput<typeof chunkSchema>
type Delta = v.InferOutput<typeof deltaSchema>

async function* readWhole(response: Response): AsyncGenerator<ChatEvent> {
  const answer = await readJSON(response)
  const whole = parseAnswer(chunkSchema, answer, response)
  if (!whole.choices) throw failure('malformed', 'choices: missing', response)
  const reply = createReply()
  yield startedBy(whole)
  yield* reply.take(whole)
  yield* reply.end(response, answer)
}

async function* readStream(
  client: OpenAI,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const reply = createReply()
  const assembly = createChatAssembly()
  let isStarted = false
  let isDoneSaid = false
  for await (const item of readEvents(client, response, signal)) {
    if (item === 'done') {
      isDoneSaid = true
      continue
    }
    const chunk = parseAnswer(chunkSchema, item.data, response)
    assembly.add(item.data)
    if (!isStarted) yield startedBy(chunk)
    isStarted = true
    yield* reply.take(chunk)
  }
  if (isStarted && !isDoneSaid && !reply.isEndSaid()) {
    throw failure('stream-cut', 'The stream ended before the reply did.', response)
  }
  yield* reply.end(response, assembly.result())
}

function startedBy({ id, model }: Chunk): ChatEvent {
  return { type: 'response-started', id: id ?? null, model: model ?? null }
}

interface Reply {
  take: (chunk: Chunk) => Generator<ChatEvent>
  /** A finish reason or the usage has come. */
  isEndSaid: () => boolean
  end: (response: Response, raw: unknown) => Generator<ChatEvent>
}

/** Follows one reply through its chunks. Of several choices (`n` in an extra body) it is the first. */
function createReply(): Reply {
  const think = createThinkSplitter()
  const calls = createToolCallReader()
  let finishReason: string | null = null
  let usage: TokenUsage | null = null
  let isEmpty = true
  let hasCalls = false

  function* take(chunk: Chunk): Generator<ChatEvent> {
    // Some servers tell the usage so far with every chunk.
    if (chunk.usage) usage = usageOf(chunk.usage)
    const choice = chunk.choices?.find(({ index }) => (index ?? 0) === 0)
    if (!choice) return
    const delta = choice.delta ?? choice.message
    if (delta) yield* noted(textEvents(delta, think))
    if (delta) yield* noted(calls.take(callPieces(delta)))
    if (choice.finish_reason) finishReason = normalFinish(choice.finish_reason)
  }

  function* noted(events: Iterable<ChatEvent>): Generator<ChatEvent> {
    for (const event of events) {
      isEmpty = false
      hasCalls ||= event.type === 'tool-call-delta'
      yield event
    }
  }

  function* end(response: Response, raw: unknown): Generator<ChatEvent> {
    yield* noted(splitEvents(think.end()))
    const isStopped = finishReason === null || finishReason === 'stop' || finishReason === 'tool_calls'
    yield* noted(calls.end(!isStopped))
    if (usage !== null) yield { type: 'usage', usage }
    if (isEmpty && (finishReason === null || finishReason === 'stop')) {
      throw failure('empty', 'The reply has neither text nor a tool call.', response)
    }
    yield { type: 'response-ended', finishReason: hasCalls && isStopped ? 'tool_calls' : finishReason, raw }
  }

  return { take, isEndSaid: () => finishReason !== null || usage !== null, end }
}

function* textEvents(delta: Delta, think: ThinkSplitter): Generator<ChatEvent> {
  const parts = Array.isArray(delta.content) ? delta.content : [{ text: delta.content, thinking: null }]
  const reasoning = [
    delta.reasoning_content ?? delta.reasoning ?? '',
    ...parts.flatMap(({ thinking }) => (thinking ?? []).map(({ text }) => text ?? '')),
  ].join('')
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning }
  yield* splitEvents(think.push(parts.map(({ text }) => text ?? '').join('')))
  if (delta.refusal) yield { type: 'refusal-delta', text: delta.refusal }
}

function callPieces({ tool_calls: calls, function_call: legacy }: Delta): CallPiece[] {
  const wireCalls =
    calls && calls.length > 0 ? calls : legacy ? [{ index: 0, id: null, function: legacy }] : []
  return wireCalls.map(({ index, id, function: called }) => ({
    index: index ?? null,
    id: id ?? '',
    name: called?.name ?? '',
    arguments: argumentsText(called?.arguments),
  }))
}

function* splitEvents({ reasoning, text }: ThinkSplit): Generator<ChatEvent> {
  if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning }
  if (text !== '') yield { type: 'text-delta', text }
}

const FINISH_REASONS: ReadonlyMap<string, string> = new Map([
  ['function_call', 'tool_calls'],
  ['tool_use', 'tool_calls'],
  ['end_turn', 'stop'],
  ['eos', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['safety', 'content_filter'],
])

function normalFinish(reason: string): string {
  const lower = reason.toLowerCase()
  return FINISH_REASONS.get(lower) ?? lower
}

function usageOf(usage: v.InferOutput<typeof usageSchema>): TokenUsage {
  const promptTokens = usage.prompt_tokens ?? 0
  const completionTokens = usage.completion_tokens ?? 0
  return {
    promptTokens,
    completionTokens,
    totalTokens: usage.total_tokens ?? promptTokens + completionTokens,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? null,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? null,
  }
}
