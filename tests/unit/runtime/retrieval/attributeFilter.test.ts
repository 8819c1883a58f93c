import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { fitsFilter } from '@/runtime/retrieval/attributeFilter.ts'
import { searchSchema } from '@/runtime/schemas/vectorStoreSearch.ts'

const ATTRIBUTES = { year: 2020, kind: 'book', isDraft: false }

function fits(filters: unknown): boolean {
  const search = v.parse(searchSchema, { query: 'x', filters })
  if (search.filters === undefined) throw new Error('The filter was lost.')
  return fitsFilter(search.filters, ATTRIBUTES)
}

describe('a filter on attributes', () => {
  it.each([
    ['eq', 'year', 2020, true],
    ['eq', 'year', '2020', false],
    ['eq', 'isDraft', false, true],
    ['eq', 'missing', false, false],
    ['eq', 'constructor', 'x', false],
    ['ne', 'kind', 'note', true],
    ['ne', 'kind', 'book', false],
    ['ne', 'missing', 1, true],
    ['gt', 'year', 2019, true],
    ['gt', 'year', 2020, false],
    ['gt', 'year', '0', false],
    ['gte', 'year', 2020, true],
    ['lt', 'year', 2020, false],
    ['lt', 'kind', 'c', true],
    ['lte', 'year', 2020, true],
    ['lte', 'missing', 9, false],
    ['in', 'kind', ['note', 'book'], true],
    ['in', 'year', ['2020'], false],
    ['in', 'missing', ['x'], false],
    ['nin', 'kind', ['note'], true],
    ['nin', 'kind', ['book'], false],
    ['nin', 'missing', ['x'], true],
  ])('%s %s %j is %s', (type, key, value, expected) => {
    expect(fits({ type, key, value })).toBe(expected)
  })

  it('combines others, however deep', () => {
    const [yes, no] = [
      { type: 'eq', key: 'kind', value: 'book' },
      { type: 'eq', key: 'kind', value: 'note' },
    ]
    expect(fits({ type: 'and', filters: [yes, yes] })).toBe(true)
    expect(fits({ type: 'and', filters: [yes, no] })).toBe(false)
    expect(fits({ type: 'or', filters: [no, yes] })).toBe(true)
    expect(
      fits({ type: 'or', filters: [no, { type: 'and', filters: [yes, { type: 'or', filters: [no] }] }] }),
    ).toBe(false)
  })

  it.each([
    [{ type: 'in', key: 'a', value: 'b' }],
    [{ type: 'eq', key: 'a', value: ['b'] }],
    [{ type: 'eq', key: 'a', value: null }],
    [{ type: 'eq', value: 1 }],
    [{ type: 'not', filters: [] }],
    [{ type: 'and', filters: [{}] }],
    [{ type: 'or', filters: { type: 'eq', key: 'a', value: 1 } }],
    [{ type: 'gt', key: 'a', value: {} }],
    [{ type: 'nin', key: 'a', value: [null] }],
    [{ type: 'eq', key: 1, value: 1 }],
    [[]],
    ['year = 2020'],
  ])('is refused as %j', (filters) => {
    expect(v.is(searchSchema, { query: 'x', filters })).toBe(false)
  })

  it.each([
    [19, true],
    [20, false],
    [5000, false],
  ])('in %i others is accepted: %s', (depth, expected) => {
    let filters: unknown = { type: 'in', key: 'a', value: [1] }
    for (let level = 0; level < depth; level += 1) filters = { type: 'and', filters: [filters] }
    expect(v.is(searchSchema, { query: 'x', filters })).toBe(expected)
  })
})
