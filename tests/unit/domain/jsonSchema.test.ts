import { describe, expect, it } from 'vitest'
import { checkSchema } from '@/domain/jsonSchema.ts'

function problems(schema: Record<string, unknown>, isStrict = false): string[] {
  return checkSchema(schema, { isStrict }).map(({ code, path, name }) =>
    [code, path.join('.'), name].filter(Boolean).join(' '),
  )
}

const STRICT = {
  type: 'object',
  properties: {
    city: { type: ['string', 'null'], description: 'Where' },
    days: { type: 'array', items: { $ref: '#/$defs/day' } },
  },
  required: ['city', 'days'],
  additionalProperties: false,
  $defs: {
    day: {
      type: 'object',
      properties: { high: { type: 'number', minimum: -90 }, sky: { enum: ['clear', 'clouds'] } },
      required: ['high', 'sky'],
      additionalProperties: false,
    },
  },
}

describe('checkSchema', () => {
  it('finds nothing in a good schema, strict or not', () => {
    expect(problems(STRICT)).toEqual([])
    expect(problems(STRICT, true)).toEqual([])
    expect(problems({})).toEqual([])
    expect(problems({ properties: { any: true }, additionalProperties: { type: 'string' } })).toEqual([])
  })

  it.each([
    [{ type: 'text' }, 'unknown-type type "text"'],
    [{ type: [] }, 'unknown-type type []'],
    [{ type: 'object', properties: ['a'] }, 'not-an-object properties properties'],
    [{ properties: { a: 'string' } }, 'not-a-schema properties.a'],
    [{ items: 7 }, 'not-a-schema items'],
    [{ anyOf: {} }, 'not-a-list anyOf anyOf'],
    [{ enum: [] }, 'not-a-list enum enum'],
    [{ required: 'a' }, 'not-strings required required'],
    [{ minimum: '1' }, 'not-a-number minimum minimum'],
    [{ minLength: -1 }, 'not-a-count minLength minLength'],
    [{ pattern: '(' }, 'not-a-pattern pattern pattern'],
    [{ $ref: '#/$defs/nothing' }, 'no-such-ref $ref #/$defs/nothing'],
    [{ properties: { a: { anyOf: [{ type: 'x' }] } } }, 'unknown-type properties.a.anyOf.0.type "x"'],
  ])('marks %j as no JSON Schema', (schema, problem) => {
    expect(problems(schema)).toEqual([problem])
    expect(checkSchema(schema, { isStrict: false })[0]?.severity).toBe('error')
  })

  it('leaves references to elsewhere alone', () => {
    expect(problems({ $ref: 'https://example.com/schema.json' })).toEqual([])
  })

  it('follows references to the root and through escaped names', () => {
    expect(problems({ $defs: { 'a/b': {} }, items: { $ref: '#/$defs/a~1b' }, not: { $ref: '#' } })).toEqual(
      [],
    )
  })

  it('warns of a required property that is not described', () => {
    expect(checkSchema({ properties: {}, required: ['a'] }, { isStrict: false })).toEqual([
      { code: 'required-unknown', severity: 'warning', path: ['required'], name: 'a' },
    ])
  })

  it('warns of what strict mode refuses', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'object', properties: {}, additionalProperties: false }, b: { not: {} } },
      required: ['a'],
    }
    expect(problems(schema, true)).toEqual([
      'strict-open',
      'strict-optional properties.b b',
      'strict-keyword properties.b.not not',
    ])
    expect(problems({ type: 'array', items: {} }, true)).toEqual(['strict-root'])
    expect(checkSchema(schema, { isStrict: true }).every(({ severity }) => severity === 'warning')).toBe(true)
    expect(problems(schema)).toEqual([])
  })
})
