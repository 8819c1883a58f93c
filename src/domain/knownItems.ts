import type { Known } from './threadState.ts'

interface Dated {
  id: string
  created_at: number
}

/** What is kept of `incoming`. `isOvertaken`: `previous` came while it was on its way. */
export type Accept<Item> = (previous: Item | undefined, incoming: Item, isOvertaken: boolean) => Item

/** `known` with the newest of an item in it. */
export function withChanged<Item extends Dated>(
  known: Known<Item>,
  item: Item,
  accept: Accept<Item>,
): Known<Item> {
  return withItems(known, [accept(known.get(item.id), item, false)], false)
}

/** `known` with what an answer to a question brought, that was asked when `since` was known. */
export function withReceived<Item extends Dated>(
  known: Known<Item>,
  items: readonly Item[],
  { since, isOlder = false, accept }: { since: Known<Item>; isOlder?: boolean; accept: Accept<Item> },
): Known<Item> {
  const accepted = items
    .filter(({ id }) => known.has(id) || !since.has(id)) // else it was deleted in the meantime
    .map((item) => accept(known.get(item.id), item, known.get(item.id) !== since.get(item.id)))
  return withItems(known, accepted, isOlder || items.some(({ id }) => known.has(id)))
}

/**
 * Oldest first. The API tells whole seconds: within one, the order of a page counts, where it is known to begin before (`isBefore`)
 * what else is of that second.
 */
function withItems<Item extends Dated>(
  known: Known<Item>,
  items: readonly Item[],
  isBefore: boolean,
): Known<Item> {
  if (items.every((item) => known.get(item.id) === item)) return known
  const entries = items.map((item): [string, Item] => [item.id, item])
  if (items.every(({ id }) => known.has(id))) return new Map([...known, ...entries])
  // A key keeps its first place and gets its last value.
  const all = new Map([...(isBefore ? entries : []), ...known, ...entries])
  return new Map([...all].sort(([, one], [, other]) => one.created_at - other.created_at))
}
