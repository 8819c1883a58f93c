import { describe, expect, it } from 'vitest'
import { FREE, type ModelFacts, type ModelPrices } from '@/domain/modelFacts.ts'
import { groupModels, MODEL_SORTS, searchModels, sortModels, type ModelRow } from '@/domain/modelSort.ts'

interface RowPatch {
  ownedBy?: string
  createdAt?: number
  contextWindow?: number
  prices?: ModelPrices
  isFavourite?: boolean
}

function row(id: string, patch: RowPatch = {}): ModelRow {
  const facts: ModelFacts = {
    contextWindow: patch.contextWindow ?? null,
    maxOutputTokens: null,
    prices: patch.prices ?? null,
    inputModalities: null,
    outputModalities: null,
    supportsReasoning: null,
    source: 'catalog',
  }
  return {
    entry: {
      id,
      ownedBy: patch.ownedBy ?? null,
      createdAt: patch.createdAt ?? null,
      shutdownDate: null,
      raw: { id },
    },
    facts,
    isFavourite: patch.isFavourite ?? false,
    isHidden: false,
    isDefault: false,
    isManual: false,
  }
}

const ids = (rows: ModelRow[]): string[] => rows.map(({ entry }) => entry.id)

describe('sortModels', () => {
  it('sorts names as a person counts', () => {
    expect(ids(sortModels([row('gpt-10'), row('gpt-9'), row('Gpt-1')], 'name'))).toEqual([
      'Gpt-1',
      'gpt-9',
      'gpt-10',
    ])
  })

  it('puts the newest first and the undated last', () => {
    const rows = [row('undated'), row('old', { createdAt: 1 }), row('new', { createdAt: 2 })]
    expect(ids(sortModels(rows, 'created'))).toEqual(['new', 'old', 'undated'])
  })

  it('puts the largest context first', () => {
    const rows = [row('unknown'), row('small', { contextWindow: 1 }), row('large', { contextWindow: 2 })]
    expect(ids(sortModels(rows, 'context'))).toEqual(['large', 'small', 'unknown'])
  })

  it('puts free before cheap before dear before unpriced', () => {
    const price = (input: number, output: number): ModelPrices => ({ ...FREE, input, output })
    const rows = [
      row('unpriced'),
      row('dear', { prices: price(1, 9) }),
      row('cheap', { prices: price(2, 2) }),
      row('free', { prices: FREE }),
    ]
    expect(ids(sortModels(rows, 'price'))).toEqual(['free', 'cheap', 'dear', 'unpriced'])
  })

  it.each(MODEL_SORTS)('keeps favourites first when sorting by %s', (sort) => {
    const rows = [row('a', { createdAt: 9, contextWindow: 9, prices: FREE }), row('z', { isFavourite: true })]
    expect(ids(sortModels(rows, sort))).toEqual(['z', 'a'])
  })
})

describe('searchModels', () => {
  const rows = [row('openai/gpt-6-sol'), row('qwen3:14b', { ownedBy: 'library' })]

  it.each([
    ['SOL gpt', ['openai/gpt-6-sol']],
    ['libr', ['qwen3:14b']],
    ['', ['openai/gpt-6-sol', 'qwen3:14b']],
    ['gpt qwen', []],
  ])('finds %j', (query, found) => {
    expect(ids(searchModels(rows, query))).toEqual(found)
  })
})

describe('groupModels', () => {
  it('groups by what the server says, else by the start of the id, and the rest last', () => {
    const rows = [row('plain'), row('zeta/b'), row('x', { ownedBy: 'acme' }), row('zeta/a'), row('/odd')]
    expect(groupModels(rows).map(({ owner, rows: members }) => [owner, ids(members)])).toEqual([
      ['acme', ['x']],
      ['zeta', ['zeta/b', 'zeta/a']],
      [null, ['plain', '/odd']],
    ])
  })
})
