import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import * as v from 'valibot'

/** OpenAI's specification, which lies beside the project where it is developed; a lone clone does without it. */
const FILE = fileURLToPath(new URL('../../../shared/reference/openai-openapi.json', import.meta.url))

const content = v.optional(v.record(v.string(), v.unknown()), {})

const documentSchema = v.looseObject({
  paths: v.record(
    v.string(),
    v.record(
      v.string(),
      v.looseObject({
        parameters: v.optional(v.array(v.looseObject({ name: v.string(), in: v.string() })), []),
        requestBody: v.optional(v.looseObject({ content })),
        responses: v.optional(v.record(v.string(), v.looseObject({ content }))),
      }),
    ),
  ),
  components: v.looseObject({
    schemas: v.record(v.string(), v.looseObject({ oneOf: v.optional(v.array(v.unknown())) })),
  }),
})

type Document = v.InferOutput<typeof documentSchema>

/** Says what is wrong with a value; `null` when nothing is. */
export type Check = (value: unknown) => string | null

export interface Operation {
  /** E.g. `POST /threads/{thread_id}/runs`. */
  name: string
  query: Check
  /** `null` where the operation takes no such body. */
  body: (type: 'application/json' | 'multipart/form-data') => Check | null
  /** What it answers with status 200. */
  answer: Check
}

export interface Specification {
  /** The operation at a path such as `/threads/thread_x`, or `null`. */
  operation: (method: string, path: string) => Operation | null
  error: Check
  /** The data of an event of a run's stream; `null` for an event that the specification does not have. */
  eventData: (event: string) => Check | null
}

/** `null` where the file is not there. */
export function loadSpecification(): Specification | null {
  if (!existsSync(FILE)) return null
  return specificationOf(v.parse(documentSchema, prepared(JSON.parse(readFileSync(FILE, 'utf8')))))
}

function specificationOf(document: Document): Specification {
  const options = { strict: false, validateFormats: false }
  const ajv = new Ajv2020(options)
  // What stands in a query or a form is text.
  const textual = new Ajv2020({ ...options, coerceTypes: 'array' })
  for (const each of [ajv, textual]) each.addSchema(document, 'oai')
  const at = (...steps: string[]): Check => checkOf(ajv, ...steps)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`),
      operation: {
        name: `${method.toUpperCase()} ${path}`,
        query: checkWith(textual.compile(querySchema(parameters, ['paths', path, method]))),
        body: (type) => {
          if (requestBody?.content[type] === undefined) return null
          const steps = ['paths', path, method, 'requestBody', 'content', type, 'schema']
          return checkOf(type === 'application/json' ? ajv : textual, ...steps)
        },
        answer: at('paths', path, method, 'responses', '200', 'content', 'application/json', 'schema'),
      } satisfies Operation,
    })),
  )
  // `/threads/runs` before `/threads/{thread_id}`.
  operations.sort((a, b) => wildcardsIn(a.operation.name) - wildcardsIn(b.operation.name))
  const events = eventPlaces(document)
  return {
    operation: (method, path) =>
      operations.find((entry) => entry.method === method && entry.pattern.test(path))?.operation ?? null,
    error: at('components', 'schemas', 'ErrorResponse'),
    eventData(event) {
      const place = events.get(event)
      return place === undefined ? null : at(...place, 'properties', 'data')
    },
  }
}

function wildcardsIn(name: string): number {
  return name.split('{').length
}

function querySchema(parameters: { name: string; in: string }[], operation: string[]): object {
  const known = parameters.flatMap((parameter, index) =>
    parameter.in === 'query'
      ? [[parameter.name, { $ref: refOf(...operation, 'parameters', String(index), 'schema') }]]
      : [],
  )
  return { type: 'object', properties: Object.fromEntries(known), additionalProperties: false }
}

const EVENT_UNIONS = ['ThreadStreamEvent', 'RunStreamEvent', 'RunStepStreamEvent', 'MessageStreamEvent']

const eventSchema = v.looseObject({
  properties: v.looseObject({ event: v.looseObject({ enum: v.tuple([v.string()]) }) }),
})

/** Where in the document the schema of each event is. */
function eventPlaces({ components }: Document): Map<string, string[]> {
  const places = EVENT_UNIONS.flatMap((union) =>
    (components.schemas[union]?.oneOf ?? []).map((member, index): [string, string[]] => [
      v.parse(eventSchema, member).properties.event.enum[0],
      ['components', 'schemas', union, 'oneOf', String(index)],
    ]),
  )
  return new Map([
    ...places,
    ['error', ['components', 'schemas', 'ErrorEvent']],
    ['done', ['components', 'schemas', 'DoneEvent']],
  ])
}

function refOf(...steps: string[]): string {
  const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
  return `oai#/${pointer.join('/')}`
}

function checkOf(ajv: Ajv2020, ...steps: string[]): Check {
  return (value) => {
    const validate = ajv.getSchema(refOf(...steps))
    if (validate === undefined) return `The specification has nothing at ${steps.join(' → ')}.`
    return checkWith(validate)(value)
  }
}

function checkWith(validate: ValidateFunction): Check {
  return (value) => {
    if (validate(value)) return null
    const lines = (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message ?? 'is wrong'} ${JSON.stringify(params)}`,
    )
    return [...new Set(lines)].slice(0, 12).join('\n  ')
  }
}

/**
 * The document as Ajv takes it. It says OpenAPI 3.1, and has `nullable` of 3.0 all the same; and it has `first_id` and
 * `last_id` as strings, where the API itself sends null for an empty list, or leaves them out.
 */
function prepared(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(prepared)
  if (!isObject(node)) return node
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, prepared(value)]))
  return withLooseListIds(withNull(copy, node))
}

function withNull(
  { nullable, ...schema }: Record<string, unknown>,
  raw: Record<string, unknown>,
): Record<string, unknown> {
  const members = raw['allOf']
  if (Array.isArray(members) && members.some(isBareNullable)) {
    const others = Object.entries(schema).filter(([key]) => key !== 'allOf')
    const anyOf = [...members.filter((member) => !isBareNullable(member)).map(prepared), NULL]
    return { ...Object.fromEntries(others), anyOf }
  }
  if (typeof nullable === 'object') return { ...schema, nullable } // a property of that name
  if (nullable !== true) return schema
  if (typeof schema['type'] !== 'string') return { anyOf: [schema, NULL] }
  const options = schema['enum']
  return {
    ...schema,
    type: [schema['type'], 'null'],
    ...(Array.isArray(options) && { enum: [...options, null] }),
  }
}

const NULL = { type: 'null' }

function isBareNullable(member: unknown): boolean {
  return isObject(member) && member['nullable'] === true && !('type' in member) && !('$ref' in member)
}

function withLooseListIds(schema: Record<string, unknown>): Record<string, unknown> {
  const { properties, required } = schema
  if (!isObject(properties) || !('first_id' in properties) || !Array.isArray(required)) return schema
  const id = { type: ['string', 'null'] }
  return {
    ...schema,
    properties: { ...properties, first_id: id, last_id: id },
    required: required.filter((name) => name !== 'first_id' && name !== 'last_id'),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
