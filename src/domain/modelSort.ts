import type { ModelFacts } from './modelFacts.ts'
import type { ModelEntry } from './models.ts'

/** A model with all that a list shows of it. */
export interface ModelRow {
  entry: ModelEntry
  facts: ModelFacts | null
  isFavourite: boolean
  isHidden: boolean
  isDefault: boolean
  /** Named by hand: the endpoint does not list it. */
  isManual: boolean
}

export const MODEL_SORTS = ['name', 'created', 'context', 'price'] as const
export type ModelSort = (typeof MODEL_SORTS)[number]

/** Names as a person counts: `gpt-9` before `gpt-10`. */
const byName = new Intl.Collator('en', { numeric: true })

/** What is sorted by, smallest first; null is not known and goes last. */
const SORT_VALUES: Record<ModelSort, (row: ModelRow) => number | null> = {
  name: () => 0,
  created: (row) => negative(row.entry.createdAt),
  context: (row) => negative(row.facts?.contextWindow ?? null),
  price: (row) => blendedPrice(row.facts),
}

/** The rows in order, favourites first; rows that are equal in it go by name. */
export function sortModels(rows: readonly ModelRow[], sort: ModelSort): ModelRow[] {
  const valueOf = SORT_VALUES[sort]
  return rows.toSorted(
    (a, b) =>
      Number(b.isFavourite) - Number(a.isFavourite) ||
      (valueOf(a) ?? Infinity) - (valueOf(b) ?? Infinity) ||
      byName.compare(a.entry.id, b.entry.id),
  )
}

/** The rows whose id or owner holds every word of the query, in any order. */
export function searchModels(rows: readonly ModelRow[], query: string): ModelRow[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  return rows.filter(({ entry }) => {
    const text = `${entry.id} ${entry.ownedBy ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** The rows by owner, owners by name and the unknown one (null) last; the order inside a group stays. */
export function groupModels(rows: readonly ModelRow[]): { owner: string | null; rows: ModelRow[] }[] {
  const groups = [...Map.groupBy(rows, (row) => ownerOf(row.entry))]
  return groups
    .map(([owner, members]) => ({ owner, rows: members }))
    .toSorted((a, b) => {
      if (a.owner === null || b.owner === null) return Number(a.owner === null) - Number(b.owner === null)
      return byName.compare(a.owner, b.owner)
    })
}

/** Who made the model: as the server says, else the `owner/` that routers such as OpenRouter begin their ids with. */
export function ownerOf(entry: ModelEntry): string | null {
  if (entry.ownedBy !== null && entry.ownedBy !== '') return entry.ownedBy
  const slash = entry.id.indexOf('/')
  return slash > 0 ? entry.id.slice(0, slash) : null
}

/** Three parts input to one part output, as chats go. */
function blendedPrice(facts: ModelFacts | null): number | null {
  const prices = facts?.prices ?? null
  return prices === null ? null : (3 * prices.input + prices.output) / 4
}

function negative(value: number | null): number | null {
  return value === null ? null : -value
}
