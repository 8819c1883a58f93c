import { describe, expect, it } from 'vitest'
import { AUTO_CHUNKING, chunkingOf, maxOverlap } from '@/domain/chunkingDraft.ts'
import { attributesOf, typedAttributes } from '@/domain/fileAttributes.ts'
import { choicesIn, EMPTY_SEARCH, type FilterRow, searchParamsOf } from '@/domain/searchDraft.ts'

const row = (key: string, operator: FilterRow['operator'], value: string): FilterRow => ({
  key,
  operator,
  value,
})

describe('searchParamsOf', () => {
  it('sends the query alone where nothing else was chosen', () => {
    const draft = { ...EMPTY_SEARCH, query: ' notice period ', filters: [row(' ', 'eq', 'x')] }
    expect(searchParamsOf(draft)).toEqual({ query: 'notice period' })
    expect(choicesIn(draft)).toBe(0)
  })

  it('sends what was chosen', () => {
    const draft = { ...EMPTY_SEARCH, query: 'q', results: 5, threshold: 0, isRewritten: true }
    expect(searchParamsOf(draft)).toEqual({
      query: 'q',
      max_num_results: 5,
      ranking_options: { score_threshold: 0 },
      rewrite_query: true,
    })
    expect(choicesIn(draft)).toBe(3)
  })

  it('sends one condition as it is, several joined', () => {
    const year = row('year', 'gte', '2024')
    expect(searchParamsOf({ ...EMPTY_SEARCH, filters: [year] }).filters).toEqual({
      key: 'year',
      type: 'gte',
      value: 2024,
    })
    const filters = [year, row('region', 'in', 'north, "7", 8,true')]
    expect(searchParamsOf({ ...EMPTY_SEARCH, joint: 'or', filters }).filters).toEqual({
      type: 'or',
      filters: [
        { key: 'year', type: 'gte', value: 2024 },
        { key: 'region', type: 'in', value: ['north', '7', 8, 'true'] },
      ],
    })
  })
})

describe('attributes', () => {
  it('are typed as what they are, and read so again', () => {
    const attributes = {
      year: 2024,
      rate: -0.5,
      isSigned: true,
      code: '007',
      word: 'true',
      quoted: '"a"',
      empty: '',
    }
    expect(attributesOf(typedAttributes(attributes))).toEqual(attributes)
    expect(typedAttributes({ year: 2024, word: 'true' })).toEqual({ year: '2024', word: '"true"' })
    expect(typedAttributes(null)).toEqual({})
  })
})

describe('chunkingOf', () => {
  it.each([
    [AUTO_CHUNKING, undefined],
    [
      { ...AUTO_CHUNKING, isStatic: true },
      { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 },
    ],
    [{ isStatic: true, tokens: 800, overlap: 401 }, null],
    [{ isStatic: true, tokens: 99, overlap: 0 }, null],
    [{ isStatic: true, tokens: 4097, overlap: 0 }, null],
    [{ isStatic: true, tokens: undefined, overlap: 0 }, null],
    [{ isStatic: true, tokens: 100, overlap: undefined }, null],
  ])('makes of %j %j', (draft, expected) => {
    expect(chunkingOf(draft)).toEqual(expected && { type: 'static', static: expected })
  })

  it('lets half of a passage come again', () => {
    expect(maxOverlap({ ...AUTO_CHUNKING, tokens: 333 })).toBe(166)
  })
})
