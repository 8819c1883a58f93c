import type { ReadTransaction } from '../db/port.ts'
import { requireLiveStore, touchVectorStore } from '../db/vectorStores.ts'
import type { RuntimeDeps } from '../deps.ts'
import type { StoreSearch } from '../schemas/vectorStoreSearch.ts'
import type { VectorStoreFile } from '../wire.ts'
import { fitsFilter } from './attributeFilter.ts'
import type { SearchSource } from './port.ts'

/** A passage that was found, as the search endpoint gives it. */
export interface SearchResult {
  file_id: string
  filename: string
  score: number
  attributes: NonNullable<VectorStoreFile['attributes']>
  content: { type: 'text'; text: string }[]
}

interface StoredSource extends SearchSource {
  filename: string
  attributes: SearchResult['attributes']
}

/**
 * Searches the files of a store that have been read, and counts as its use.
 * @throws ApiError 404, or 400 for a store that has expired.
 */
export async function searchStore(
  { storage, retrieval, clock }: Pick<RuntimeDeps, 'storage' | 'retrieval' | 'clock'>,
  storeId: string,
  search: StoreSearch,
): Promise<SearchResult[]> {
  await storage.write(['vectorStores'], async (tx) => {
    await requireLiveStore(tx, storeId, clock.now())
    await touchVectorStore(tx, storeId, clock.now())
  })
  const sources = await storage.read(['vectorStoreFiles', 'files', 'texts'], (tx) =>
    sourcesOf(tx, storeId, search.filters),
  )
  const hits = await retrieval.search({
    queries: queriesOf(search),
    sources: [...sources.values()],
    maxResults: search.max_num_results ?? 10,
    scoreThreshold: search.ranking_options?.score_threshold ?? 0,
  })
  return hits.map(({ fileId, score, passages }) => ({
    file_id: fileId,
    filename: sources.get(fileId)?.filename ?? '',
    score,
    attributes: sources.get(fileId)?.attributes ?? {},
    content: passages.map((text) => ({ type: 'text', text })),
  }))
}

/** The queries of a search, however they were given. */
export function queriesOf({ query }: StoreSearch): string[] {
  return typeof query === 'string' ? [query] : query
}

async function sourcesOf(
  tx: ReadTransaction,
  storeId: string,
  filters: StoreSearch['filters'],
): Promise<Map<string, StoredSource>> {
  const sources = new Map<string, StoredSource>()
  for (const row of await tx.scan('vectorStoreFiles', 'storeStatus', { prefix: [storeId, 'completed'] })) {
    const attributes = row.object.attributes ?? {}
    if (filters !== undefined && !fitsFilter(filters, attributes)) continue
    const [stored, file] = [await tx.get('texts', row.id), await tx.get('files', row.fileId)]
    sources.set(row.fileId, {
      fileId: row.fileId,
      text: stored?.text ?? '',
      chunking: row.object.chunking_strategy,
      filename: file?.object.filename ?? '',
      attributes,
    })
  }
  return sources
}
