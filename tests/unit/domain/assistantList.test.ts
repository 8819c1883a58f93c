import { describe, expect, it } from 'vitest'
import { foundAssistants, orderedAssistants } from '@/domain/assistantList.ts'
import { assistantObject } from '../../support/assistantObjects.ts'

const assistants = [
  assistantObject({ id: 'asst_a', name: 'Clerk 10', created_at: 3 }),
  assistantObject({ id: 'asst_b', name: null, model: 'acme/big', created_at: 2 }),
  assistantObject({ id: 'asst_c', name: 'clerk 9', description: 'Counts apples', created_at: 1 }),
]
const idsOf = (list: { id: string }[]): string[] => list.map(({ id }) => id)

describe('foundAssistants', () => {
  it.each([
    ['', ['asst_a', 'asst_b', 'asst_c']],
    ['CLERK', ['asst_a', 'asst_c']],
    ['apples clerk', ['asst_c']],
    ['acme', ['asst_b']],
    ['asst_b', ['asst_b']],
    ['nobody', []],
  ])('finds for “%s”', (query, ids) => {
    expect(idsOf(foundAssistants(assistants, query))).toEqual(ids)
  })
})

describe('orderedAssistants', () => {
  it('orders by age, and by name with those without one at the end', () => {
    expect(idsOf(orderedAssistants(assistants, 'newest', 'en'))).toEqual(['asst_a', 'asst_b', 'asst_c'])
    expect(idsOf(orderedAssistants(assistants, 'oldest', 'en'))).toEqual(['asst_c', 'asst_b', 'asst_a'])
    expect(idsOf(orderedAssistants(assistants, 'name', 'en'))).toEqual(['asst_c', 'asst_a', 'asst_b'])
  })
})
