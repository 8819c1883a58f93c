import type OpenAI from 'openai'
import * as v from 'valibot'
import type { ChatParameters, ChatRequest, ChatTool, ChatTurn, ContentPart } from '../domain/chat.ts'
import { contentOf } from './messageContent.ts'
import { NO_ARGUMENTS, withoutFields } from './requestBody.ts'

type Body = OpenAI.Responses.ResponseCreateParams
type InputItem = OpenAI.Responses.ResponseInputItem
type ReasoningItem = OpenAI.Responses.ResponseReasoningItem

/**
 * The request as `/responses` wants it. The conversation is sent whole and nothing is kept there: most servers of this API
 * are stateless, and vLLM refuses `store: true`. It has no seed, no stop sequences and no penalties.
 */
export function responseBody(request: ChatRequest): Body {
  const {
    instructions,
    temperature,
    top_p,
    max_output_tokens,
    response_format,
    reasoning_effort,
    extra_body,
  } = request.parameters
  const body: Body = {
    model: request.model,
    input: request.turns.flatMap(inputItems),
    stream: request.isStreaming,
    store: false,
    ...toolFields(request),
    ...(instructions !== undefined && instructions !== '' && { instructions }),
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { top_p }),
    ...(max_output_tokens !== undefined && { max_output_tokens }),
    ...(reasoning_effort !== undefined && { reasoning: { effort: reasoning_effort, summary: 'auto' } }),
    ...(response_format !== undefined && { text: { format: textFormat(response_format) } }),
  }
  return { ...withoutFields(body, request.omit ?? []), ...extra_body }
}

function toolFields({
  tools = [],
  toolChoice,
  isParallel,
}: ChatRequest): Pick<Body, 'tools' | 'tool_choice' | 'parallel_tool_calls' | 'include'> {
  if (tools.length === 0) return {}
  return {
    tools: tools.map(toolOf),
    ...(toolChoice !== undefined && {
      tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function', name: toolChoice.name },
    }),
    ...(isParallel !== undefined && { parallel_tool_calls: isParallel }),
    // What is not stored there can go on reasoning after a call only if its reasoning comes back.
    include: ['reasoning.encrypted_content'],
  }
}

function toolOf(tool: ChatTool): OpenAI.Responses.FunctionTool {
  const { name, description, parameters = NO_ARGUMENTS, strict } = tool
  return {
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    parameters,
    // Left out, it means true here, and false in chat completions and the Assistants API.
    strict: strict ?? false,
  }
}

function inputItems(turn: ChatTurn): InputItem[] {
  switch (turn.role) {
    case 'user':
      return [{ role: 'user', content: userContent(contentOf(turn)) }]
    case 'tool':
      return [{ type: 'function_call_output', call_id: turn.callId, output: turn.output }]
    case 'assistant': {
      const { text, toolCalls = [], reasoningItems = [] } = turn
      return [
        ...reasoningItems.filter(isReasoningItem),
        ...(text === '' && toolCalls.length > 0 ? [] : [{ role: 'assistant' as const, content: text }]),
        ...toolCalls.map(({ id, ...call }) => ({ type: 'function_call' as const, call_id: id, ...call })),
      ]
    }
  }
}

/** They go back as they came, so it is enough to know what they are. */
function isReasoningItem(item: unknown): item is ReasoningItem {
  return v.is(v.looseObject({ type: v.literal('reasoning') }), item)
}

function userContent(content: string | ContentPart[]): string | OpenAI.Responses.ResponseInputContent[] {
  if (typeof content === 'string') return content
  return content.map((part) =>
    part.type === 'text'
      ? { type: 'input_text', text: part.text }
      : { type: 'input_image', image_url: part.url, detail: part.detail },
  )
}

function textFormat(
  format: NonNullable<ChatParameters['response_format']>,
): OpenAI.Responses.ResponseFormatTextConfig {
  if (format.type !== 'json_schema') return format
  return { type: 'json_schema', ...format.json_schema }
}
