import { describe, expect, it } from 'vitest'
import { type ModelLine, modelLine, sortLines } from '@/domain/modelLines.ts'
import { DEMO_FACTS, FREE } from '@/domain/modelFacts.ts'

const entry = { id: 'm', shutdownDate: null }

describe('modelLine', () => {
  it('takes the word of the endpoint and the catalogue before what was published', () => {
    const facts = { ...DEMO_FACTS, contextWindow: 1000, prices: { ...FREE, input: 3, output: 4 } }
    const line = modelLine({ id: 'm', shutdownDate: '2027-01-01' }, facts, {
      context: 2000,
      output: 500,
      prices: [1, 0.5, 2],
      shutdown: '2028-01-01',
      cutoff: '2026-01',
    })
    expect(line).toMatchObject({ context: 1000, output: 500, input: 3, answer: 4, cutoff: '2026-01' })
    expect(line.shutdown).toBe('2027-01-01')
  })

  it('does not mix the prices of two places', () => {
    const facts = { ...DEMO_FACTS, prices: { ...FREE, input: 3, cachedInput: null, output: 4 } }
    expect(modelLine(entry, facts, { prices: [1, 0.5, 2] }).cached).toBeNull()
  })

  it('knows nothing of a model that nobody tells of', () => {
    const { id, ...rest } = modelLine(entry, null)
    expect(id).toBe('m')
    expect(Object.values(rest).every((value) => value === null)).toBe(true)
  })
})

describe('sortLines', () => {
  const line = (id: string, context: number | null): ModelLine => ({
    ...modelLine({ id, shutdownDate: null }, null),
    context,
  })
  const lines = [line('gpt-10', 5), line('gpt-9', null), line('gpt-2', 7)]
  const ids = (sorted: readonly ModelLine[]): string[] => sorted.map(({ id }) => id)

  it('counts names as a person does', () => {
    expect(ids(sortLines(lines, 'id', false))).toEqual(['gpt-2', 'gpt-9', 'gpt-10'])
  })

  it('keeps what is not known last, either way', () => {
    expect(ids(sortLines(lines, 'context', false))).toEqual(['gpt-10', 'gpt-2', 'gpt-9'])
    expect(ids(sortLines(lines, 'context', true))).toEqual(['gpt-2', 'gpt-10', 'gpt-9'])
  })
})
