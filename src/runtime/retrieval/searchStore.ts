import { AppError } from '../../domain/errors.ts'
import type { Passage } from '../../ingest/types.ts'
import type { ReadTransaction } from '../db/port.ts'
import { requireLiveStore, touchVectorStore } from '../db/vectorStores.ts'
import type { RuntimeDeps } from '../deps.ts'
import type { StoreSearch } from '../schemas/vectorStoreSearch.ts'
import type { VectorStoreFile } from '../wire.ts'
import { fitsFilter } from './attributeFilter.ts'
import { partOf, textOf } from './passageText.ts'
import { fuse, type Found } from './ranking.ts'
import { rewriteQuery } from './rewriteQuery.ts'
import { toCompact } from './vectorCodes.ts'
import { hasVectors, searchByVectors } from './vectorSearch.ts'
import { searchByWords, type SearchScope } from './wordSearch.ts'

/** A passage that was found: as the search endpoint gives it, and where it is. */
export interface SearchHit {
  file_id: string
  filename: string
  score: number
  attributes: NonNullable<VectorStoreFile['attributes']>
  content: { type: 'text'; text: string }[]
  passage: Passage & { rowId: string }
}

/** How far down each list is looked for passages that stand higher in another. */
const DEPTH = 50
const DEFAULT_RESULTS = 10
/** How long a search waits for the vectors of its queries, before it goes by words alone: a model may have to be loaded first. */
const PATIENCE_MS = 15_000
const NEVER = new AbortController().signal

/**
 * The best passages of one or several stores for a search, at most 50; only of files that have been read as a whole. Counts as a use of
 * the stores. The ranker `none` leaves the vectors out, which saves the request for that of the query.
 * @throws ApiError 404, or 400 for a store that has expired; StorageError; AppError `aborted`.
 */
export async function searchStore(
  deps: Pick<RuntimeDeps, 'storage' | 'clock' | 'embeddings'>,
  storeIds: readonly string[] | string,
  search: StoreSearch,
  signal = NEVER,
): Promise<SearchHit[]> {
  const { storage, clock } = deps
  const ids = typeof storeIds === 'string' ? [storeIds] : storeIds
  const scope = await storage.read(['vectorStores', 'vectorStoreFiles'], async (tx) => {
    for (const id of ids) await requireLiveStore(tx, id, clock.now())
    return scopeOf(tx, ids, search.filters)
  })
  const queries = queriesOf(search)
  const [byWords] = await Promise.all([
    storage.read(['segments', 'postings'], (tx) => searchByWords(tx, scope, { queries, limit: DEPTH })),
    storage.write(['vectorStores'], async (tx) => {
      for (const id of ids) await touchVectorStore(tx, id, clock.now())
    }),
  ])
  const { score_threshold: threshold = 0, ranker } = search.ranking_options ?? {}
  const byVectors = ranker === 'none' ? [] : await searchByMeaning(deps, scope, queries, signal)
  const found = fuse([...byWords, ...byVectors].map((list) => list.filter(({ score }) => score >= threshold)))
  const best = withoutTwins(found).slice(0, search.max_num_results ?? DEFAULT_RESULTS)
  const hits = await storage.read(['vectorStoreFiles', 'files', 'passages'], (tx) =>
    Promise.all(best.map((one) => hitOf(tx, one))),
  )
  return hits.filter((hit) => hit !== undefined)
}

/** By the vectors of the passages, where a model is chosen and they have some; none where its endpoint fails, which it tells itself. */
async function searchByMeaning(
  { storage, clock, embeddings }: Pick<RuntimeDeps, 'storage' | 'clock' | 'embeddings'>,
  scope: SearchScope,
  queries: readonly string[],
  signal: AbortSignal,
): Promise<Found[][]> {
  try {
    const embedder = await embeddings?.current()
    if (!embedder) return []
    const { model } = embedder
    // A model takes no empty text.
    const asked = queries.filter((query) => query.trim() !== '')
    const canFind = await storage.read(['vectorBlocks'], (tx) => hasVectors(tx, scope.storeIds, model))
    if (!canFind || asked.length === 0) return []
    const made = await withPatience(clock, signal, (either) => embedder.embed(asked, either))
    if (made === null) return []
    return await searchByVectors(storage, scope, { model, vectors: made.map(toCompact), limit: DEPTH })
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error
    return []
  }
}

/** What `work` gives; `null` when it takes too long, and is stopped. */
async function withPatience<T>(
  clock: RuntimeDeps['clock'],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  try {
    const made = await Promise.race([work(either), clock.sleep(PATIENCE_MS, either).then(() => null)])
    // As the reason it tells this stop from that of a person.
    if (made === null) over.abort(new AppError({ kind: 'timeout', detail: 'No vector came in time.' }))
    return made
  } finally {
    over.abort()
  }
}

/** A file may be in several of the stores: of each passage the better one. */
function withoutTwins(found: readonly Found[]): Found[] {
  const seen = new Set<string>()
  return found.filter(({ rowId, passage }) => {
    const key = `${rowId.slice(rowId.indexOf('/'))}#${passage}`
    return !seen.has(key) && seen.add(key)
  })
}

/** What is searched for: the queries of a search, however they were given, without fillers where it asks for that. */
export function queriesOf({ query, rewrite_query = false }: StoreSearch): string[] {
  const queries = typeof query === 'string' ? [query] : query
  return rewrite_query ? queries.map(rewriteQuery) : queries
}

async function scopeOf(
  tx: ReadTransaction,
  storeIds: readonly string[],
  filters: StoreSearch['filters'],
): Promise<SearchScope> {
  const status = filters === undefined ? 'in_progress' : 'completed'
  const rows = await Promise.all(
    storeIds.map((id) => tx.scan('vectorStoreFiles', 'storeStatus', { prefix: [id, status] })),
  )
  const files = rows.flat()
  if (filters === undefined) {
    const unread = new Set(files.map(({ id }) => id))
    return { storeIds, isWanted: (rowId) => !unread.has(rowId) }
  }
  const fitting = new Set(
    files.filter(({ object }) => fitsFilter(filters, object.attributes ?? {})).map(({ id }) => id),
  )
  return { storeIds, isWanted: (rowId) => fitting.has(rowId) }
}

/** `undefined`: the file has been removed, or put in again, just now. */
async function hitOf(tx: ReadTransaction, { rowId, passage, score }: Found): Promise<SearchHit | undefined> {
  const [row, part] = await Promise.all([tx.get('vectorStoreFiles', rowId), partOf(tx, rowId, passage)])
  const place = part?.passages[passage - part.position]
  if (row?.object.status !== 'completed' || part === undefined || place === undefined) return undefined
  const file = await tx.get('files', row.fileId)
  return {
    file_id: row.fileId,
    filename: file?.object.filename ?? '',
    score,
    attributes: row.object.attributes ?? {},
    content: [{ type: 'text', text: textOf(part, place) }],
    passage: { ...place, rowId },
  }
}
