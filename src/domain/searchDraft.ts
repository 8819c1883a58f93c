import type { VectorStoreSearchParams } from './api.ts'
import { SCORE, STORE_RESULTS } from '../facts/limits.ts'
import { type AttributeValue, attributeValueOf } from './fileAttributes.ts'

export const FILTER_OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin'] as const
export type FilterOperator = (typeof FILTER_OPERATORS)[number]

/** A condition on the attributes of files, as it is typed. */
export interface FilterRow {
  key: string
  operator: FilterOperator
  /** Of `in` and `nin` several, with commas between them. */
  value: string
}

/** A search of a vector store, as its form has it. */
export interface SearchDraft {
  query: string
  /** `undefined`: as many as the server thinks right. */
  results: number | undefined
  /** From 0 to 1. */
  threshold: number | undefined
  isRewritten: boolean
  joint: 'and' | 'or'
  filters: readonly FilterRow[]
}

/** What the API takes of a search, in a store or by an assistant. */
export const SEARCH_RANGES = {
  results: { min: STORE_RESULTS.min, max: STORE_RESULTS.max, isWhole: true },
  threshold: { ...SCORE, isWhole: false },
} as const

export const EMPTY_SEARCH: SearchDraft = {
  query: '',
  results: undefined,
  threshold: undefined,
  isRewritten: false,
  joint: 'and',
  filters: [],
}

/** What is sent for a draft; conditions without a key are left out. */
export function searchParamsOf(draft: SearchDraft): VectorStoreSearchParams {
  const filters = draft.filters.filter(({ key }) => key.trim() !== '').map(comparisonOf)
  const [only] = filters
  return {
    query: draft.query.trim(),
    ...(draft.results !== undefined && { max_num_results: draft.results }),
    ...(draft.threshold !== undefined && { ranking_options: { score_threshold: draft.threshold } }),
    ...(draft.isRewritten && { rewrite_query: true }),
    ...(only && { filters: filters.length === 1 ? only : { type: draft.joint, filters } }),
  }
}

/** How many of a draft's choices are not as they are at first. */
export function choicesIn(draft: SearchDraft): number {
  // The query is always there.
  return Object.keys(searchParamsOf(draft)).length - 1
}

function comparisonOf({ key, operator, value }: FilterRow): {
  key: string
  type: FilterOperator
  value: AttributeValue | (string | number)[]
} {
  const isList = operator === 'in' || operator === 'nin'
  return { key: key.trim(), type: operator, value: isList ? listOf(value) : attributeValueOf(value) }
}

/** The SDK's type has no booleans in lists: they are sent as their words. */
function listOf(value: string): (string | number)[] {
  return value.split(',').map((one) => {
    const member = attributeValueOf(one)
    return typeof member === 'boolean' ? String(member) : member
  })
}
