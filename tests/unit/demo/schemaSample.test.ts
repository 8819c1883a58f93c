import { Validator } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'
import { sampleOf } from '@/demo/script/schemaSample.ts'

const sample = (schema: Record<string, unknown>, question = 'Hello there'): unknown =>
  sampleOf(schema, { question, answer: 'Hello!', language: 'en' })

const SCHEMAS: Record<string, Record<string, unknown>> = {
  scalars: {
    type: 'object',
    properties: {
      a: { type: 'string', minLength: 3, maxLength: 5 },
      b: { type: 'integer', minimum: 10, maximum: 20 },
      c: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.5 },
      d: { type: 'boolean' },
      e: { type: 'null' },
      f: { enum: ['x', 'y'] },
      g: { const: 7 },
      h: { type: ['null', 'string'] },
    },
    required: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    additionalProperties: false,
  },
  formats: {
    type: 'object',
    properties: Object.fromEntries(
      ['date', 'date-time', 'time', 'email', 'uri', 'uuid', 'ipv4'].map((format) => [
        format,
        { type: 'string', format },
      ]),
    ),
  },
  arrays: { type: 'array', minItems: 2, maxItems: 3, items: { type: 'array', items: { type: 'integer' } } },
  references: {
    type: 'object',
    properties: {
      first: { $ref: '#/$defs/point' },
      way: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/point' }] },
    },
    required: ['first', 'way'],
    $defs: {
      point: { allOf: [{ properties: { x: { type: 'number' } }, required: ['x'] }, { required: ['x'] }] },
    },
  },
  recursion: {
    type: 'object',
    properties: {
      name: { type: 'string' },
      children: { type: 'array', items: { $ref: '#' } },
      next: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
    },
    required: ['name', 'children', 'next'],
    additionalProperties: false,
  },
}

describe('sampleOf', () => {
  it.each(Object.entries(SCHEMAS))('fits %s', (_, schema) => {
    const { valid, errors } = new Validator(schema, '2020-12').validate(sample(schema))
    expect(errors).toEqual([])
    expect(valid).toBe(true)
  })

  it('takes its values from the question', () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        age: { type: 'integer' },
        unit: { enum: ['celsius', 'fahrenheit'] },
        tags: { type: 'array', items: { type: 'string' } },
        isOpen: { type: 'boolean' },
        count: { type: 'number' },
      },
    }
    const question = 'In fahrenheit, not open. name: Ada Byron, age is 36; tags: a, b and c. Also 2.5'
    expect(sample(schema, question)).toEqual({
      name: 'Ada Byron',
      age: 36,
      unit: 'fahrenheit',
      tags: ['a', 'b', 'c'],
      isOpen: false,
      count: 2.5,
    })
  })

  it.each([
    ['What is the weather in New York today?', 'New York'],
    ['查询杭州的天气', '杭州'],
    ['Look up "Lake Como"', 'Lake Como'],
    ['How is it outside?', 'Paris'],
  ])('finds in %j the place %j', (question, city) => {
    expect(sample({ type: 'object', properties: { city: { type: 'string' } } }, question)).toEqual({ city })
  })

  it('gives a whole question to a query, and a sum to a calculator', () => {
    const schema = { properties: { query: { type: 'string' }, expression: { type: 'string' } } }
    expect(sample(schema, 'what is 2 * (3 + 4)?')).toEqual({
      query: 'what is 2 * (3 + 4)?',
      expression: '2 * (3 + 4)',
    })
  })
})
