import type { BaseIssue } from 'valibot'
import { DECIMAL } from './bounds.ts'

type Issue = BaseIssue<unknown>

export interface Violation {
  message: string
  code: string
  /** The place as OpenAI writes it, e.g. `messages[0].role`; `null` for the whole. */
  param: string | null
}

type Words = Omit<Violation, 'param'>

/** What OpenAI would say to a value that does not fit: its sentence, its code and the place. */
export function wordsFor(issue: Issue): Violation {
  const { issue: cause, path } = causeOf(issue, [])
  const param = placeOf(path)
  return { ...(cause.kind === 'schema' ? typeWords : limitWords)(cause, param), param: param || null }
}

type Path = readonly unknown[]

/** Of a union that nothing fits, the member that came furthest is what was meant. */
function causeOf(issue: Issue, before: Path): { issue: Issue; path: Path } {
  const path = [...before, ...(issue.path ?? []).map(({ key }) => key)]
  const inner = (issue.issues ?? []).map((nested) => causeOf(nested, path))
  const furthest = inner.toSorted((a, b) => b.path.length - a.path.length)[0]
  return furthest !== undefined && furthest.path.length > path.length ? furthest : { issue, path }
}

function placeOf(path: Path): string {
  const parts = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, 100)}`))
  return parts.join('').replace(/^\./, '')
}

/** A value of the wrong kind. */
function typeWords({ type, received, expected, input, message }: Issue, param: string): Words {
  if (type === 'strict_object' && expected === 'never') {
    return { message: `Unknown parameter: '${param}'.`, code: 'unknown_parameter' }
  }
  if (received === 'undefined') {
    return { message: `Missing required parameter: '${param}'.`, code: 'missing_required_parameter' }
  }
  const choices = (expected ?? '').replace(/^\((.*)\)$/, '$1').split(' | ')
  const supported = choices.filter((choice) => choice.startsWith('"')).map(quoted)
  if (typeof input === 'string' && supported.length > 0) {
    return {
      message: `Invalid value: '${input.slice(0, 100)}'. Supported values are: ${listed(supported, 'and')}.`,
      code: 'invalid_value',
    }
  }
  // A schema of our own says itself what it expects.
  const wanted = type === 'custom' ? message : listed(choices.map(nameOfExpected), 'or')
  return {
    message: `Invalid type for '${param}': expected ${wanted}, but got ${nameOf(input)} instead.`,
    code: 'invalid_type',
  }
}

function quoted(literal: string): string {
  return `'${literal.slice(1, -1)}'`
}

function listed(words: readonly string[], conjunction: 'and' | 'or'): string {
  if (words.length < 2) return words.join('')
  return `${conjunction === 'or' ? 'one of ' : ''}${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1) ?? ''}`
}

const EXPECTED: Partial<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  Array: 'an array',
  Object: 'an object',
  Map: 'an object',
}

function nameOfExpected(expected: string): string {
  return EXPECTED[expected] ?? (expected.startsWith('"') ? quoted(expected) : expected)
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A value of the right kind that is out of bounds, by valibot's name of the check. */
function limitWords(issue: Issue, param: string): Words {
  switch (issue.type) {
    case 'max_length':
    case 'min_length':
    case 'raw_check':
      return lengthWords(issue, param)
    case 'max_size':
    case 'max_entries':
      return {
        message: `Invalid '${param}': too many properties. Expected an object with at most ${limitOf(issue)} properties, but got an object with ${issue.received} properties instead.`,
        code: 'object_above_max_properties',
      }
    case 'max_value':
    case 'min_value':
      return boundWords(issue, param)
    case 'integer':
      return {
        message: `Invalid type for '${param}': expected an integer, but got a decimal instead.`,
        code: 'invalid_type',
      }
    case 'regex':
      return {
        message: `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${limitOf(issue)}'.`,
        code: 'invalid_value',
      }
    case 'url':
      return {
        message: `Invalid '${param}'. Expected a valid URL, but got a value with an invalid format.`,
        code: 'invalid_value',
      }
    case 'check':
    case 'partial_check':
      // The schema says it in its own words.
      return { message: issue.message, code: 'invalid_value' }
    default:
      return {
        message: `Invalid '${param}': expected ${issue.expected ?? 'another value'}, but got ${nameOf(issue.input)} instead.`,
        code: 'invalid_value',
      }
  }
}

function limitOf(issue: Issue): string {
  const requirement: unknown = Reflect.get(issue, 'requirement')
  return requirement instanceof RegExp ? requirement.source : String(requirement)
}

function lengthWords(issue: Issue, param: string): Words {
  const kind = typeof issue.input === 'string' ? 'string' : 'array'
  const isMaximum = issue.type !== 'min_length'
  const thing = `${kind === 'array' ? 'an' : 'a'} ${kind} with`
  const expected = `Expected ${thing} ${isMaximum ? 'maximum' : 'minimum'} length ${(issue.expected ?? '').slice(2)}`
  if (issue.received === '0') {
    return {
      message: `Invalid '${param}': empty ${kind}. ${expected}, but got an empty ${kind} instead.`,
      code: `empty_${kind}`,
    }
  }
  return {
    message: `Invalid '${param}': ${kind} too ${isMaximum ? 'long' : 'short'}. ${expected}, but got ${thing} length ${issue.received} instead.`,
    code: `${kind}_${isMaximum ? 'above_max' : 'below_min'}_length`,
  }
}

function boundWords(issue: Issue, param: string): Words {
  const kind = issue.message === DECIMAL || !Number.isInteger(issue.input) ? 'decimal' : 'integer'
  const [side, sign, bound] =
    issue.type === 'max_value' ? (['above', '<=', 'max'] as const) : (['below', '>=', 'min'] as const)
  return {
    message: `Invalid '${param}': ${kind} ${side} ${bound}imum value. Expected a value ${sign} ${limitOf(issue)}, but got ${String(issue.input)} instead.`,
    code: `${kind}_${side}_${bound}_value`,
  }
}
