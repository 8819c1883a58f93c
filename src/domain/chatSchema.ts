import * as v from 'valibot'
import { REASONING_EFFORTS, type Chat, type ChatMessage } from './chat.ts'
import { ERROR_KINDS } from './errors.ts'

// Chats as they come from a file: nothing in it is trusted before it has been through here.

const record = v.record(v.string(), v.unknown())
const time = v.pipe(v.number(), v.finite())
const chatApi = v.picklist(['responses', 'chat-completions'])
const count = v.pipe(v.number(), v.minValue(0))

const parametersSchema = v.object({
  instructions: v.exactOptional(v.string()),
  instructions_role: v.exactOptional(v.picklist(['system', 'developer'])),
  temperature: v.exactOptional(v.number()),
  top_p: v.exactOptional(v.number()),
  max_output_tokens: v.exactOptional(v.number()),
  stop: v.exactOptional(v.array(v.string())),
  seed: v.exactOptional(v.number()),
  presence_penalty: v.exactOptional(v.number()),
  frequency_penalty: v.exactOptional(v.number()),
  response_format: v.exactOptional(
    v.variant('type', [
      v.object({ type: v.literal('text') }),
      v.object({ type: v.literal('json_object') }),
      v.object({
        type: v.literal('json_schema'),
        json_schema: v.object({ name: v.string(), schema: record, strict: v.exactOptional(v.boolean()) }),
      }),
    ]),
  ),
  reasoning_effort: v.exactOptional(v.picklist(REASONING_EFFORTS)),
  extra_body: v.exactOptional(record),
})

const chatSchema: v.GenericSchema<unknown, Chat> = v.object({
  id: v.string(),
  title: v.string(),
  titleSource: v.picklist(['auto', 'manual']),
  createdAt: time,
  updatedAt: time,
  isPinned: v.boolean(),
  isArchived: v.boolean(),
  folder: v.nullable(v.string()),
  connectionId: v.string(),
  model: v.nullable(v.string()),
  api: v.nullable(chatApi),
  isStreaming: v.boolean(),
  parameters: parametersSchema,
  leafId: v.nullable(v.string()),
})

const errorSchema = v.object({
  kind: v.picklist(ERROR_KINDS),
  detail: v.string(),
  status: v.exactOptional(v.number()),
  code: v.exactOptional(v.string()),
  param: v.exactOptional(v.string()),
  requestId: v.exactOptional(v.string()),
  retryAfterMs: v.exactOptional(v.number()),
  url: v.exactOptional(v.string()),
})

const base = {
  id: v.string(),
  chatId: v.string(),
  parentId: v.nullable(v.string()),
  createdAt: time,
  text: v.string(),
}
const file = { id: v.string(), name: v.string(), mediaType: v.string(), bytes: count }

const messageSchema: v.GenericSchema<unknown, ChatMessage> = v.variant('role', [
  v.object({
    ...base,
    role: v.literal('user'),
    attachments: v.array(
      v.variant('kind', [
        // Only a picture inside the file: an address would tell its host that the chat is being read.
        v.object({
          ...file,
          kind: v.literal('image'),
          dataURL: v.pipe(v.string(), v.startsWith('data:image/')),
        }),
        v.object({ ...file, kind: v.literal('text'), text: v.string() }),
      ]),
    ),
  }),
  v.object({
    ...base,
    role: v.literal('assistant'),
    status: v.picklist(['streaming', 'complete', 'stopped', 'interrupted', 'failed']),
    reasoning: v.string(),
    refusal: v.string(),
    toolCalls: v.array(v.object({ id: v.string(), name: v.string(), arguments: v.string() })),
    connectionId: v.string(),
    model: v.string(),
    api: chatApi,
    isStreamed: v.boolean(),
    finishReason: v.nullable(v.string()),
    usage: v.nullable(
      v.object({
        promptTokens: count,
        completionTokens: count,
        totalTokens: count,
        cachedTokens: v.nullable(count),
        reasoningTokens: v.nullable(count),
      }),
    ),
    timing: v.object({
      startedAt: time,
      firstTokenMs: v.nullable(count),
      reasoningMs: v.exactOptional(v.nullable(count)),
      totalMs: v.nullable(count),
    }),
    error: v.nullable(errorSchema),
    raw: v.object({ request: v.unknown(), response: v.unknown() }),
  }),
])

export const exportedChatsSchema = v.array(v.object({ chat: chatSchema, messages: v.array(messageSchema) }))
