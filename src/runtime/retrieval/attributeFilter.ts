import type { AttributeFilter, Comparison } from '../schemas/vectorStoreSearch.ts'
import type { VectorStoreFile } from '../wire.ts'

type Attributes = NonNullable<VectorStoreFile['attributes']>
type Scalar = Attributes[string]

/** Whether a file's attributes fit. A missing one is unequal to everything; an order holds only within one type. */
export function fitsFilter(filter: AttributeFilter, attributes: Attributes): boolean {
  switch (filter.type) {
    case 'and':
      return filter.filters.every((inner) => fitsFilter(inner, attributes))
    case 'or':
      return filter.filters.some((inner) => fitsFilter(inner, attributes))
    default:
      return compare(filter, Object.hasOwn(attributes, filter.key) ? attributes[filter.key] : undefined)
  }
}

function compare(filter: Comparison, actual: Scalar | undefined): boolean {
  switch (filter.type) {
    case 'eq':
      return actual === filter.value
    case 'ne':
      return actual !== filter.value
    case 'in':
      return actual !== undefined && filter.value.includes(actual)
    case 'nin':
      return actual === undefined || !filter.value.includes(actual)
    default:
      return typeof actual === typeof filter.value && actual !== undefined && isOrdered(filter, actual)
  }
}

function isOrdered({ type, value }: Comparison, actual: Scalar): boolean {
  switch (type) {
    case 'gt':
      return actual > value
    case 'gte':
      return actual >= value
    case 'lt':
      return actual < value
    default:
      return actual <= value
  }
}
