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
  return withItems(known, accepted, isOlder)
}

/** Oldest first. The API tells whole seconds: within one, the order of a page counts, and its place next to what was known before. */
function withItems<Item extends Dated>(
  known: Known<Item>,
  items: readonly Item[],
  isOlder: boolean,
): Known<Item> {
  if (items.every((item) => known.get(item.id) === item)) return known
  const all = new Map([...known, ...items.map((item): [string, Item] => [item.id, item])])
  if (items.every(({ id }) => known.has(id))) return all
  const ids = [...known.keys()]
  const first = ids.findIndex((id) => items.some((item) => item.id === id))
  let at = first === -1 && !isOlder ? ids.length : Math.max(0, first)
  for (const { id } of items) {
    if (known.has(id)) at = ids.indexOf(id) + 1
    else ids.splice(at++, 0, id)
  }
  const entries = ids.flatMap((id): [string, Item][] => {
    const item = all.get(id)
    return item === undefined ? [] : [[id, item]]
  })
  return new Map(entries.sort(([, one], [, other]) => one.created_at - other.created_at))
}
