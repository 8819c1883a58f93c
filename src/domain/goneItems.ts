import type { Known } from './threadState.ts'

interface Dated {
  id: string
  created_at: number
}

/**
 * The ids of what was known when the newest `items` were asked for, and that its server has no more: another program deleted it, or it was
 * taken back with the page that executed the run. `hasOlder`: the items are not all there are.
 */
export function goneIds(
  known: Known<Dated>,
  { items, hasOlder }: { items: readonly Dated[]; hasOlder: boolean },
): string[] {
  const told = new Set(items.map(({ id }) => id))
  // Of the second in which the items begin, there may be older ones.
  const untilSeconds = hasOlder ? Math.min(...items.map(({ created_at }) => created_at)) : -Infinity
  return [...known.values()]
    .filter(({ id, created_at }) => !told.has(id) && created_at > untilSeconds)
    .map(({ id }) => id)
}
