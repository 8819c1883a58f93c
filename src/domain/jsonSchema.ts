/** Where in a JSON value: property names and indexes from the root. */
export type JsonPath = readonly (string | number)[]

export type SchemaProblemCode =
  // Not a JSON Schema:
  | 'not-a-schema'
  | 'unknown-type'
  | 'not-an-object'
  | 'not-a-list'
  | 'not-strings'
  | 'not-a-number'
  | 'not-a-count'
  | 'not-a-pattern'
  | 'no-such-ref'
  // A JSON Schema, but not what it seems:
  | 'required-unknown'
  // Strict mode refuses it:
  | 'strict-root'
  | 'strict-open'
  | 'strict-optional'
  | 'strict-keyword'

export interface SchemaProblem {
  code: SchemaProblemCode
  severity: 'error' | 'warning'
  path: JsonPath
  /** The property or keyword in question. */
  name: string
}

type Schema = Record<string, unknown>

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])
const SCHEMAS_BY_NAME = ['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas']
const SCHEMA_LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems']
const SCHEMAS = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames']

type KeywordRule = readonly [isRight: (value: unknown) => boolean, code: SchemaProblemCode]

const KEYWORDS = new Map<string, KeywordRule>([
  ['type', [isType, 'unknown-type']],
  ['required', [isStrings, 'not-strings']],
  ['enum', [(value) => Array.isArray(value) && value.length > 0, 'not-a-list']],
  ['pattern', [isPattern, 'not-a-pattern']],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map(
    (name) => [name, [(value: unknown) => typeof value === 'number', 'not-a-number']] as const,
  ),
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'].map(
    (name) => [name, [isCount, 'not-a-count']] as const,
  ),
])

/** OpenAI's structured outputs guide, "Some type-specific keywords are not yet supported". */
const NOT_IN_STRICT = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
]

/** What is wrong with a value as a JSON Schema, and, for `strict`, with it under the rules of OpenAI's strict mode. */
export function checkSchema(root: Schema, options: { isStrict: boolean }): SchemaProblem[] {
  const problems: SchemaProblem[] = []
  const report = (code: SchemaProblemCode, path: JsonPath, name = ''): void => {
    const severity = code.startsWith('strict-') || code === 'required-unknown' ? 'warning' : 'error'
    problems.push({ code, severity, path, name })
  }
  if (options.isStrict && (root['type'] !== 'object' || 'anyOf' in root)) report('strict-root', [])
  for (const { schema, path } of eachSchema(root, [], report)) {
    checkKeywords(schema, path, report)
    checkRef(root, schema, path, report)
    if (options.isStrict) checkStrict(schema, path, report)
  }
  return problems
}

type Report = (code: SchemaProblemCode, path: JsonPath, name?: string) => void

/** The schema and all schemas inside it; reports what stands in the place of one and is none. */
function* eachSchema(
  value: unknown,
  path: JsonPath,
  report: Report,
): Generator<{ schema: Schema; path: JsonPath }> {
  if (typeof value === 'boolean') return
  if (!isObject(value)) {
    report('not-a-schema', path)
    return
  }
  yield { schema: value, path }
  for (const name of SCHEMAS) {
    if (name in value) yield* eachSchema(value[name], [...path, name], report)
  }
  for (const name of SCHEMAS_BY_NAME) {
    if (!(name in value)) continue
    const members = value[name]
    if (!isObject(members)) report('not-an-object', [...path, name], name)
    else
      for (const [key, member] of Object.entries(members))
        yield* eachSchema(member, [...path, name, key], report)
  }
  for (const name of SCHEMA_LISTS) {
    if (!(name in value)) continue
    const members = value[name]
    if (!Array.isArray(members) || members.length === 0) report('not-a-list', [...path, name], name)
    else
      for (const [index, member] of members.entries())
        yield* eachSchema(member, [...path, name, index], report)
  }
}

function checkKeywords(schema: Schema, path: JsonPath, report: Report): void {
  for (const [name, [isRight, code]] of KEYWORDS) {
    const value = schema[name]
    if (value !== undefined && !isRight(value)) {
      report(code, [...path, name], code === 'unknown-type' ? JSON.stringify(value) : name)
    }
  }
  const { required, properties } = schema
  if (!isStrings(required) || !isObject(properties)) return
  for (const name of required) {
    if (!(name in properties)) report('required-unknown', [...path, 'required'], name)
  }
}

/** Only references into the schema itself can be followed. */
function checkRef(root: Schema, schema: Schema, path: JsonPath, report: Report): void {
  const { $ref: ref } = schema
  if (typeof ref !== 'string' || !ref.startsWith('#')) return
  if (!isThere(root, ref)) report('no-such-ref', [...path, '$ref'], ref)
}

function isThere(root: Schema, ref: string): boolean {
  let value: unknown = root
  for (const part of ref.slice(1).split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null) return false
    value = Reflect.get(value, name)
  }
  return value !== undefined
}

/** Every object closed, every property required, and only the keywords that strict mode knows. */
function checkStrict(schema: Schema, path: JsonPath, report: Report): void {
  const { properties } = schema
  if (schema['type'] === 'object' || isObject(properties)) {
    if (schema['additionalProperties'] !== false) report('strict-open', path)
    const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
    for (const name of Object.keys(isObject(properties) ? properties : {})) {
      if (!required.includes(name)) report('strict-optional', [...path, 'properties', name], name)
    }
  }
  for (const name of NOT_IN_STRICT) if (name in schema) report('strict-keyword', [...path, name], name)
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isType(value: unknown): boolean {
  const types: unknown[] = Array.isArray(value) ? value : [value]
  return types.length > 0 && types.every((name) => typeof name === 'string' && TYPES.has(name))
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false
  try {
    new RegExp(value, 'u')
    return true
  } catch {
    return false // that it throws is the answer
  }
}
