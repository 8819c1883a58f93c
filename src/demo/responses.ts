import { readBody } from '../http/body.ts'
import { ApiError } from '../http/errors.ts'
import { countArguments, generate } from './generation.ts'
import type { Generation } from './generation.ts'
import { REASONING_MODEL, requireChatModel } from './models.ts'
import { argumentTakes, paced, pause } from './pace.ts'
import type { Step, Timing } from './pace.ts'
import { emptyItem, fullItem, itemsOf, summaryPart, textPart } from './responsesOutput.ts'
import type { OutputItem } from './responsesOutput.ts'
import { conversationOf, responsesBodySchema } from './responsesRequest.ts'
import type { ResponsesBody } from './responsesRequest.ts'
import { answerTo } from './script/answer.ts'
import { eventStream } from '../http/sse.ts'
import { createId } from '../domain/ids.ts'

/** `POST /responses`. Nothing is stored, so `previous_response_id` names nothing. */
export async function createResponse(
  request: Request,
  context: { timing: Timing; signal: AbortSignal },
): Promise<Response> {
  const body = await readBody(request, responsesBodySchema)
  requireChatModel(body.model, '/responses')
  if (body.previous_response_id !== null) {
    throw new ApiError(400, `Previous response with id '${body.previous_response_id}' not found.`, {
      code: 'previous_response_not_found',
      param: 'previous_response_id',
    })
  }
  const conversation = conversationOf(body)
  const answer = answerTo(conversation)
  const thinks = body.model === REASONING_MODEL && body.reasoning?.effort !== 'none'
  const generation = generate(conversation, thinks ? answer : { ...answer, reasoning: '' }, {
    maxTokens: body.max_output_tokens ?? null,
    stop: [],
  })
  const items = itemsOf(generation)
  const started = responseOf(body)
  const ended = { ...started, ...endOf(generation, items) }
  if (body.stream !== true) {
    await pause(generation.usage.completion, context.timing, context.signal)
    return Response.json(ended)
  }
  const steps = numbered(events(started, ended, items), argumentTakes(countArguments(generation)))
  return eventStream(encode(paced(steps, context.timing, context.signal)))
}

async function* encode(payloads: AsyncGenerator<object>): AsyncGenerator<string> {
  for await (const payload of payloads) {
    const type = 'type' in payload ? String(payload.type) : 'message'
    yield `event: ${type}\ndata: ${JSON.stringify(payload)}\n\n`
  }
}

function responseOf(body: ResponsesBody): object {
  const format = body.text?.format ?? { type: 'text' }
  return {
    id: createId('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    model: body.model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort: body.reasoning?.effort ?? null, summary: null },
    store: false,
    temperature: body.temperature ?? 1,
    text: { format },
    tool_choice: body.tool_choice,
    tools: body.tools ?? [],
    top_p: body.top_p ?? 1,
    truncation: 'disabled',
    usage: null,
  }
}

function endOf({ isCut, usage }: Generation, items: OutputItem[]): object {
  return {
    status: isCut ? 'incomplete' : 'completed',
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output: items.map(fullItem),
    usage: {
      input_tokens: usage.prompt,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.completion,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.prompt + usage.completion,
    },
  }
}

type Event = { type: string } & Record<string, unknown>

function* numbered(source: Iterable<Event>, argumentTake: number): Generator<Step> {
  let sequence_number = 0
  for (const event of source) {
    yield {
      payload: { ...event, sequence_number: sequence_number++ },
      takes:
        event.type === 'response.function_call_arguments.delta'
          ? argumentTake
          : event.type.endsWith('.delta')
            ? 1
            : 0,
    }
  }
}

function* events(started: object, ended: { status?: string }, items: OutputItem[]): Generator<Event> {
  yield { type: 'response.created', response: started }
  yield { type: 'response.in_progress', response: started }
  for (const [output_index, item] of items.entries()) {
    yield { type: 'response.output_item.added', output_index, item: emptyItem(item) }
    yield* partEvents(item, output_index)
    yield { type: 'response.output_item.done', output_index, item: fullItem(item) }
  }
  yield { type: `response.${ended.status ?? 'completed'}`, response: ended }
}

function* partEvents(item: OutputItem, output_index: number): Generator<Event> {
  const place = { item_id: item.id, output_index }
  const text = item.pieces.join('')
  switch (item.type) {
    case 'reasoning': {
      const at = { ...place, summary_index: 0 }
      yield { type: 'response.reasoning_summary_part.added', ...at, part: summaryPart('') }
      for (const delta of item.pieces) yield { type: 'response.reasoning_summary_text.delta', ...at, delta }
      yield { type: 'response.reasoning_summary_text.done', ...at, text }
      yield { type: 'response.reasoning_summary_part.done', ...at, part: summaryPart(text) }
      return
    }
    case 'message': {
      const at = { ...place, content_index: 0 }
      yield { type: 'response.content_part.added', ...at, part: textPart('') }
      for (const delta of item.pieces)
        yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] }
      yield { type: 'response.output_text.done', ...at, text, logprobs: [] }
      yield { type: 'response.content_part.done', ...at, part: textPart(text) }
      return
    }
    case 'function_call':
      for (const delta of item.pieces)
        yield { type: 'response.function_call_arguments.delta', ...place, delta }
      yield { type: 'response.function_call_arguments.done', ...place, name: item.name, arguments: text }
  }
}
