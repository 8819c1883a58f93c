import { describe, expect, it } from 'vitest'
import { sampleArguments } from '@/domain/sampleArguments.ts'
import { starterHandler } from '@/domain/starterHandler.ts'

const object = (properties: object): object => ({ type: 'object', properties })

describe('starterHandler', () => {
  it.each([
    [object({ from: {}, to: {} }), 'const { from, to } = args\n\nreturn { from, to }\n'],
    [object({ 城市: {}, $a: {} }), 'const { 城市, $a } = args\n\nreturn { 城市, $a }\n'],
    [object({ 'a-b': {}, class: {}, args: {}, ok: {} }), 'const { ok } = args\n\nreturn { ok }\n'],
    [object({}), 'return args\n'],
    [{ properties: null }, 'return args\n'],
    [undefined, 'return args\n'],
  ])('is code for %j that runs', (parameters, code) => {
    expect(starterHandler(parameters)).toBe(code)
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it is code is what is tested
    const run = new Function('args', `'use strict'\n${code}`)
    expect(run({})).toEqual({})
  })
})

describe('sampleArguments', () => {
  it.each([
    [
      object({ a: { type: 'string' }, b: { type: 'integer', minimum: 3 }, c: { type: 'boolean' } }),
      { a: '', b: 3, c: false },
    ],
    [
      object({ unit: { enum: ['c', 'f'] }, at: { const: 7 }, n: { type: 'number', default: 1 } }),
      { unit: 'c', at: 7, n: 1 },
    ],
    [object({ city: { type: 'string', examples: ['Oslo'] } }), { city: 'Oslo' }],
    [
      object({ list: { type: 'array', items: { type: 'number' } }, any: { type: 'array' } }),
      { list: [0], any: [] },
    ],
    [object({ maybe: { type: ['null', 'string'] }, no: { type: 'null' } }), { maybe: '', no: null }],
    [object({ way: { anyOf: [{ type: 'boolean' }, { type: 'string' }] } }), { way: false }],
    [
      {
        ...object({ p: { $ref: '#/$defs/point' }, q: { $ref: '#/$defs/none' } }),
        $defs: { point: object({ x: { type: 'number' } }) },
      },
      { p: { x: 0 }, q: '' },
    ],
    [undefined, {}],
  ])('fits %j', (schema, sample) => {
    expect(sampleArguments(schema)).toEqual(sample)
  })

  it('ends where a schema refers to itself', () => {
    const tree = { $ref: '#/$defs/node', $defs: { node: object({ next: { $ref: '#/$defs/node' } }) } }
    expect(JSON.stringify(sampleArguments(tree))).toBe('{"next":{"next":{"next":{"next":{"next":{}}}}}}')
  })
})
