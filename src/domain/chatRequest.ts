import type { ChatMessage, ChatParameters, ChatRequest, ChatTurn } from './chat.ts'
import type { ConnectionKind } from './connection.ts'

type MaxTokensName = ChatRequest['maxTokensName']

/** Which kinds of server know the newer name of the output limit. */
const MAX_TOKENS_NAME: Record<ConnectionKind, MaxTokensName> = {
  demo: 'max_completion_tokens',
  openai: 'max_completion_tokens',
  azure: 'max_completion_tokens',
  openrouter: 'max_completion_tokens',
  groq: 'max_completion_tokens',
  xai: 'max_completion_tokens',
  deepseek: 'max_tokens',
  mistral: 'max_tokens',
  ollama: 'max_tokens',
  'lm-studio': 'max_tokens',
  'llama-cpp': 'max_tokens',
  vllm: 'max_tokens',
  litellm: 'max_tokens',
  custom: 'max_tokens',
}

const MAX_TOKENS_NAMES = ['max_completion_tokens', 'max_tokens'] as const

/** What a server calls a parameter when it refuses it, where that is not our name. */
const OUR_NAMES: Record<string, keyof ChatParameters> = {
  reasoning: 'reasoning_effort',
  text: 'response_format',
  system: 'instructions',
  max_tokens: 'max_output_tokens',
  max_completion_tokens: 'max_output_tokens',
}

/**
 * A chat's settings minus what this model's server has refused (names as the server gave them, such as
 * `temperature`, `text.format` or `max_tokens`). An output limit refused under one name goes out under the other.
 */
export function requestWithout(
  request: Pick<ChatRequest, 'parameters' | 'isStreaming'>,
  kind: ConnectionKind,
  refused: readonly string[],
): Pick<ChatRequest, 'parameters' | 'isStreaming' | 'maxTokensName' | 'omit' | 'isReasoningSentBack'> {
  const parameters: ChatParameters = { ...request.parameters }
  const maxTokensName = [MAX_TOKENS_NAME[kind], ...MAX_TOKENS_NAMES].find((name) => !refused.includes(name))
  const names = new Set<string>(refused.map(topLevelName))
  const ours = new Set<string>(refused.map(parameterNamed))
  if (maxTokensName !== undefined && !names.has('max_output_tokens')) ours.delete('max_output_tokens')
  for (const name of ours) Reflect.deleteProperty(parameters, name)
  if (parameters.extra_body !== undefined) {
    const extra = Object.entries(parameters.extra_body).filter(([name]) => !names.has(name))
    parameters.extra_body = Object.fromEntries(extra)
  }
  return {
    parameters,
    isStreaming: request.isStreaming && !names.has('stream'),
    maxTokensName: maxTokensName ?? MAX_TOKENS_NAME[kind],
    omit: refused.filter((name) => name !== 'stream'),
    // DeepSeek answers 400 when the reasoning of earlier turns is missing.
    isReasoningSentBack: kind === 'deepseek',
  }
}

/** Our name of a parameter as a server called it when it refused it; as it is where it is none of ours. */
export function parameterNamed(refused: string): string {
  const name = topLevelName(refused)
  return OUR_NAMES[name] ?? name
}

/** What no request can do without. */
const NEEDED: ReadonlySet<string> = new Set(['messages', 'input', 'model'])

/** Whether a request can be made without what a server has complained of, such as `temperature` or `stop[0]`. */
export function canLeaveOut(param: string): boolean {
  return !NEEDED.has(topLevelName(param))
}

/** `text.format.schema` and `stop[0]` are about `text` and `stop`. */
function topLevelName(name: string): string {
  return name.split(/[.[]/u, 1)[0] ?? name
}

/**
 * The turns of a path. Replies with nothing in them are left out, and what then stands side by side is joined: many
 * chat templates insist on user and assistant taking turns.
 */
export function turnsOf(path: readonly ChatMessage[]): ChatTurn[] {
  const turns: ChatTurn[] = []
  for (const message of path) {
    if (message.role === 'assistant') {
      if (message.text !== '')
        turns.push({ role: 'assistant', text: message.text, reasoning: message.reasoning })
      continue
    }
    const { text, attachments } = message
    const previous = turns.at(-1)
    if (previous?.role === 'user' && 'text' in previous) {
      turns[turns.length - 1] = {
        role: 'user',
        text: `${previous.text}\n\n${text}`,
        attachments: [...previous.attachments, ...attachments],
      }
    } else turns.push({ role: 'user', text, attachments })
  }
  return turns
}

/** A copy that shares nothing with its original, which may be a framework's proxy that cannot be stored. */
export function copyParameters(parameters: ChatParameters): ChatParameters {
  const { stop, response_format: format, extra_body: extraBody, ...plain } = parameters
  const copy: ChatParameters = plain
  if (stop !== undefined) copy.stop = [...stop]
  if (extraBody !== undefined) copy.extra_body = copyRecord(extraBody)
  if (format?.type === 'json_schema') {
    const { schema, ...rest } = format.json_schema
    copy.response_format = { type: 'json_schema', json_schema: { ...rest, schema: copyRecord(schema) } }
  } else if (format !== undefined) copy.response_format = { ...format }
  return copy
}

function copyRecord(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, jsonCopy(value)]))
}

/** What JSON can carry of a value; `null` for what it cannot (such as `undefined`). */
export function jsonCopy(value: unknown): unknown {
  // In a list, so that what JSON has no text for becomes null.
  const copy: unknown = JSON.parse(JSON.stringify([value]))
  return Array.isArray(copy) ? copy[0] : null
}
