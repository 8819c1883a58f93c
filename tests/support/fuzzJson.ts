import fc from 'fast-check'
import { JSON_TYPE, validRequest, type Filled, type FuzzedRequest } from './fuzzRequests.ts'

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
