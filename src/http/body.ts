import * as v from 'valibot'
import { ApiError } from './errors.ts'

type Issue = v.BaseIssue<unknown>

/**
 * The JSON body of a request, checked.
 * @throws ApiError 400 for what is not JSON, or does not fit the schema; `param` names the place.
 */
export async function readBody<S extends v.GenericSchema>(
  request: Request,
  schema: S,
): Promise<v.InferOutput<S>> {
  return checked(schema, parseJson(await request.text()))
}

/** `value` as `schema` has it. @throws ApiError 400 that names the place in `param`. */
export function checked<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw refusal(result.issues[0])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ApiError(400, `We could not parse the JSON body of your request. (${reason})`)
  }
}

function refusal(issue: Issue): ApiError {
  const { issue: cause, path } = causeOf(issue, '')
  const param = path.replace(/^\./, '')
  if (param === '') return new ApiError(400, 'The body of the request must be a JSON object.')
  const { message, code } = wordsFor(cause, param)
  return new ApiError(400, message, { code, param })
}

/** Of a union that nothing fits, the member that came furthest is what was meant. */
function causeOf(issue: Issue, before: string): { issue: Issue; path: string } {
  const path = before + pathOf(issue)
  const inner = (issue.issues ?? []).map((nested) => causeOf(nested, path))
  const furthest = inner.toSorted((a, b) => b.path.length - a.path.length)[0]
  return furthest !== undefined && furthest.path.length > path.length ? furthest : { issue, path }
}

interface Words {
  message: string
  code: string
}

function wordsFor(issue: Issue, param: string): Words {
  const { received, type, expected } = issue
  if (type === 'strict_object' && expected === 'never') {
    return { message: `Unknown parameter: '${param}'.`, code: 'unknown_parameter' }
  }
  if (received === 'undefined') {
    return { message: `Missing required parameter: '${param}'.`, code: 'missing_required_parameter' }
  }
  if (type === 'picklist' && typeof issue.input === 'string') return unsupportedValue(issue, param)
  if (issue.kind === 'schema') {
    const wanted = expected === null ? '' : `: expected ${expected}, but got ${received}`
    return { message: `Invalid type for '${param}'${wanted} instead.`, code: 'invalid_type' }
  }
  return limitWords(issue, param)
}

function unsupportedValue({ input, expected }: Issue, param: string): Words {
  const supported = (expected ?? '')
    .replace(/^\(|\)$/g, '')
    .replaceAll('"', "'")
    .split(' | ')
    .join(', ')
  return {
    message: `Invalid value for '${param}': '${String(input).slice(0, 200)}'. Supported values are: ${supported}.`,
    code: 'invalid_value',
  }
}

/** What a length or a bound is of, by valibot's name of the check. */
function limitWords(issue: Issue, param: string): Words {
  const { type, input } = issue
  const limit = 'requirement' in issue ? String(issue.requirement) : ''
  const got = issue.received
  switch (type) {
    case 'max_length':
    case 'min_length': {
      const kind = typeof input === 'string' ? 'string' : 'array'
      const [adverb, bound, end] =
        type === 'max_length' ? ['long', 'maximum', 'above_max'] : ['short', 'minimum', 'below_min']
      return {
        message: `Invalid '${param}': ${kind} too ${adverb}. Expected ${kind === 'array' ? 'an array' : 'a string'} with ${bound} length ${limit}, but got one with length ${got} instead.`,
        code: `${kind}_${end}_length`,
      }
    }
    case 'max_entries':
      return {
        message: `Invalid '${param}': too many properties. Expected an object with at most ${limit} properties, but got an object with ${got} properties instead.`,
        code: 'object_above_max_properties',
      }
    case 'max_value':
    case 'min_value': {
      const [side, sign, end] = type === 'max_value' ? ['above', '<=', 'max'] : ['below', '>=', 'min']
      const kind = Number.isInteger(input) ? 'integer' : 'decimal'
      return {
        message: `Invalid '${param}': ${kind} ${side} ${end}imum value. Expected a value ${sign} ${limit}, but got ${got} instead.`,
        code: `${kind}_${side}_${end}_value`,
      }
    }
    case 'integer':
      return {
        message: `Invalid type for '${param}': expected an integer, but got a decimal number instead.`,
        code: 'invalid_type',
      }
    case 'check':
    case 'partial_check':
      // The schema says it in its own words.
      return { message: issue.message, code: 'invalid_value' }
    default:
      return {
        message: `Invalid '${param}': expected ${issue.expected ?? 'another value'}, but got ${got} instead.`,
        code: 'invalid_value',
      }
  }
}

/** The place as OpenAI writes it, e.g. `.messages[0].role`, with the dot that a further part needs before it. */
function pathOf(issue: Issue): string {
  return (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
}
