import type { ChatMessage, ChatParameters, ChatRequest, ChatTurn } from './chat.ts'
import type { ConnectionKind } from './connection.ts'
import type { AppErrorData } from './errors.ts'

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
    omit: refused.filter((name) => name !== 'stream').map((name) => name.replace(/\[.*/u, '')),
    // DeepSeek answers 400 when the reasoning of earlier turns is missing.
    isReasoningSentBack: kind === 'deepseek',
  }
}

/** Our name of a parameter as a server called it when it refused it; as it is where it is none of ours. */
export function parameterNamed(refused: string): string {
  const name = topLevelName(refused)
  return OUR_NAMES[name] ?? name
}

/** What no request can do without; without its tools, it would be another one. */
const NEEDED: ReadonlySet<string> = new Set(['messages', 'input', 'model', 'tools', 'tool_choice'])

/** Whether a request can be made without what a server has complained of, such as `temperature` or `stop[0]`. */
export function canLeaveOut(param: string): boolean {
  return !NEEDED.has(topLevelName(param))
}

/** What is sent but is wrong; the server may well take another value of it. */
const CODE_OF_A_VALUE = /^(invalid|missing|decimal|integer|string|array|object)_/u

/** Where a complaint without a code is likely to be about what a person has written into it. */
const WRITTEN: ReadonlySet<string> = new Set<keyof ChatParameters>(['response_format'])

/**
 * The parameter that a server does not take at all, by the name that it gave it, where the same may be asked without it:
 * not instructions, and not a parameter whose value is wrong, which a person would want to know.
 */
export function refusedParameter({ kind, code, param }: AppErrorData): string | null {
  if (kind !== 'invalid' || param === undefined || !canLeaveOut(param)) return null
  if (parameterNamed(param) === 'instructions') return null
  const isAboutValue = code === undefined ? WRITTEN.has(parameterNamed(param)) : CODE_OF_A_VALUE.test(code)
  return isAboutValue ? null : param
}

/** `text.format.schema` and `stop[0]` are about `text` and `stop`. */
function topLevelName(name: string): string {
  return name.split(/[.[]/u, 1)[0] ?? name
}

/** The turns of a path; see `alternatingTurns`. */
export function turnsOf(path: readonly ChatMessage[]): ChatTurn[] {
  return alternatingTurns(
    path.map((message) =>
      message.role === 'assistant'
        ? { role: 'assistant', text: message.text, reasoning: message.reasoning }
        : { role: 'user', text: message.text, attachments: message.attachments },
    ),
  )
}

/**
 * Turns without the replies that have nothing in them, and with what then stands side by side joined: many chat
 * templates insist on user and assistant taking turns.
 */
export function alternatingTurns(turns: readonly ChatTurn[]): ChatTurn[] {
  const result: ChatTurn[] = []
  for (const turn of turns) {
    if (turn.role === 'assistant' && turn.text === '' && (turn.toolCalls ?? []).length === 0) continue
    const joined = joinedTurn(result.at(-1), turn)
    if (joined === null) result.push(turn)
    else result[result.length - 1] = joined
  }
  return result
}

function joinedTurn(before: ChatTurn | undefined, turn: ChatTurn): ChatTurn | null {
  if (before?.role === 'assistant' && turn.role === 'assistant' && (before.toolCalls ?? []).length === 0) {
    const paragraphs = [before.text, turn.text].filter((text) => text !== '')
    return { ...turn, text: paragraphs.join('\n\n'), reasoning: before.reasoning + turn.reasoning }
  }
  if (before?.role !== 'user' || turn.role !== 'user') return null
  if ('parts' in before) {
    return 'parts' in turn ? { role: 'user', parts: [...before.parts, ...turn.parts] } : null
  }
  if ('parts' in turn) return null
  return {
    role: 'user',
    text: `${before.text}\n\n${turn.text}`,
    attachments: [...before.attachments, ...turn.attachments],
  }
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
