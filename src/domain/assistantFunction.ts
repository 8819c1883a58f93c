import * as v from 'valibot'
import type { FunctionTool } from './api.ts'

export type FunctionDefinition = FunctionTool['function']

/** Why a text gives no functions. */
export type FunctionTextProblem = 'not-json' | 'no-function'

const record = v.record(v.string(), v.unknown())
const text = v.fallback(v.optional(v.string()), undefined)
const schema = v.fallback(v.optional(record), undefined)

/** Under the names of OpenAI (`parameters`), Anthropic (`input_schema`) and MCP (`inputSchema`). */
const definitionSchema = v.object({
  name: v.pipe(v.string(), v.nonEmpty()),
  description: text,
  parameters: schema,
  input_schema: schema,
  inputSchema: schema,
  strict: v.fallback(v.nullish(v.boolean()), undefined),
})

/** A JSON Schema on its own: its title is the name. */
const bareSchema = v.looseObject({
  type: v.literal('object'),
  title: v.optional(v.string(), ''),
  description: text,
})

/**
 * The functions in a JSON text: a definition, a tool of any of the APIs, or a JSON Schema; one, a list of them, or an object that has them
 * in `tools` or `functions`.
 */
export function parseFunctions(
  json: string,
): { functions: FunctionDefinition[] } | { problem: FunctionTextProblem } {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { problem: 'not-json' } // where it breaks, the editor marks
  }
  const functions = listOf(value)
    .map(definitionOf)
    .filter((found) => found !== null)
  return functions.length === 0 ? { problem: 'no-function' } : { functions }
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return []
  for (const name of ['tools', 'functions']) {
    const list: unknown = Reflect.get(value, name)
    if (Array.isArray(list)) return list
  }
  return [value]
}

function definitionOf(value: unknown): FunctionDefinition | null {
  const inTool = v.safeParse(v.object({ function: v.looseObject({}) }), value)
  if (inTool.success) return definitionOf(inTool.output.function)
  const parsed = v.safeParse(definitionSchema, value)
  if (parsed.success) {
    const { name, description, strict, parameters, input_schema, inputSchema } = parsed.output
    return definition(name, description, parameters ?? input_schema ?? inputSchema, strict)
  }
  const bare = v.safeParse(bareSchema, value)
  if (!bare.success) return null
  const { title, description, ...rest } = bare.output
  return definition(functionName(title), description, rest, undefined)
}

function definition(
  name: string,
  description: string | undefined,
  parameters: Record<string, unknown> | undefined,
  strict: boolean | null | undefined,
): FunctionDefinition {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters }),
    ...(typeof strict === 'boolean' && { strict }),
  }
}

/** A title as a function's name: `Get weather` → `get_weather`. */
function functionName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/gu, '_')
    .slice(0, 64)
}

/** `name`, or with a number where it is taken: `get_weather_2`. */
export function uniqueFunctionName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) {
    const candidate = `${name.slice(0, 60)}_${number}`
    if (!taken.has(candidate)) return candidate
  }
}
