import { readBody } from '../http/body.ts'
import { chatBodySchema, conversationOf } from './chatRequest.ts'
import { countArguments, generate } from './generation.ts'
import type { Generation } from './generation.ts'
import { requireChatModel, REASONING_MODEL } from './models.ts'
import { argumentTakes, paced, pause } from './pace.ts'
import type { Step, Timing } from './pace.ts'
import { answerTo } from './script/answer.ts'
import { eventStream } from '../http/sse.ts'
import { createId } from '../domain/ids.ts'

/** `POST /chat/completions`. */
export async function createChatCompletion(
  request: Request,
  context: { timing: Timing; signal: AbortSignal },
): Promise<Response> {
  const body = await readBody(request, chatBodySchema)
  requireChatModel(body.model, '/chat/completions')
  const conversation = conversationOf(body)
  const answer = answerTo(conversation)
  const thinks = body.model === REASONING_MODEL && body.reasoning_effort !== 'none'
  const generation = generate(conversation, thinks ? answer : { ...answer, reasoning: '' }, {
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? []),
  })
  const head = {
    id: createId('chatcmpl').replace('_', '-'),
    created: Math.floor(Date.now() / 1000),
    model: body.model,
  }
  if (body.stream !== true) {
    await pause(generation.usage.completion, context.timing, context.signal)
    return Response.json(completion(head, generation))
  }
  const steps = chunks(head, generation, body.stream_options?.include_usage === true)
  return eventStream(encode(paced(steps, context.timing, context.signal)))
}

async function* encode(payloads: AsyncGenerator<object>): AsyncGenerator<string> {
  for await (const payload of payloads) yield `data: ${JSON.stringify(payload)}\n\n`
  yield 'data: [DONE]\n\n'
}

interface Head {
  id: string
  created: number
  model: string
}

function completion(head: Head, generation: Generation): object {
  const { answer } = generation
  const message = {
    role: 'assistant',
    content: answer.text === '' && answer.calls.length > 0 ? null : answer.text,
    refusal: null,
    ...(answer.reasoning !== '' && { reasoning_content: answer.reasoning }),
    ...(answer.calls.length > 0 && { tool_calls: answer.calls.map(wireCall) }),
  }
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(generation) }],
    usage: usageOf(generation),
    system_fingerprint: null,
  }
}

function* chunks(head: Head, generation: Generation, includesUsage: boolean): Generator<Step> {
  const chunk = (delta: object, finish_reason: string | null = null): object => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    system_fingerprint: null,
    ...(includesUsage && { usage: null }),
  })
  yield { payload: chunk({ role: 'assistant', content: '' }), takes: 0 }
  const argumentTake = argumentTakes(countArguments(generation))
  const seen: string[] = []
  for (const piece of generation.pieces) {
    if (piece.type === 'arguments') {
      if (!seen.includes(piece.call.id)) {
        const call = { index: seen.length, ...wireCall({ ...piece.call, arguments: '' }) }
        seen.push(piece.call.id)
        yield { payload: chunk({ tool_calls: [call] }), takes: 1 }
      }
      const delta = { index: seen.indexOf(piece.call.id), function: { arguments: piece.text } }
      yield { payload: chunk({ tool_calls: [delta] }), takes: argumentTake }
    } else {
      const name = piece.type === 'reasoning' ? 'reasoning_content' : 'content'
      yield { payload: chunk({ [name]: piece.text }), takes: 1 }
    }
  }
  yield { payload: chunk({}, finishReason(generation)), takes: 0 }
  if (!includesUsage) return
  const usage = usageOf(generation)
  yield {
    payload: { ...head, object: 'chat.completion.chunk', choices: [], system_fingerprint: null, usage },
    takes: 0,
  }
}

function wireCall(call: { id: string; name: string; arguments: string }): object {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } }
}

function finishReason(generation: Generation): 'length' | 'tool_calls' | 'stop' {
  if (generation.isCut) return 'length'
  return generation.answer.calls.length > 0 ? 'tool_calls' : 'stop'
}

function usageOf({ usage }: Generation): object {
  return {
    prompt_tokens: usage.prompt,
    completion_tokens: usage.completion,
    total_tokens: usage.prompt + usage.completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}
