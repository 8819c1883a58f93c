/** Whether a name or a value within `value` holds `query`, whatever its case; nothing holds an empty one. */
export function holdsText(value: unknown, query: string): boolean {
  if (query === '') return false
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).some(
      ([name, inner]: [string, unknown]) =>
        (!Array.isArray(value) && contains(name, query)) || holdsText(inner, query),
    )
  }
  return contains(String(value), query)
}

/** How many names and values hold it. */
export function countText(value: unknown, query: string): number {
  if (query === '') return 0
  if (typeof value !== 'object' || value === null) return contains(String(value), query) ? 1 : 0
  return Object.entries(value).reduce(
    (sum, [name, inner]: [string, unknown]) =>
      sum + (!Array.isArray(value) && contains(name, query) ? 1 : 0) + countText(inner, query),
    0,
  )
}

export const contains = (text: string, query: string): boolean =>
  query !== '' && text.toLowerCase().includes(query.toLowerCase())
