import * as v from 'valibot'
import { DemoError } from './errors.ts'

type Issue = v.BaseIssue<unknown>

/**
 * The JSON body of a request, checked.
 * @throws DemoError 400 for what is not JSON, or does not fit the schema; `param` names the place.
 */
export async function readBody<S extends v.GenericSchema>(
  request: Request,
  schema: S,
): Promise<v.InferOutput<S>> {
  const text = await request.text()
  const result = v.safeParse(schema, parseJson(text))
  if (result.success) return result.output
  throw refusal(result.issues[0])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new DemoError(400, `We could not parse the JSON body of your request. (${reason})`)
  }
}

function refusal(issue: Issue): DemoError {
  const param = pathOf(issue)
  if (param === '') return new DemoError(400, 'The body of the request must be a JSON object.')
  if (issue.received === 'undefined') {
    return new DemoError(400, `Missing required parameter: '${param}'.`, {
      code: 'missing_required_parameter',
      param,
    })
  }
  const expected = issue.expected === null ? '' : `: expected ${issue.expected}, but got ${issue.received}`
  return issue.kind === 'schema'
    ? new DemoError(400, `Invalid type for '${param}'${expected} instead.`, { code: 'invalid_type', param })
    : new DemoError(400, `Invalid '${param}'${expected} instead.`, { code: 'invalid_value', param })
}

/** The place as OpenAI writes it, e.g. `messages[0].role`. */
function pathOf(issue: Issue): string {
  return (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}

const between = (low: number, high: number) =>
  v.nullish(v.pipe(v.number(), v.minValue(low), v.maxValue(high)))

/** A whole number from 1. */
export const countSchema = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1)))

/** The knobs that every text model takes. The script answers the same whatever they say, but refuses what is out of range. */
export const knobEntries = {
  temperature: between(0, 2),
  top_p: between(0, 1),
  parallel_tool_calls: v.nullish(v.boolean()),
  stream: v.nullish(v.boolean()),
}

export const penaltySchema = between(-2, 2)

/** A JSON object whose keys are not known here. */
export const recordSchema = v.record(v.string(), v.unknown())
