import fc from 'fast-check'
import { multipart, type Field, type Filled, type FuzzedRequest } from './fuzzRequests.ts'

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
