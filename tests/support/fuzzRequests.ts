import fc from 'fast-check'
import type { Operation } from './fuzzOperations.ts'

/** A request as it is sent: everything that may be wrong with one, as data. */
export interface FuzzedRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer> | null
  /** The body ends with an error after its bytes. */
  isCut?: boolean
}

export type Filled = Operation & { url: string }

/** Puts the ids into an operation's path. */
export function filled(operation: Operation, ids: Record<string, string>): Filled {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')
  return { ...operation, url: operation.query === undefined ? path : `${path}?${operation.query}` }
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** The request that an operation accepts. */
export function validRequest(operation: Filled): FuzzedRequest {
  const { method, url: path, body, form } = operation
  if (form !== undefined) return { method, path, ...multipart(Object.entries(form)) }
  if (body !== undefined) return { method, path, headers: JSON_TYPE, body: JSON.stringify(body) }
  return { method, path, headers: {}, body: null }
}

/** JSON that no value of JavaScript stands for; each is put in place of a string that names it. */
const RAW = [
  '1e400',
  '-1e400',
  '1e-400',
  '-0',
  '123456789012345678901234567890',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  String.raw`"\ud800"`,
  `{"a":1,"a":2}`,
  ...[30, 200, 300, 20_000].flatMap((depth) => [
    '['.repeat(depth) + ']'.repeat(depth),
    '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
  ]),
]

const rawName = (raw: string): string => `\u2063raw ${RAW.indexOf(raw)}\u2063`

const written = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /"\u2063raw (\d+)\u2063"/g,
    (name, index: string) => RAW[Number(index)] ?? name,
  )

const oddNumber = fc.oneof(
  fc.constantFrom(
    0,
    -1,
    1,
    1.5,
    2,
    50,
    51,
    255,
    256,
    4096,
    4097,
    2 ** 31,
    2 ** 53,
    -(2 ** 53),
    1e308,
    5e-324,
  ),
  fc.constantFrom('1e400', '-1e400', '1e-400', '-0', '123456789012345678901234567890').map(rawName),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const oddText = (ids: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      'auto',
      'text',
      'none',
      'function',
      'file_search',
      'assistant',
      'static',
      'and',
      'skein-demo',
    ),
    fc.constantFrom(
      '',
      ' ',
      '\0',
      '__proto__',
      'constructor',
      '👩‍👩‍👧',
      '\u202eabc',
      '\ud800',
      "'; --",
      '${x}',
      '%s%n',
    ),
    fc.constantFrom(
      'x'.repeat(65),
      'x'.repeat(513),
      'ü'.repeat(300_000),
      'data:image/png;base64,AA',
      'javascript:1',
    ),
    fc.constantFrom(...ids),
    fc.string({ unit: 'binary' }),
  )

/** Values that are seldom what a field expects. */
const oddValue = (ids: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]], [{}]),
    fc.constantFrom<unknown>(Array(3000).fill('x'), Array(200).fill({})),
    fc.constantFrom(...RAW).map(rawName),
    oddNumber,
    oddText(ids),
    fc.jsonValue(),
    fc.dictionary(fc.string(), fc.string(), { minKeys: 15, maxKeys: 18 }),
  )

interface Change {
  /** `twist` keeps the type of what is there. */
  kind: 'twist' | 'replace' | 'add' | 'wrap' | 'remove' | 'double'
  at: number
  key: string
  number: unknown
  text: string
  any: unknown
}

const change = (ids: readonly string[]): fc.Arbitrary<Change> =>
  fc.record({
    kind: fc.constantFrom('twist', 'twist', 'twist', 'replace', 'replace', 'add', 'wrap', 'remove', 'double'),
    // Every place is as likely as the first ones.
    at: fc.noBias(fc.nat(10_000)),
    key: fc.oneof(
      fc.constantFrom('__proto__', 'toString', 'extra', 'type', 'stream', 'model', ''),
      fc.string(),
    ),
    number: oddNumber,
    text: oddText(ids),
    any: oddValue(ids),
  })

function twisted(node: unknown, { number, text, any }: Change): unknown {
  if (typeof node === 'string') return text
  if (typeof node === 'number') return number
  if (typeof node === 'boolean') return !node
  return Array.isArray(node) ? [...(node as unknown[]), ...(node as unknown[])] : any
}

/** Makes one change at the place that `at` numbers, counted over all places of the value. */
function changed(value: unknown, how: Change): unknown {
  let left = how.at % countPlaces(value)
  const visit = (node: unknown): unknown => {
    if (left-- === 0) return changedHere(node, how)
    if (Array.isArray(node)) return node.flatMap(kept)
    if (typeof node !== 'object' || node === null) return node
    const entries = Object.entries(node).flatMap(([name, item]) => kept(item).map((after) => [name, after]))
    return Object.fromEntries(entries)
  }
  /** None, one or two of what was one. */
  const kept = (item: unknown): unknown[] => {
    const isHere = left === 0
    const after = visit(item)
    if (!isHere || (how.kind !== 'remove' && how.kind !== 'double')) return [after]
    return how.kind === 'remove' ? [] : [after, after]
  }
  return visit(value)
}

function changedHere(node: unknown, how: Change): unknown {
  switch (how.kind) {
    case 'twist':
      return twisted(node, how)
    case 'replace':
      return how.any
    case 'wrap':
      return [node]
    case 'add':
      return Array.isArray(node) ? [...(node as unknown[]), how.any] : withOwn(node, how.key, how.any)
    default:
      return node
  }
}

/** Also for `__proto__`, which is a property like any other in JSON. */
function withOwn(node: unknown, key: string, value: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries([...Object.entries(node), [key, value]])
}

function countPlaces(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, item) => sum + countPlaces(item), 1)
}

/** Bodies near a valid one. */
export function nearValidBodies(
  operations: readonly Filled[],
  ids: readonly string[],
): fc.Arbitrary<FuzzedRequest> {
  const withBody = operations.filter(({ body }) => body !== undefined)
  return fc
    .tuple(fc.constantFrom(...withBody), fc.array(change(ids), { minLength: 1, maxLength: 2 }))
    .map(([operation, changes]) => ({
      ...validRequest(operation),
      body: written(changes.reduce<unknown>(changed, operation.body)),
    }))
}

/** Bodies that are no JSON, or another value than an object, to every operation. */
export function brokenBodies(operations: readonly Filled[]): fc.Arbitrary<FuzzedRequest> {
  const posts = operations.filter(({ method }) => method === 'POST')
  const text = (operation: Filled): string => JSON.stringify(operation.body ?? { a: 1 })
  const spoiled = (operation: Filled): fc.Arbitrary<Pick<FuzzedRequest, 'body' | 'isCut'>> =>
    fc.oneof(
      fc.nat(text(operation).length - 1).map((end) => ({ body: text(operation).slice(0, end) })),
      fc.nat(text(operation).length - 1).map((end) => ({ body: text(operation).slice(0, end), isCut: true })),
      fc.string({ unit: 'binary' }).map((body) => ({ body })),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => ({ body: new Uint8Array(bytes) })),
      fc.json().map((body) => ({ body })),
      fc.constantFrom(...RAW).map((body) => ({ body })),
      fc
        .constantFrom('', ' ', '\uFEFF{}', 'null', '[]', '{}', '"', '{"a"', '{a:1}', 'NaN', 'undefined')
        .map((body) => ({ body })),
      fc.constant({ body: null }),
      fc.constant({ body: `${text(operation)}x` }),
    )
  return fc
    .constantFrom(...posts)
    .chain((operation) =>
      spoiled(operation).map((spoiling) => ({ ...validRequest(operation), headers: JSON_TYPE, ...spoiling })),
    )
}

/** Something where an id belongs, as it stands in a URL. */
function oddSegment(ids: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...ids),
    fc.constantFrom(...ids).map((id) => `${id}%00`),
    fc.constantFrom(...ids).map((id) => id.toUpperCase()),
    fc.constantFrom(
      '',
      '.',
      '..',
      '%2e%2e',
      '%',
      '%ZZ',
      '%E0%A4',
      '%2F',
      '%00',
      '*',
      ':id',
      '{id}',
      'null',
      '0',
      '-1',
    ),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'undefined',
      'runs',
      'files',
      '👻',
      '%F0%9F%91%BB',
      '‮',
      'a;b',
      'a+b',
      '\\',
    ),
    fc.constantFrom('x'.repeat(10_000), 'thread_', 'asst_x', 'file-', 'vs_x', '%25', 'a%2Fb', 'a//b'),
    fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed())),
    fc.webSegment(),
  )
}

/** Paths with odd ids, and paths that no operation has. */
export function oddPaths(
  operations: readonly Operation[],
  ids: Record<string, string>,
): fc.Arbitrary<FuzzedRequest> {
  const segment = oddSegment(Object.values(ids))
  return fc
    .tuple(fc.constantFrom(...operations), fc.infiniteStream(segment), fc.nat(4), segment, fc.nat(9))
    .map(([operation, segments, which, extra, end]) => {
      const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      // Without an id of its own, an operation is asked below its path.
      const odd = names.length === 0 ? {} : { [names[which % names.length] ?? '']: segments.next().value }
      const request = validRequest(filled(operation, { ...ids, ...odd }))
      const isLonger = names.length === 0 || end === 0
      return isLonger ? { ...request, path: request.path.replace(/(?=\?|$)/, `/${extra}`) } : request
    })
}

/** Queries that are wrong, unknown, repeated or no queries. */
export function oddQueries(
  operations: readonly Filled[],
  ids: readonly string[],
): fc.Arbitrary<FuzzedRequest> {
  const name = fc.oneof(
    fc.constantFrom(
      'limit',
      'limit',
      'order',
      'after',
      'before',
      'filter',
      'purpose',
      'run_id',
      'include[]',
      'include',
    ),
    fc.constantFrom('limit[]', 'after[x]', '__proto__', '', 'stream'),
    fc.string().map(encodeURIComponent),
  )
  const value = fc.oneof(
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '100',
      '101',
      '10000',
      '10001',
      '1e2',
      '0x10',
      '1.5',
      'NaN',
      'Infinity',
      '9'.repeat(400),
    ),
    fc.constantFrom(
      'asc',
      'desc',
      'ASC',
      'up',
      'completed',
      'failed',
      'vision',
      'null',
      '',
      '%',
      '%ZZ',
      '%00',
      '+',
      '&&',
      '#',
    ),
    oddSegment(ids),
  )
  const pairs = fc.array(
    fc.tuple(name, value).map((pair) => pair.join('=')),
    { minLength: 1, maxLength: 5 },
  )
  const lists = operations.filter((operation) => operation.query !== undefined)
  return fc.tuple(fc.constantFrom(...lists), pairs).map(([operation, query]) => {
    const request = validRequest(operation)
    return { ...request, path: `${request.path.replace(/\?.*/, '')}?${query.join('&')}` }
  })
}

/** Methods that a path does not take, and headers that say something odd. */
export function oddMethodsAndHeaders(operations: readonly Filled[]): fc.Arbitrary<FuzzedRequest> {
  const header = fc.constantFrom<[string, string]>(
    ['content-type', 'text/plain'],
    ['content-type', 'multipart/form-data'],
    ['content-type', 'multipart/form-data; boundary=x'],
    ['content-type', 'application/json; charset=utf-16'],
    ['content-type', ';'],
    ['content-length', '99999999999999'],
    ['content-length', '-1'],
    ['content-length', 'many'],
    ['content-encoding', 'gzip'],
    ['accept', 'text/event-stream'],
    ['accept', 'image/png'],
    ['openai-beta', 'assistants=v1'],
    ['authorization', ''],
    ['authorization', 'Basic eDp4'],
    ['if-none-match', '*'],
    ['range', 'bytes=5-2'],
    ['x-http-method-override', 'DELETE'],
  )
  const methods = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'post-it']
  return fc
    .tuple(
      fc.constantFrom(...operations),
      fc.option(fc.constantFrom(...methods)),
      fc.array(header, { maxLength: 3 }),
    )
    .map(([operation, method, headers]) => {
      const request = validRequest(operation)
      return {
        ...request,
        method: method ?? request.method,
        body: method === 'GET' || method === 'HEAD' ? null : request.body,
        headers: { ...request.headers, ...Object.fromEntries(headers) },
      }
    })
}

const BOUNDARY = 'skein-boundary'

function multipart(
  fields: readonly (readonly [string, string | File])[],
): Pick<FuzzedRequest, 'headers' | 'body'> {
  const parts = fields.map(([name, value]) => {
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`
    if (typeof value === 'string') return `${head}\r\n\r\n${value}\r\n`
    return `${head}; filename="${value.name}"\r\nContent-Type: ${value.type}\r\n\r\nabc\r\n`
  })
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${parts.join('')}--${BOUNDARY}--\r\n`,
  }
}

type Field = readonly [string, string | File]

function oddField(): fc.Arbitrary<Field> {
  const name = fc.oneof(
    fc.constantFrom(
      'file',
      'data',
      'purpose',
      'expires_after',
      'expires_after[seconds]',
      'expires_after[__proto__]',
    ),
    fc.constantFrom('__proto__', 'file[]', 'file[name]', '', '"', 'a"; filename="b', 'toString'),
    fc.string(),
  )
  const text = fc.oneof(
    fc.constantFrom(
      '',
      '3600',
      '-1',
      '1e3',
      '999999999999',
      'created_at',
      'vision',
      'batch',
      '\0',
      'ü'.repeat(1000),
    ),
    fc.string({ unit: 'binary' }),
  )
  const fileName = fc.oneof(
    fc.constantFrom('', 'a"b', '../x', 'ü', '\\', 'a;b', '%22%ZZ', 'x'.repeat(5000)),
    fc.string(),
  )
  const type = fc.oneof(fc.constantFrom('', 'text/html', 'a', 'text/plain; charset="', 'ü/ü'), fc.string())
  const file = fc.tuple(fileName, type).map(([label, kind]) => new File(['x'], label, { type: kind }))
  return fc.tuple(name, fc.oneof(text, file))
}

/** Forms that are near a valid one, cut off, of another boundary, or no forms; also where JSON is expected. */
export function oddForms(operations: readonly Filled[]): fc.Arbitrary<FuzzedRequest> {
  const forms = operations.filter(({ form }) => form !== undefined)
  const others = operations.filter(({ method, form }) => method === 'POST' && form === undefined)
  const operation = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...forms) }, fc.constantFrom(...others))
  const spoiling = fc.record({
    dropped: fc.array(fc.nat(8), { maxLength: 2 }),
    added: fc.array(oddField(), { maxLength: 2 }),
    cutAt: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.nat(700)),
    isCut: fc.boolean(),
    type: fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      fc.constantFrom(
        'multipart/form-data',
        'multipart/form-data; boundary=other',
        'multipart/form-data; boundary=',
        'multipart/form-data; boundary="skein-boundary',
        `multipart/form-data; boundary=${'x'.repeat(500)}`,
        'multipart/mixed; boundary=skein-boundary',
        'application/x-www-form-urlencoded',
        'application/json',
        '',
      ),
    ),
  })
  return fc
    .tuple(operation, spoiling)
    .map(([{ method, url, form = {} }, { dropped, added, cutAt, isCut, type }]) => {
      const fields: Field[] = Object.entries(form).filter((_, index) => !dropped.includes(index))
      const { headers, body } = multipart([...fields, ...added])
      return {
        method,
        path: url,
        headers: type === null ? headers : { 'content-type': type },
        body: cutAt === null ? body : (body?.slice(0, cutAt) ?? null),
        isCut: cutAt !== null && isCut,
      }
    })
}
