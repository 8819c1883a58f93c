import fc from 'fast-check'
import type { Operation } from './fuzzOperations.ts'
import { filled, validRequest, type Filled, type FuzzedRequest } from './fuzzRequests.ts'

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
