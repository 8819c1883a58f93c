import * as v from 'valibot'
import { countSchema, knobEntries, penaltySchema, recordSchema } from './knobs.ts'
import { decodeFile, userTurn } from './content.ts'
import type { AnswerFormat, Conversation, Tool, ToolChoice, Turn } from './conversation.ts'

const textPart = v.looseObject({ type: v.literal('text'), text: v.string() })
const refusalPart = v.looseObject({ type: v.literal('refusal'), refusal: v.string() })
const imagePart = v.looseObject({
  type: v.literal('image_url'),
  image_url: v.looseObject({ url: v.string() }),
})
const filePart = v.looseObject({
  type: v.literal('file'),
  file: v.looseObject({ filename: v.nullish(v.string()), file_data: v.nullish(v.string(), null) }),
})
const textContent = v.union([v.string(), v.array(textPart)])

const messageSchema = v.variant('role', [
  v.looseObject({ role: v.picklist(['system', 'developer']), content: textContent }),
  v.looseObject({
    role: v.literal('user'),
    content: v.union([v.string(), v.array(v.variant('type', [textPart, imagePart, filePart]))]),
  }),
  v.looseObject({
    role: v.literal('assistant'),
    content: v.nullish(v.union([v.string(), v.array(v.variant('type', [textPart, refusalPart]))])),
    tool_calls: v.nullish(
      v.array(
        v.looseObject({
          id: v.string(),
          function: v.looseObject({ name: v.string(), arguments: v.string() }),
        }),
      ),
    ),
  }),
  v.looseObject({ role: v.literal('tool'), tool_call_id: v.string(), content: textContent }),
])

/** The body of `POST /chat/completions`. */
export const chatBodySchema = v.looseObject({
  model: v.string(),
  messages: v.pipe(v.array(messageSchema), v.minLength(1)),
  ...knobEntries,
  presence_penalty: penaltySchema,
  frequency_penalty: penaltySchema,
  n: v.nullish(v.pipe(v.number(), v.value(1))),
  stop: v.nullish(v.union([v.string(), v.pipe(v.array(v.string()), v.maxLength(4))])),
  max_tokens: countSchema,
  max_completion_tokens: countSchema,
  stream_options: v.nullish(v.looseObject({ include_usage: v.nullish(v.boolean()) })),
  reasoning_effort: v.nullish(v.string()),
  response_format: v.nullish(
    v.variant('type', [
      v.looseObject({ type: v.literal('text') }),
      v.looseObject({ type: v.literal('json_object') }),
      v.looseObject({
        type: v.literal('json_schema'),
        json_schema: v.looseObject({ name: v.string(), schema: v.nullish(recordSchema) }),
      }),
    ]),
  ),
  tools: v.nullish(
    v.array(
      v.looseObject({
        type: v.string(),
        function: v.optional(
          v.looseObject({
            name: v.string(),
            description: v.nullish(v.string()),
            parameters: v.nullish(recordSchema),
          }),
        ),
      }),
    ),
  ),
  tool_choice: v.nullish(
    v.union([
      v.picklist(['none', 'auto', 'required']),
      v.looseObject({ type: v.literal('function'), function: v.looseObject({ name: v.string() }) }),
    ]),
    'auto',
  ),
})

export type ChatBody = v.InferOutput<typeof chatBodySchema>
type Message = v.InferOutput<typeof messageSchema>

/** The conversation in it. */
export function conversationOf(body: ChatBody): Conversation {
  return {
    instructions: body.messages
      .flatMap((message) =>
        message.role === 'system' || message.role === 'developer' ? textsOf(message.content) : [],
      )
      .join('\n\n'),
    turns: body.messages.flatMap(turnsOf),
    tools: (body.tools ?? []).flatMap(toolsOf),
    toolChoice: toolChoiceOf(body.tool_choice),
    canCallSeveral: body.parallel_tool_calls !== false,
    format: formatOf(body.response_format),
  }
}

function turnsOf(message: Message): Turn[] {
  switch (message.role) {
    case 'system':
    case 'developer':
      return []
    case 'user':
      return [userTurnOf(message.content)]
    case 'assistant': {
      const calls = (message.tool_calls ?? []).map((call) => ({ id: call.id, ...call.function }))
      return [{ role: 'assistant', text: textsOf(message.content ?? '').join('\n\n'), calls }]
    }
    case 'tool':
      return [{ role: 'tool', callId: message.tool_call_id, output: textsOf(message.content).join('\n\n') }]
  }
}

function userTurnOf(content: Extract<Message, { role: 'user' }>['content']): Turn {
  if (typeof content === 'string') return userTurn([content], [])
  return userTurn(
    textsOf(content),
    content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : [])),
    content.flatMap((part) =>
      part.type === 'file' && part.file.file_data !== null
        ? [{ name: part.file.filename ?? 'file', text: decodeFile(part.file.file_data, 'messages') }]
        : [],
    ),
  )
}

function textsOf(content: string | { type: string; text?: unknown; refusal?: unknown }[]): string[] {
  if (typeof content === 'string') return [content]
  return content.flatMap(({ text, refusal }) => [text, refusal].filter((words) => typeof words === 'string'))
}

function toolsOf(tool: NonNullable<ChatBody['tools']>[number]): Tool[] {
  if (tool.function === undefined) return []
  const { name, description, parameters } = tool.function
  return [{ name, description: description ?? '', parameters: parameters ?? {} }]
}

function toolChoiceOf(choice: ChatBody['tool_choice']): ToolChoice {
  return typeof choice === 'string' ? { type: choice } : { type: 'named', name: choice.function.name }
}

function formatOf(format: ChatBody['response_format']): AnswerFormat {
  if (format?.type !== 'json_schema') return { type: format?.type ?? 'text' }
  return { type: 'json_schema', schema: format.json_schema.schema ?? {} }
}
