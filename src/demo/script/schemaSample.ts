import { expressionIn } from './arithmetic.ts'
import type { Language } from './language.ts'

/** Where the values of a sample come from. */
export interface Source {
  question: string
  /** What the script says to the question, in plain words. */
  answer: string
  language: Language
}

type Schema = Record<string, unknown>

const DEEPEST = 4

/**
 * A value that fits a JSON schema, with what the question gives: `name: Ada`, numbers, quoted words, one of an enum.
 * Knows objects, arrays, scalars, enums, formats, ranges, `$ref` and `anyOf`; of `pattern` and `if` it knows nothing.
 */
export function sampleOf(root: Schema, source: Source): unknown {
  const numbers = (source.question.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)

  function sample(schema: Schema, name: string, depth: number): unknown {
    const shape = resolve(schema, root, depth)
    if ('const' in shape) return shape['const']
    if ('default' in shape) return shape['default']
    if (Array.isArray(shape['enum'])) return pickMentioned(shape['enum'], source.question)
    switch (typeOf(shape)) {
      case 'object':
        return objectOf(shape, depth)
      case 'array':
        return arrayOf(shape, name, depth)
      case 'number':
        return numberFor(name, shape)
      case 'integer':
        return Math.round(numberFor(name, shape))
      case 'boolean':
        return !/\b(no|not|false|never|off|without)\b|不|没|否/i.test(source.question)
      case 'null':
        return null
      default:
        return inLength(wordsFor(name, shape, source), shape)
    }
  }

  function objectOf(shape: Schema, depth: number): Schema {
    const properties = isSchema(shape['properties']) ? shape['properties'] : {}
    const required = Array.isArray(shape['required']) ? shape['required'] : []
    const names = Object.keys(properties).filter((name) => depth < DEEPEST || required.includes(name))
    return Object.fromEntries(
      names.map((name) => [name, sample(asSchema(properties[name]), name, depth + 1)]),
    )
  }

  function arrayOf(shape: Schema, name: string, depth: number): unknown[] {
    const least = numberAt(shape, 'minItems') ?? 0
    const most = numberAt(shape, 'maxItems') ?? Number.POSITIVE_INFINITY
    const items = asSchema(shape['items'])
    const listed = namedValue(name, source.question)?.split(/\s*(?:[,，、;；]|\band\b|和)\s*/) ?? []
    if (typeOf(resolve(items, root, depth)) === 'string' && listed.length > 1 && !('enum' in items)) {
      return listed.filter((entry) => entry !== '').slice(0, most)
    }
    const count = Math.min(Math.max(least, depth < DEEPEST ? 1 : 0), most)
    return Array.from({ length: count }, () => sample(items, name.replace(/s$/, ''), depth + 1))
  }

  function numberFor(name: string, shape: Schema): number {
    const example = exampleOf(shape)
    const value = namedNumber(name) ?? numbers.shift() ?? (typeof example === 'number' ? example : 1)
    return inRange(value, shape)
  }

  function namedNumber(name: string): number | null {
    const value = Number.parseFloat(namedValue(name, source.question) ?? '')
    const index = numbers.indexOf(value)
    if (index >= 0) numbers.splice(index, 1)
    return Number.isNaN(value) ? null : value
  }

  return sample(root, '', 0)
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asSchema(value: unknown): Schema {
  return isSchema(value) ? value : {}
}

/** Follows `$ref` inside the document, merges `allOf`, and takes the first way of `anyOf` (`null` when it gets too deep). */
function resolve(schema: Schema, root: Schema, depth: number): Schema {
  const ref = schema['$ref']
  if (typeof ref === 'string') {
    const target = ref
      .split('/')
      .slice(1)
      .reduce((place: Schema, key) => asSchema(place[key.replaceAll('~1', '/').replaceAll('~0', '~')]), root)
    return depth > DEEPEST * 3 ? {} : resolve(target, root, depth + 1)
  }
  if (Array.isArray(schema['allOf'])) {
    const parts = schema['allOf'].map((part) => resolve(asSchema(part), root, depth))
    return parts.reduce(merged, { ...schema, allOf: undefined })
  }
  const ways = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(ways)) return schema
  const schemas = ways.map((way) => resolve(asSchema(way), root, depth + 1))
  const empty = schemas.find((way) => way['type'] === 'null')
  return (depth >= DEEPEST ? empty : undefined) ?? schemas.find((way) => way !== empty) ?? {}
}

function merged(left: Schema, right: Schema): Schema {
  return {
    ...left,
    ...right,
    properties: { ...asSchema(left['properties']), ...asSchema(right['properties']) },
    required: [left['required'], right['required']].flatMap((names) => (Array.isArray(names) ? names : [])),
  }
}

function typeOf(schema: Schema): string {
  const type = schema['type']
  if (typeof type === 'string') return type
  if (Array.isArray(type)) return String(type.find((one) => one !== 'null') ?? 'null')
  if ('properties' in schema) return 'object'
  return 'items' in schema ? 'array' : 'string'
}

function pickMentioned(values: unknown[], question: string): unknown {
  const lower = question.toLowerCase()
  return values.find((value) => lower.includes(String(value).toLowerCase())) ?? values[0]
}

/** What stands after a property's name in the question: `age: 36`, `name is Ada`, `colors: red, blue`. */
function namedValue(name: string, question: string): string | null {
  const words = wordsOf(name).join('[ _-]?')
  if (words === '') return null
  const pattern = new RegExp(String.raw`\b${words}\b\s*(?:is|are|=|:|：|是|为)\s*["“]?([^"”\n.;。；]+)`, 'iu')
  const value = pattern.exec(question)?.[1]?.trim()
  return value === undefined || value === '' ? null : value
}

/** `getWeather`, `get_weather` and `get-weather` as `get`, `weather`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

const FORMATS: Record<string, string> = {
  date: '2026-11-22',
  time: '09:30:00Z',
  'date-time': '2026-11-22T09:30:00Z',
  duration: 'PT1H',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

const EXAMPLES: [RegExp, Record<Language, string>][] = [
  [/^(name|author|person|user)$/, { en: 'Ada Lovelace', zh: '林小满' }],
  [/^(city|location|place|town)$/, { en: 'Paris', zh: '杭州' }],
  [/^country$/, { en: 'France', zh: '中国' }],
  [/^(language|lang)$/, { en: 'English', zh: '中文' }],
  [/^(unit|units)$/, { en: 'celsius', zh: '摄氏度' }],
  [/^currency$/, { en: 'USD', zh: 'CNY' }],
  [/^colou?r$/, { en: 'green', zh: '绿色' }],
  [/^(date|day)$/, { en: '2026-11-22', zh: '2026-11-22' }],
  [/^email$/, { en: 'ada@example.com', zh: 'xiaoman@example.com' }],
  [/^(url|link)$/, { en: 'https://example.com/', zh: 'https://example.com/' }],
  [/^id$/, { en: 'demo-1', zh: 'demo-1' }],
]

function wordsFor(name: string, schema: Schema, { question, answer, language }: Source): string {
  const format = schema['format']
  if (typeof format === 'string' && FORMATS[format] !== undefined) return FORMATS[format]
  const last = wordsOf(name).at(-1) ?? ''
  if (/^(expression|formula|equation|calculation)$/.test(last)) return expressionIn(question) ?? question
  // One value ends where the next one begins.
  const named = namedValue(name, question)
    ?.split(/[,，、]|\band\b/)[0]
    ?.trim()
  if (named !== undefined && named !== '') return named
  if (
    /^(answer|text|content|message|summary|explanation|reason|description|output|reply|response)$/.test(last)
  )
    return answer
  if (/^(question|query|prompt|input|request)$/.test(last)) return question
  const example = exampleOf(schema) ?? EXAMPLES.find(([names]) => names.test(last))?.[1][language]
  return mentionedIn(question) ?? (typeof example === 'string' ? example : question.slice(0, 80))
}

/** The likeliest thing that a short request is about: what is quoted, a proper name after a preposition, `杭州` in `杭州的天气`. */
function mentionedIn(question: string): string | null {
  const quoted = /["“「『]([^"”」』]{1,80})["”」』]/u.exec(question)?.[1]
  const proper =
    /\b(?:in|at|for|of|from|to|about|on|named|called)\s+(\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*)*)/u.exec(
      question,
    )?.[1]
  const han =
    /(?:^|[，,。！？\s])(?:请问|请|帮我|告诉我|查询?一?下?|看看|搜索|在|关于)*(\p{Script=Han}{2,4}?)(?:的|今天|现在|明天|天气|时间)/u.exec(
      question,
    )?.[1]
  return quoted ?? proper ?? han ?? null
}

function exampleOf(schema: Schema): unknown {
  const examples = schema['examples']
  return Array.isArray(examples) ? examples[0] : (schema['example'] ?? null)
}

function numberAt(schema: Schema, key: string): number | undefined {
  const value = schema[key]
  return typeof value === 'number' ? value : undefined
}

function inRange(value: number, schema: Schema): number {
  const step = numberAt(schema, 'multipleOf')
  const above = numberAt(schema, 'exclusiveMinimum')
  const below = numberAt(schema, 'exclusiveMaximum')
  const least = numberAt(schema, 'minimum') ?? (above === undefined ? -Infinity : above + (step ?? 1))
  const most = numberAt(schema, 'maximum') ?? (below === undefined ? Infinity : below - (step ?? 1))
  const bounded = Math.min(Math.max(value, least), most)
  return step === undefined ? bounded : Math.floor(bounded / step) * step
}

function inLength(text: string, schema: Schema): string {
  const most = numberAt(schema, 'maxLength') ?? Infinity
  const least = numberAt(schema, 'minLength') ?? 0
  return Array.from(text).slice(0, most).join('').padEnd(least, '.')
}
