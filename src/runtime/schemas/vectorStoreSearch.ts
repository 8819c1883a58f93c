import * as v from 'valibot'
import { SCORE, STORE_RESULTS } from '../../facts/limits.ts'
import { decimalBetween } from '../../http/bounds.ts'
import { objectWith } from './common.ts'

/** A condition on a file's attributes. */
export type AttributeFilter = Comparison | { type: 'and' | 'or'; filters: AttributeFilter[] }
export type Comparison = { key: string } & (
  | { type: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'; value: string | number | boolean }
  | { type: 'in' | 'nin'; value: (string | number | boolean)[] }
)

/** Far more than a person nests; what is deeper would only exhaust the stack. Each takes an object and its list. */
const MAX_DEPTH = 20

const scalarSchema = v.union([v.string(), v.number(), v.boolean()])

const nestedFilterSchema: v.GenericSchema<AttributeFilter> = v.lazy(() =>
  v.variant('type', [
    v.strictObject({
      type: v.picklist(['eq', 'ne', 'gt', 'gte', 'lt', 'lte']),
      key: v.string(),
      value: scalarSchema,
    }),
    v.strictObject({ type: v.picklist(['in', 'nin']), key: v.string(), value: v.array(scalarSchema) }),
    v.strictObject({ type: v.picklist(['and', 'or']), filters: v.array(nestedFilterSchema) }),
  ]),
)

const filterSchema = v.pipe(
  v.unknown(),
  v.check(
    (value) => !isDeeper(value, MAX_DEPTH * 2),
    `Invalid 'filters': nested more than ${MAX_DEPTH} deep.`,
  ),
  nestedFilterSchema,
)

export const searchSchema = v.strictObject({
  query: v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))]),
  rewrite_query: v.exactOptional(v.boolean()),
  max_num_results: v.exactOptional(
    v.pipe(v.number(), v.integer(), v.minValue(STORE_RESULTS.min), v.maxValue(STORE_RESULTS.max)),
  ),
  filters: v.exactOptional(filterSchema),
  ranking_options: v.exactOptional(
    objectWith({
      ranker: v.exactOptional(v.picklist(['none', 'auto', 'default-2024-11-15'])),
      score_threshold: v.exactOptional(decimalBetween(SCORE.min, SCORE.max)),
    }),
  ),
})

export type StoreSearch = v.InferOutput<typeof searchSchema>

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1))
}
