import { createId } from '../../domain/ids.ts'
import type { Storage, WriteTransaction } from '../db/port.ts'
import { nextPosition } from '../db/rows.ts'
import type { SegmentRow } from '../db/tables.ts'
import { deleteSegment, postingsId, putPostings } from './indexing.ts'
import { joined, liveCount, numbered, passageCount, type PassageRun } from './passageRuns.ts'
import { bucketsFor, countPostings, wordsOf } from './postings.ts'
import { clearBlock } from './vectorBlocks.ts'

/** Segments of about the same size that become one: a query reads fewer rows, and each passage is written a few times more. */
const MERGED_AT_LEAST = 4
const MERGED_AT_MOST = 8
/** The part of a segment's passages that may be dead before it is written anew. */
const MOST_DEAD = 0.25

const MERGE_TABLES = ['segments', 'postings'] as const

/**
 * Merges the segments of a store as long as there are some of about the same size (in tiers, as Lucene's TieredMergePolicy does), and
 * clears away what is dead. Searches go on meanwhile, and never see half of it. The caller holds a lock, so that nobody else merges the
 * same store.
 * @throws the signal's reason, between two small steps; the next call begins that merge again.
 */
export async function mergeSegments(storage: Storage, storeId: string, signal: AbortSignal): Promise<void> {
  await removeUnfinished(storage, storeId)
  for (
    let due = await dueSegments(storage, storeId);
    due.length > 0;
    due = await dueSegments(storage, storeId)
  ) {
    await merge(storage, due, signal)
  }
  await clearBlocks(storage, storeId, signal)
}

async function removeUnfinished(storage: Storage, storeId: string): Promise<void> {
  const segments = await segmentsOf(storage, storeId)
  const unfinished = segments.filter(({ isWhole }) => !isWhole)
  if (unfinished.length === 0) return
  await storage.write(MERGE_TABLES, async (tx) => {
    for (const segment of unfinished) await deleteSegment(tx, segment)
  })
}

async function dueSegments(storage: Storage, storeId: string): Promise<readonly SegmentRow[]> {
  const segments = await segmentsOf(storage, storeId)
  const tiers = Map.groupBy(segments, ({ buckets }) => Math.floor(Math.log2(buckets) / 2)).values()
  const crowded = [...tiers].find((tier) => tier.length >= MERGED_AT_LEAST)
  if (crowded !== undefined) return crowded.slice(0, MERGED_AT_MOST)
  return segments.filter(({ runs }) => hasManyDead(runs)).slice(0, 1)
}

function segmentsOf(storage: Storage, storeId: string): Promise<SegmentRow[]> {
  return storage.read(['segments'], (tx) => tx.scan('segments', 'store', { prefix: [storeId] }))
}

async function merge(storage: Storage, segments: readonly SegmentRow[], signal: AbortSignal): Promise<void> {
  const sources = renumbered(segments)
  const target = await storage.write(MERGE_TABLES, (tx) => beginTarget(tx, sources))
  const step = Math.min(target.buckets, ...segments.map(({ buckets }) => buckets))
  let postings = 0
  for (let part = 0; part < step; part += 1) {
    signal.throwIfAborted()
    postings += await storage.write(MERGE_TABLES, (tx) => mergePart(tx, { sources, target, part, step }))
  }
  await storage.write(MERGE_TABLES, (tx) => finishTarget(tx, sources, { ...target, postings }))
}

interface Source {
  segment: SegmentRow
  /** The numbers that its passages get, by those that they have; -1 for what is dead. */
  numbers: Int32Array
}

/** The passages that live, numbered one after the other. */
function renumbered(segments: readonly SegmentRow[]): Source[] {
  let next = 0
  return segments.map((segment) => {
    const numbers = new Int32Array(segment.lengths.length).fill(-1)
    for (const { isDead, start, end } of numbered(segment.runs)) {
      for (let number = start; number < end && !isDead; number += 1) {
        numbers[number] = next
        next += 1
      }
    }
    return { segment, numbers }
  })
}

/** What is left when the merge is cut off is found by this row. */
async function beginTarget(tx: WriteTransaction, sources: readonly Source[]): Promise<SegmentRow> {
  const storeId = sources[0]?.segment.storeId ?? ''
  const postings = sources.reduce(
    (sum, { segment }) => sum + (segment.postings * liveCount(segment.runs)) / segment.lengths.length,
    0,
  )
  const target: SegmentRow = {
    id: createId('seg'),
    storeId,
    position: await nextPosition(tx, 'segments', 'store', [storeId]),
    buckets: bucketsFor(postings),
    postings,
    isWhole: false,
    runs: [],
    lengths: new Uint16Array(),
  }
  await tx.put('segments', target)
  return target
}

/**
 * Writes the target's buckets that leave `part` when divided by `step`, from those of the sources that do, so that no more than these are
 * in memory. All numbers of buckets are powers of two, and `step` divides them. Gives how many postings were written.
 */
async function mergePart(
  tx: WriteTransaction,
  {
    sources,
    target,
    part,
    step,
  }: { sources: readonly Source[]; target: SegmentRow; part: number; step: number },
): Promise<number> {
  // The store is gone.
  if ((await tx.get('segments', target.id)) === undefined) return 0
  const merged = new Map<string, number[]>()
  for (const { segment, numbers } of sources) {
    for (let bucket = part; bucket < segment.buckets; bucket += step) {
      const row = await tx.get('postings', postingsId(segment.id, bucket))
      if (row !== undefined) append(merged, wordsOf(row), numbers)
    }
  }
  await putPostings(tx, target, merged)
  return countPostings(merged)
}

function append(
  merged: Map<string, number[]>,
  words: Iterable<[string, Uint32Array]>,
  numbers: Int32Array,
): void {
  for (const [word, list] of words) {
    const target = merged.get(word) ?? []
    for (let index = 0; index < list.length; index += 2) {
      const number = numbers[list[index] ?? 0] ?? -1
      if (number !== -1) target.push(number, list[index + 1] ?? 0)
    }
    if (target.length > 0) merged.set(word, target)
  }
}

/** Puts the target in the place of its sources. What has died since the merge began is dead in it, too. */
async function finishTarget(
  tx: WriteTransaction,
  sources: readonly Source[],
  target: SegmentRow,
): Promise<void> {
  if ((await tx.get('segments', target.id)) === undefined) return
  const runs: PassageRun[] = []
  const lengths: number[] = []
  for (const { segment } of sources) {
    const now = await tx.get('segments', segment.id)
    for (const [index, run] of numbered(segment.runs).entries()) {
      if (run.isDead) continue
      const { rowId, first, count, start, end } = run
      // A segment that has died as a whole is gone.
      runs.push({ rowId, first, count, isDead: now?.runs[index]?.isDead ?? true })
      lengths.push(...segment.lengths.subarray(start, end))
    }
    await deleteSegment(tx, segment)
  }
  if (liveCount(runs) === 0) await deleteSegment(tx, target)
  else
    await tx.put('segments', {
      ...target,
      isWhole: true,
      runs: joined(runs),
      lengths: Uint16Array.from(lengths),
    })
}

async function clearBlocks(storage: Storage, storeId: string, signal: AbortSignal): Promise<void> {
  const blocks = await storage.read(['vectorBlocks'], (tx) =>
    tx.scan('vectorBlocks', 'store', { prefix: [storeId] }),
  )
  for (const { id } of blocks) {
    signal.throwIfAborted()
    await storage.write(['vectorBlocks', 'vectorCodes', 'vectors'], async (tx) => {
      const block = await tx.get('vectorBlocks', id)
      if (block !== undefined && hasManyDead(block.runs)) await clearBlock(tx, block)
    })
  }
}

function hasManyDead(runs: readonly PassageRun[]): boolean {
  return liveCount(runs) < passageCount(runs) * (1 - MOST_DEAD)
}
