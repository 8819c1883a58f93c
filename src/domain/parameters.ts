import { NAME_LENGTH, TEMPERATURE, TOP_P } from '../facts/limits.ts'
import type { ChatParameters } from './chat.ts'
import { parameterNamed } from './chatRequest.ts'
import type { ChatApi } from './connection.ts'

export type ParameterName = keyof ChatParameters

export type NumberParameter =
  | 'temperature'
  | 'top_p'
  | 'max_output_tokens'
  | 'seed'
  | 'presence_penalty'
  | 'frequency_penalty'

export interface NumberRange {
  min: number
  max: number
  isWhole: boolean
}

/** The ranges of the API reference; a seed is a 64-bit integer there, of which JavaScript holds 53 bits exactly. */
export const NUMBER_RANGES: Record<NumberParameter, NumberRange> = {
  temperature: { ...TEMPERATURE, isWhole: false },
  top_p: { ...TOP_P, isWhole: false },
  max_output_tokens: { min: 1, max: Number.MAX_SAFE_INTEGER, isWhole: true },
  seed: { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, isWhole: true },
  presence_penalty: { min: -2, max: 2, isWhole: false },
  frequency_penalty: { min: -2, max: 2, isWhole: false },
}

export type NumberProblem = 'not-a-number' | 'not-whole' | 'too-small' | 'too-large'

/** What a person typed for a number: a blank is "not sent". A comma may stand for the decimal point. */
export function parseNumber(
  text: string,
  range: NumberRange,
): { value: number | undefined } | { problem: NumberProblem } {
  const plain = text.trim().replace(',', '.')
  if (plain === '') return { value: undefined }
  // Number() would also take 0x10 and Infinity.
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/u.test(plain)) return { problem: 'not-a-number' }
  const value = Number(plain)
  if (range.isWhole && !Number.isInteger(value)) return { problem: 'not-whole' }
  if (value < range.min) return { problem: 'too-small' }
  if (value > range.max) return { problem: 'too-large' }
  return { value }
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\' }

/** A stop sequence as it is typed into one line: `\n` for a line break, `\\` for a backslash. */
export function escapeStop(stop: string): string {
  return stop
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`)
}

/** The stop sequence that was typed; a backslash before anything else stands for itself. */
export function unescapeStop(text: string): string {
  return text.replaceAll(/\\([nrt\\])/gu, (whole, letter: string) => ESCAPES[letter] ?? whole)
}

const NOT_IN_RESPONSES: ReadonlySet<ParameterName> = new Set([
  'instructions_role',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
])

/** Whether an API has a parameter at all: Responses knows no seed, stop sequences, penalties or role of instructions. */
export function isSentWith(name: ParameterName, api: ChatApi): boolean {
  return api === 'chat-completions' || !NOT_IN_RESPONSES.has(name)
}

/** `parameters` with one of them set, or, for undefined, not sent. */
export function withParameter<Name extends ParameterName>(
  parameters: ChatParameters,
  name: Name,
  value: ChatParameters[Name] | undefined,
): ChatParameters {
  const next = { ...parameters }
  if (value === undefined) Reflect.deleteProperty(next, name)
  else next[name] = value
  return next
}

/**
 * What a server refused, by our name of it: each with the names as the server gave them. An output limit that was
 * refused under one of its two names still goes out under the other, so it is left out.
 */
export function refusedByName(refused: readonly string[]): Map<string, string[]> {
  const byName = Map.groupBy(refused, parameterNamed)
  const limits = byName.get('max_output_tokens') ?? []
  const isOtherLeft = !limits.includes('max_tokens') || !limits.includes('max_completion_tokens')
  if (isOtherLeft && !limits.includes('max_output_tokens')) byName.delete('max_output_tokens')
  return byName
}

/** A JSON text that has to be an object. `undefined` for a blank one. */
export function parseObject(
  text: string,
): { value: Record<string, unknown> | undefined } | { problem: 'not-json' | 'not-an-object' } {
  if (text.trim() === '') return { value: undefined }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { problem: 'not-an-object' }
    return { value: { ...value } }
  } catch {
    // The engine's own message differs from browser to browser; the editor marks the place.
    return { problem: 'not-json' }
  }
}

/** The name of a JSON schema, as the API takes it. */
export function isSchemaName(name: string): boolean {
  return /^[a-zA-Z0-9_-]+$/u.test(name) && name.length <= NAME_LENGTH
}
