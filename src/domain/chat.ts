import type { ChatApi } from './connection.ts'
import type { AppErrorData } from './errors.ts'

/** A conversation; its messages are a tree, of which one path is shown. Times are milliseconds since the epoch. */
export interface Chat {
  id: string
  title: string
  /** `auto`: made from the first message; `manual`: typed by the person, never replaced. */
  titleSource: 'auto' | 'manual'
  createdAt: number
  updatedAt: number
  isPinned: boolean
  isArchived: boolean
  folder: string | null
  connectionId: string
  model: string | null
  /** `null`: as the connection says. */
  api: ChatApi | null
  isStreaming: boolean
  parameters: ChatParameters
  /** The last message of the path that is shown. */
  leafId: string | null
}

/** Wire names. What is absent is not sent. */
export interface ChatParameters {
  instructions?: string
  instructions_role?: 'system' | 'developer'
  temperature?: number
  top_p?: number
  max_output_tokens?: number
  stop?: string[]
  seed?: number
  presence_penalty?: number
  frequency_penalty?: number
  response_format?: ResponseFormat
  reasoning_effort?: ReasoningEffort
  /** Merged into the request body last. */
  extra_body?: Record<string, unknown>
}

export type ResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; json_schema: { name: string; schema: Record<string, unknown>; strict?: boolean } }

export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type ReasoningEffort = (typeof REASONING_EFFORTS)[number]

export type ChatMessage = UserMessage | AssistantMessage

interface MessageBase {
  id: string
  chatId: string
  parentId: string | null
  createdAt: number
  text: string
}

export interface UserMessage extends MessageBase {
  role: 'user'
  attachments: Attachment[]
}

export type Attachment =
  | { id: string; kind: 'image'; name: string; mediaType: string; bytes: number; dataURL: string }
  | { id: string; kind: 'text'; name: string; mediaType: string; bytes: number; text: string }

/**
 * `streaming`: arriving now; `interrupted`: was arriving when its page went away; `stopped`: by the person;
 * `failed`: by `error`. What had arrived is kept in every state.
 */
export type ReplyStatus = 'streaming' | 'complete' | 'stopped' | 'interrupted' | 'failed'

export interface AssistantMessage extends MessageBase {
  role: 'assistant'
  status: ReplyStatus
  reasoning: string
  refusal: string
  toolCalls: ToolCall[]
  connectionId: string
  /** The model that was asked for, or the one that the server says answered. */
  model: string
  api: ChatApi
  isStreamed: boolean
  finishReason: string | null
  usage: TokenUsage | null
  timing: ReplyTiming
  error: AppErrorData | null
  /** The request body as sent and the answer as received (a stream: as its SDK would have assembled it). */
  raw: { request: unknown; response: unknown }
}

export interface ToolCall {
  id: string
  name: string
  arguments: string
}

export interface TokenUsage {
  promptTokens: number
  completionTokens: number
  totalTokens: number
  cachedTokens: number | null
  reasoningTokens: number | null
}

export interface ReplyTiming {
  startedAt: number
  /** From the request to the first text or reasoning. */
  firstTokenMs: number | null
  /** From the first reasoning to the first text after it, where reasoning was seen to arrive. */
  reasoningMs?: number | null
  totalMs: number | null
}

/** What a chat service is asked to do; independent of which API carries it. */
export interface ChatRequest {
  api: ChatApi
  isStreaming: boolean
  model: string
  /** Oldest first. */
  turns: ChatTurn[]
  parameters: ChatParameters
  /** The wire name of the output limit in chat completions: older servers know only `max_tokens`. */
  maxTokensName: 'max_completion_tokens' | 'max_tokens'
  /** Body fields that this server refuses, as it named them (`stream_options`, `reasoning.summary`): never sent. */
  omit?: readonly string[]
  /** Replies go back with their reasoning as `reasoning_content`: DeepSeek insists on it, others refuse it. */
  isReasoningSentBack?: boolean
  /** Functions that the model may call. */
  tools?: readonly ChatTool[]
  toolChoice?: ChatToolChoice
  /** Whether several calls may come in one reply; the server's own default where it is absent. */
  isParallel?: boolean
}

export interface ChatTool {
  name: string
  description?: string
  /** A JSON schema of the arguments. */
  parameters?: Record<string, unknown>
  strict?: boolean | null
}

export type ChatToolChoice = 'none' | 'auto' | 'required' | { name: string }

export type ChatTurn =
  | { role: 'user'; text: string; attachments: Attachment[] }
  /** Text and images in the order in which they stand. */
  | { role: 'user'; parts: ContentPart[] }
  | {
      role: 'assistant'
      text: string
      reasoning: string
      toolCalls?: readonly ToolCall[]
      /** Reasoning items of the Responses API, to be sent back as they came. */
      reasoningItems?: readonly unknown[]
    }
  | { role: 'tool'; callId: string; output: string }

export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image'; url: string; detail: 'auto' | 'low' | 'high' }

/** What a chat service yields, in order: started, deltas, usage (where told), ended. */
export type ChatEvent =
  | { type: 'request-sent'; body: unknown }
  | { type: 'response-started'; id: string | null; model: string | null }
  | { type: 'reasoning-delta'; text: string }
  | { type: 'text-delta'; text: string }
  | { type: 'refusal-delta'; text: string }
  /** The first one of a call has its id (unlike any other in the reply) and its whole name; later ones have arguments alone. */
  | { type: 'tool-call-delta'; index: number; id: string | null; name: string | null; arguments: string }
  | { type: 'usage'; usage: TokenUsage }
  | {
      type: 'response-ended'
      /** In the words of chat completions; `tool_calls` where there are some and the reply was not cut. */
      finishReason: string | null
      raw: unknown
      /** Only over the Responses API, where the reply has such items and they can be sent back. */
      reasoningItems?: readonly unknown[]
    }
