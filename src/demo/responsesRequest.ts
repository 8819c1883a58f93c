import * as v from 'valibot'
import { countSchema, knobEntries, recordSchema } from './knobs.ts'
import { decodeFile, userTurn } from './content.ts'
import type { AnswerFormat, Conversation, Tool, ToolChoice, Turn } from './conversation.ts'

const contentPart = v.variant('type', [
  v.looseObject({ type: v.picklist(['input_text', 'output_text', 'text']), text: v.string() }),
  v.looseObject({ type: v.literal('refusal'), refusal: v.string() }),
  v.looseObject({ type: v.literal('input_image'), image_url: v.nullish(v.string()) }),
  v.looseObject({
    type: v.literal('input_file'),
    filename: v.nullish(v.string()),
    file_data: v.nullish(v.string(), null),
  }),
])
const contentSchema = v.union([v.string(), v.array(contentPart)])
const messageEntries = {
  role: v.picklist(['user', 'assistant', 'system', 'developer']),
  content: contentSchema,
}

const itemSchema = v.variant('type', [
  v.looseObject({ type: v.literal('message'), ...messageEntries }),
  v.looseObject({
    type: v.literal('function_call'),
    call_id: v.string(),
    name: v.string(),
    arguments: v.string(),
  }),
  v.looseObject({ type: v.literal('function_call_output'), call_id: v.string(), output: contentSchema }),
  // Reasoning that comes back is not needed: the script has none to take up again.
  v.looseObject({ type: v.literal('reasoning') }),
])
const messageSchema = v.looseObject({ type: v.optional(v.undefined()), ...messageEntries })
const inputSchema = v.lazy((item) =>
  typeof item === 'object' && item !== null && !('type' in item) ? messageSchema : itemSchema,
)

/** The body of `POST /responses`. */
export const responsesBodySchema = v.looseObject({
  model: v.string(),
  input: v.union([v.string(), v.pipe(v.array(inputSchema), v.minLength(1))]),
  instructions: v.nullish(v.string()),
  ...knobEntries,
  max_output_tokens: countSchema,
  previous_response_id: v.nullish(v.string(), null),
  metadata: v.nullish(recordSchema),
  reasoning: v.nullish(v.looseObject({ effort: v.nullish(v.string()) })),
  text: v.nullish(
    v.looseObject({
      format: v.nullish(
        v.variant('type', [
          v.looseObject({ type: v.literal('text') }),
          v.looseObject({ type: v.literal('json_object') }),
          v.looseObject({ type: v.literal('json_schema'), name: v.string(), schema: recordSchema }),
        ]),
      ),
    }),
  ),
  tools: v.nullish(
    v.array(
      v.looseObject({
        type: v.string(),
        name: v.nullish(v.string(), null),
        description: v.nullish(v.string()),
        parameters: v.nullish(recordSchema),
      }),
    ),
  ),
  tool_choice: v.nullish(
    v.union([
      v.picklist(['none', 'auto', 'required']),
      v.looseObject({ type: v.literal('function'), name: v.string() }),
    ]),
    'auto',
  ),
})

export type ResponsesBody = v.InferOutput<typeof responsesBodySchema>
type InputItem = v.InferOutput<typeof itemSchema> | v.InferOutput<typeof messageSchema>
type Content = v.InferOutput<typeof contentSchema>

/** The conversation in it. */
export function conversationOf(body: ResponsesBody): Conversation {
  const items: InputItem[] =
    typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input
  const instructions = items
    .filter((item) => item.type === undefined || item.type === 'message')
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(({ content }) => textOf(content))
  return {
    instructions: [body.instructions ?? '', ...instructions].filter((text) => text !== '').join('\n\n'),
    turns: items.flatMap(turnsOf),
    tools: (body.tools ?? []).flatMap(toolsOf),
    toolChoice: toolChoiceOf(body.tool_choice),
    canCallSeveral: body.parallel_tool_calls !== false,
    format: formatOf(body.text?.format),
  }
}

function turnsOf(item: InputItem): Turn[] {
  switch (item.type) {
    case undefined:
    case 'message':
      if (item.role === 'user') return [userTurnOf(item.content)]
      return item.role === 'assistant' ? [{ role: 'assistant', text: textOf(item.content), calls: [] }] : []
    case 'function_call': {
      const call = { id: item.call_id, name: item.name, arguments: item.arguments }
      return [{ role: 'assistant', text: '', calls: [call] }]
    }
    case 'function_call_output':
      return [{ role: 'tool', callId: item.call_id, output: textOf(item.output) }]
    case 'reasoning':
      return []
  }
}

function userTurnOf(content: Content): Turn {
  if (typeof content === 'string') return userTurn([content], [])
  return userTurn(
    content.flatMap((part) => ('text' in part && typeof part.text === 'string' ? [part.text] : [])),
    content.flatMap((part) => (part.type === 'input_image' ? [part.image_url ?? ''] : [])),
    content.flatMap((part) =>
      part.type === 'input_file' && part.file_data !== null
        ? [{ name: part.filename ?? 'file', text: decodeFile(part.file_data, 'input') }]
        : [],
    ),
  )
}

function textOf(content: Content): string {
  if (typeof content === 'string') return content
  return content
    .flatMap(({ text, refusal }) => [text, refusal].filter((words) => typeof words === 'string'))
    .join('\n\n')
}

function toolsOf(tool: NonNullable<ResponsesBody['tools']>[number]): Tool[] {
  if (tool.type !== 'function' || tool.name === null) return []
  return [{ name: tool.name, description: tool.description ?? '', parameters: tool.parameters ?? {} }]
}

function toolChoiceOf(choice: ResponsesBody['tool_choice']): ToolChoice {
  return typeof choice === 'string' ? { type: choice } : { type: 'named', name: choice.name }
}

function formatOf(format: NonNullable<ResponsesBody['text']>['format']): AnswerFormat {
  if (format?.type !== 'json_schema') return { type: format?.type ?? 'text' }
  return { type: 'json_schema', schema: format.schema }
}
