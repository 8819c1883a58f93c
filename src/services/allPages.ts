import type { ListPage } from '../domain/listPage.ts'

/**
 * The items of every page of a list, a page at a time and each item once. `list` gets the cursor of a page, and nothing for the
 * first: `allPages((cursor) => listFiles(client, { limit: 100, ...cursor }, signal))`.
 * @throws what `list` throws.
 */
export async function* allPages<T extends { id: string }>(
  list: (cursor: { after?: string }) => Promise<ListPage<T>>,
): AsyncGenerator<T[]> {
  const known = new Set<string>()
  for (let cursor: { after?: string } | null = {}; cursor !== null;) {
    const { items, next }: ListPage<T> = await list(cursor)
    const fresh = items.filter(({ id }) => !known.has(id))
    for (const { id } of fresh) known.add(id)
    if (fresh.length > 0) yield fresh
    // A server that ignores `after` would send the same page for ever.
    cursor = next === null || fresh.length === 0 ? null : { after: next }
  }
}
