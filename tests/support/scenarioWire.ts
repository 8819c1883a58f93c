import type { Reply, Wire, WireError } from './scenarios.ts'

/** One server-sent event before it is written; `name` is its `event:` line. */
export interface WireEvent {
  name?: string
  data: Record<string, unknown> | null
  /** Written as it stands instead of as JSON. */
  rawData?: string
  /** A token of text or reasoning, for the pace. */
  isToken?: boolean
  /** The socket is destroyed instead of writing this. */
  isCut?: boolean
}

const CREATED = 1_790_000_000

/** Pieces of about a token each: a word with its space, a CJK character, a mark. */
export function tokensOf(text: string, wire: Wire = {}): string[] {
  if (text === '') return []
  if (wire.isOneChunk === true) return [text]
  return text.match(/\s?[A-Za-z0-9]+|[^A-Za-z0-9]/gu) ?? []
}

function contentOf(reply: Reply): string {
  return reply.reasoning?.as === 'think-tags'
    ? `<think>\n${reply.reasoning.text}\n</think>\n\n${reply.text}`
    : reply.text
}

function usageOf(reply: Reply): { prompt: number; completion: number; reasoning: number } {
  const reasoning = tokensOf(reply.reasoning?.text ?? '').length
  return { prompt: 24, completion: tokensOf(reply.text).length + reasoning, reasoning }
}

function chatUsage(reply: Reply): Record<string, unknown> {
  const { prompt, completion, reasoning } = usageOf(reply)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 16 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}

/** The sync answer of `/chat/completions`. */
export function chatCompletion(model: string, reply: Reply): Record<string, unknown> {
  const reasoning =
    reply.reasoning !== undefined && reply.reasoning.as !== 'think-tags' ? reply.reasoning : undefined
  const message = {
    role: 'assistant',
    content: reply.refusal === undefined ? contentOf(reply) : null,
    refusal: reply.refusal ?? null,
    ...(reasoning && { [reasoning.as]: reasoning.text }),
    ...(reply.toolCalls && {
      tool_calls: reply.toolCalls.map(({ id, ...call }) => ({ id, type: 'function', function: call })),
    }),
  }
  return {
    id: 'chatcmpl-test',
    object: 'chat.completion',
    created: CREATED,
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: reply.finishReason ?? 'stop' }],
    ...(reply.hasUsage !== false && { usage: chatUsage(reply) }),
  }
}

/** The events of a streamed `/chat/completions`, without `[DONE]` where the wire says so. */
export function chatCompletionEvents(
  model: string,
  reply: Reply,
  wire: Wire,
  includeUsage: boolean,
): WireEvent[] {
  const chunk = (delta: Record<string, unknown>, finishReason: string | null = null): WireEvent => ({
    data: {
      id: 'chatcmpl-test',
      object: 'chat.completion.chunk',
      created: CREATED,
      model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    },
  })
  const token = (delta: Record<string, unknown>): WireEvent => ({ ...chunk(delta), isToken: true })
  if (wire.ending === 'nothing') return []
  const { reasoning } = reply
  const middle = [
    ...(reasoning !== undefined && reasoning.as !== 'think-tags'
      ? tokensOf(reasoning.text, wire).map((text) => token({ [reasoning.as]: text }))
      : []),
    ...tokensOf(contentOf(reply), wire).map((content) => token({ content })),
    ...tokensOf(reply.refusal ?? '', wire).map((refusal) => token({ refusal })),
    ...(reply.toolCalls ?? []).flatMap((call, index) => [
      chunk({
        tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }],
      }),
      ...tokensOf(call.arguments).map((text) =>
        chunk({ tool_calls: [{ index, function: { arguments: text } }] }),
      ),
    ]),
  ]
  const finish = chunk({}, reply.finishReason ?? 'stop')
  const usage: WireEvent[] =
    includeUsage && reply.hasUsage !== false
      ? [{ data: { ...finish.data, choices: [], usage: chatUsage(reply) } }]
      : []
  const done: WireEvent = { data: null, rawData: '[DONE]' }
  return [
    chunk({ role: 'assistant', content: '' }),
    ...ended(middle, wire, { said: [finish, ...usage], done, errorEvent: (error) => ({ data: { error } }) }),
  ]
}

function responseItems(reply: Reply): Record<string, unknown>[] {
  const content =
    reply.refusal === undefined
      ? { type: 'output_text', text: contentOf(reply), annotations: [] }
      : { type: 'refusal', refusal: reply.refusal }
  const hasMessage = contentOf(reply) !== '' || reply.refusal !== undefined
  return [
    ...(reply.reasoning !== undefined && reply.reasoning.as !== 'think-tags'
      ? [
          {
            id: 'rs_test',
            type: 'reasoning',
            summary: [{ type: 'summary_text', text: reply.reasoning.text }],
          },
        ]
      : []),
    ...(hasMessage
      ? [{ id: 'msg_test', type: 'message', role: 'assistant', status: 'completed', content: [content] }]
      : []),
    ...(reply.toolCalls ?? []).map((call, index) => ({
      id: `fc_${index}`,
      type: 'function_call',
      status: 'completed',
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
    })),
  ]
}

/** The sync answer of `/responses`, and the object inside its last event. */
export function responseObject(model: string, reply: Reply): Record<string, unknown> {
  const { prompt, completion, reasoning } = usageOf(reply)
  const incomplete = reply.finishReason === 'length' || reply.finishReason === 'content_filter'
  const reason = reply.finishReason === 'length' ? 'max_output_tokens' : 'content_filter'
  return {
    id: 'resp_test',
    object: 'response',
    created_at: CREATED,
    model,
    status: incomplete ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: incomplete ? { reason } : null,
    output: responseItems(reply),
    usage:
      reply.hasUsage === false
        ? null
        : {
            input_tokens: prompt,
            input_tokens_details: { cached_tokens: 16 },
            output_tokens: completion,
            output_tokens_details: { reasoning_tokens: reasoning },
            total_tokens: prompt + completion,
          },
  }
}

/** The events of a streamed `/responses`. */
export function responseEvents(model: string, reply: Reply, wire: Wire): WireEvent[] {
  const event = (name: string, fields: Record<string, unknown>): WireEvent => ({
    name,
    data: { type: name, ...fields },
  })
  if (wire.ending === 'nothing') return []
  const final = responseObject(model, reply)
  const started = { ...final, status: 'in_progress', incomplete_details: null, output: [], usage: null }
  const middle = responseItems(reply).flatMap((item, index) => itemEvents(item, { index, wire, event }))
  const status = final['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed'
  const events = [
    event('response.created', { response: started }),
    event('response.in_progress', { response: started }),
    ...ended(middle, wire, {
      said: [event(status, { response: final })],
      done: null,
      errorEvent: (error) => event('error', { code: error.code, message: error.message, param: error.param }),
    }),
  ]
  return events.map((sent, index) => ({ ...sent, data: { ...sent.data, sequence_number: index } }))
}

function itemEvents(
  item: Record<string, unknown>,
  {
    index,
    wire,
    event,
  }: { index: number; wire: Wire; event: (name: string, fields: Record<string, unknown>) => WireEvent },
): WireEvent[] {
  const at = { item_id: item['id'], output_index: index }
  const deltas = (name: string, text: unknown, place: Record<string, unknown>): WireEvent[] =>
    tokensOf(String(text), wire).map((delta) => ({
      ...event(name, { ...at, ...place, delta }),
      isToken: true,
    }))
  const part = (item['content'] as Record<string, unknown>[] | undefined)?.[0]
  const summary = (item['summary'] as Record<string, unknown>[] | undefined)?.[0]
  const middle = [
    ...(part?.['type'] === 'output_text'
      ? deltas('response.output_text.delta', part['text'], { content_index: 0 })
      : []),
    ...(part?.['type'] === 'refusal'
      ? deltas('response.refusal.delta', part['refusal'], { content_index: 0 })
      : []),
    ...(summary === undefined
      ? []
      : [
          event('response.reasoning_summary_part.added', {
            ...at,
            summary_index: 0,
            part: { ...summary, text: '' },
          }),
          ...deltas('response.reasoning_summary_text.delta', summary['text'], { summary_index: 0 }),
        ]),
    ...(item['type'] === 'function_call'
      ? deltas('response.function_call_arguments.delta', item['arguments'], {})
      : []),
  ]
  const opened = {
    ...item,
    status: 'in_progress',
    ...(item['type'] === 'function_call' && { arguments: '' }),
    content: [],
  }
  return [
    event('response.output_item.added', { output_index: index, item: opened }),
    ...middle,
    event('response.output_item.done', { output_index: index, item }),
  ]
}

/** The middle and the end of a stream, as its scenario ends. */
function ended(
  middle: WireEvent[],
  wire: Wire,
  end: { said: WireEvent[]; done: WireEvent | null; errorEvent: (error: WireError) => WireEvent },
): WireEvent[] {
  const half = middle.slice(0, Math.ceil(middle.length / 2))
  const done = end.done === null ? [] : [end.done]
  const { ending = 'done' } = wire
  if (typeof ending === 'object') return [...half, end.errorEvent(ending.errorEvent)]
  switch (ending) {
    case 'done':
      return [...middle, ...end.said, ...done]
    case 'no-done':
      return [...middle, ...end.said]
    case 'done-only':
      return [...middle, ...done]
    case 'unsaid':
      return half
    case 'cut':
      return [...half, { data: null, isCut: true }]
    case 'malformed':
      return [...half, { data: null, rawData: '{"choices":[{"delta":{"content":"br' }]
    case 'nothing':
      return []
  }
}
