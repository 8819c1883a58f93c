import { searchWords } from '../../domain/searchWords.ts'
import type { ReadTransaction } from '../db/port.ts'
import type { SegmentRow } from '../db/tables.ts'
import { postingsId } from './indexing.ts'
import { numbered, type NumberedRun } from './passageRuns.ts'
import { bucketOf, postingsOf } from './postings.ts'
import { Best, type Found } from './ranking.ts'

/** Which passages of which stores are looked for. */
export interface SearchScope {
  storeIds: readonly string[]
  /** Whether passages of this file, by its row's id, may be given. */
  isWanted: (rowId: string) => boolean
}

/** How soon more of the same word stops to count (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, §3.5: 1.2 to 2). */
const K1 = 1.2
/** How far a passage that is longer than the others is held to say less with the same words (the same: 0.5 to 0.8). */
const B = 0.75

/**
 * The best passages for each of the queries by Okapi BM25, where the whole of the stores is the collection. A score is divided by what
 * it would be if each of the query's words filled a passage: it has no 1, and is 0.45 when a passage of mean length has each word
 * once. `tx` is of `segments` and `postings`.
 */
export async function searchByWords(
  tx: ReadTransaction,
  scope: SearchScope,
  { queries, limit }: { queries: readonly string[]; limit: number },
): Promise<Found[][]> {
  const words = queries.map((query) => new Set(searchWords(query)))
  const rows = await Promise.all(scope.storeIds.map((id) => tx.scan('segments', 'store', { prefix: [id] })))
  const wanted = new Set(words.flatMap((set) => [...set]))
  const segments = await Promise.all(
    rows
      .flat()
      .filter(({ isWhole }) => isWhole)
      .map((row) => loadSegment(tx, row, { words: wanted, isWanted: scope.isWanted })),
  )
  const collection = collectionOf(segments)
  return words.map((set) => bestOf(segments, weigh(set, segments, collection), { collection, limit }))
}

/** What is known of a passage, by its number. */
const DEAD = 0
const LIVE = 1
const WANTED = 2
const NONE = new Uint32Array()

interface Segment {
  runs: readonly NumberedRun[]
  lengths: Uint16Array
  /** DEAD, LIVE or WANTED. */
  states: Uint8Array
  /** By word: [number, how often, …], of the passages that are not dead. */
  lists: Map<string, Uint32Array>
}

async function loadSegment(
  tx: ReadTransaction,
  row: SegmentRow,
  { words, isWanted }: { words: ReadonlySet<string>; isWanted: SearchScope['isWanted'] },
): Promise<Segment> {
  const runs = numbered(row.runs)
  const states = new Uint8Array(row.lengths.length)
  for (const { rowId, isDead, start, end } of runs) {
    if (!isDead) states.fill(isWanted(rowId) ? WANTED : LIVE, start, end)
  }
  const lists = new Map<string, Uint32Array>()
  const hasDead = states.includes(DEAD)
  const byBucket = Map.groupBy(words, (word) => bucketOf(word, row.buckets))
  await Promise.all(
    Array.from(byBucket, async ([bucket, members]) => {
      const content = await tx.get('postings', postingsId(row.id, bucket))
      if (content === undefined) return
      for (const word of members) {
        const list = postingsOf(content, word)
        lists.set(word, hasDead ? withoutDead(list, states) : list)
      }
    }),
  )
  return { runs, lengths: row.lengths, states, lists }
}

function withoutDead(list: Uint32Array, states: Uint8Array): Uint32Array {
  return list.filter((_, index) => states[list[index - (index % 2)] ?? 0] !== DEAD)
}

/** All passages that are not dead. */
interface Collection {
  size: number
  meanLength: number
}

function collectionOf(segments: readonly Segment[]): Collection {
  let [size, total] = [0, 0]
  for (const { runs, lengths } of segments) {
    for (const { isDead, start, end } of runs) {
      if (isDead) continue
      size += end - start
      for (let number = start; number < end; number += 1) total += lengths[number] ?? 0
    }
  }
  return { size, meanLength: Math.max(1, total / size) }
}

/** The weight of each word, by how few passages have it; never negative, as in Lucene: ln(1 + (N - n + ½) / (n + ½)). */
function weigh(
  words: ReadonlySet<string>,
  segments: readonly Segment[],
  { size }: Collection,
): Map<string, number> {
  return new Map(
    Array.from(words, (word) => {
      const found = segments.reduce((sum, { lists }) => sum + (lists.get(word)?.length ?? 0) / 2, 0)
      return [word, Math.log(1 + (size - found + 0.5) / (found + 0.5))]
    }),
  )
}

function bestOf(
  segments: readonly Segment[],
  weights: ReadonlyMap<string, number>,
  { collection, limit }: { collection: Collection; limit: number },
): Found[] {
  let most = 0
  for (const weight of weights.values()) most += weight
  const best = new Best<Found>(limit)
  for (const segment of segments) {
    const scores = scoresOf(segment, weights, collection)
    for (const { rowId, first, start, end } of segment.runs) {
      if (segment.states[start] !== WANTED) continue
      for (let number = start; number < end; number += 1) {
        const score = (scores[number] ?? 0) / most
        if (best.takes(score)) best.add({ rowId, passage: first + number - start, score })
      }
    }
  }
  return best.list()
}

/** The BM25 of each passage of a segment, by its number. */
function scoresOf(
  { lengths, lists }: Segment,
  weights: ReadonlyMap<string, number>,
  { meanLength }: Collection,
): Float64Array {
  const scores = new Float64Array(lengths.length)
  for (const [word, weight] of weights) {
    const list = lists.get(word) ?? NONE
    for (let index = 0; index < list.length; index += 2) {
      const number = list[index] ?? 0
      const often = list[index + 1] ?? 0
      const length = lengths[number] ?? 0
      const saturation = often / (often + K1 * (1 - B + B * (length / meanLength)))
      scores[number] = (scores[number] ?? 0) + weight * saturation
    }
  }
  return scores
}
