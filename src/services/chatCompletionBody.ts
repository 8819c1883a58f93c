import type OpenAI from 'openai'
import type { ChatRequest, ChatTool, ChatTurn, ContentPart } from '../domain/chat.ts'
import { contentOf } from './messageContent.ts'
import { NO_ARGUMENTS, withoutFields } from './requestBody.ts'

type Body = OpenAI.ChatCompletionCreateParams
type Message = OpenAI.ChatCompletionMessageParam

/** The request as `/chat/completions` wants it. */
export function chatCompletionBody(request: ChatRequest): Body {
  const { instructions, instructions_role, max_output_tokens, extra_body, ...parameters } = request.parameters
  const messages: Message[] = request.turns.map((turn) =>
    messageOf(turn, request.isReasoningSentBack === true),
  )
  if (instructions !== undefined && instructions !== '') {
    messages.unshift({ role: instructions_role ?? 'system', content: instructions })
  }
  const body: Body = {
    model: request.model,
    messages,
    ...toolFields(request),
    ...parameters,
    ...(max_output_tokens !== undefined && { [request.maxTokensName]: max_output_tokens }),
    ...(request.isStreaming ? { stream: true, stream_options: { include_usage: true } } : { stream: false }),
  }
  return { ...withoutFields(body, request.omit ?? []), ...extra_body }
}

function toolFields({
  tools = [],
  toolChoice,
  isParallel,
}: ChatRequest): Pick<Body, 'tools' | 'tool_choice' | 'parallel_tool_calls'> {
  if (tools.length === 0) return {}
  return {
    tools: tools.map(toolOf),
    ...(toolChoice !== undefined && {
      tool_choice:
        typeof toolChoice === 'string'
          ? toolChoice
          : { type: 'function' as const, function: { name: toolChoice.name } },
    }),
    ...(isParallel !== undefined && { parallel_tool_calls: isParallel }),
  }
}

function toolOf({
  name,
  description,
  parameters = NO_ARGUMENTS,
  strict,
}: ChatTool): OpenAI.ChatCompletionTool {
  return {
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      parameters,
      ...(typeof strict === 'boolean' && { strict }),
    },
  }
}

function messageOf(turn: ChatTurn, isReasoningSentBack: boolean): Message {
  switch (turn.role) {
    case 'user':
      return { role: 'user', content: userContent(contentOf(turn)) }
    case 'tool':
      return { role: 'tool', tool_call_id: turn.callId, content: turn.output }
    case 'assistant': {
      const { text, toolCalls = [] } = turn
      const reasoning = isReasoningSentBack && turn.reasoning !== '' && { reasoning_content: turn.reasoning }
      if (toolCalls.length === 0) return { role: 'assistant', content: text, ...reasoning }
      const calls = toolCalls.map(({ id, ...call }) => ({ id, type: 'function' as const, function: call }))
      return { role: 'assistant', content: text === '' ? null : text, ...reasoning, tool_calls: calls }
    }
  }
}

function userContent(content: string | ContentPart[]): string | OpenAI.ChatCompletionContentPart[] {
  if (typeof content === 'string') return content
  return content.map((part) =>
    part.type === 'text'
      ? part
      : {
          type: 'image_url',
          // Not every server knows `detail`, and this is what it means to leave it out.
          image_url: { url: part.url, ...(part.detail !== 'auto' && { detail: part.detail }) },
        },
  )
}
