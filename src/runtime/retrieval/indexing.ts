import type { PassageBatch } from '../../ingest/types.ts'
import { createId } from '../../domain/ids.ts'
import { nextPosition } from '../db/rows.ts'
import type { WriteTransaction } from '../db/port.ts'
import type { SegmentRow, TableName } from '../db/tables.ts'
import { dropVectors, dropVectorsOfStore } from './vectorBlocks.ts'
import { withoutFile } from './passageRuns.ts'
import { bucketsFor, countPostings, toBuckets, type Postings } from './postings.ts'

/** What a change of the index writes to. */
export const INDEX_TABLES = [
  'segments',
  'postings',
  'vectorBlocks',
  'vectorCodes',
  'vectors',
] as const satisfies readonly TableName[]

/** A file of one store, as `vectorStoreFiles` has it. */
export interface IndexedFile {
  rowId: string
  storeId: string
}

/**
 * Makes passages of a file findable by their words, as a segment of their own. Until the file is `completed` no search gives them.
 * `tx` is of `INDEX_TABLES`.
 */
export async function indexBatch(
  tx: WriteTransaction,
  { rowId, storeId }: IndexedFile,
  batch: { firstPassage: number } & Pick<PassageBatch, 'postings' | 'lengths'>,
): Promise<void> {
  if (batch.lengths.length === 0) return
  const postings = countPostings(batch.postings)
  const segment: SegmentRow = {
    id: createId('seg'),
    storeId,
    position: await nextPosition(tx, 'segments', 'store', [storeId]),
    buckets: bucketsFor(postings),
    postings,
    isWhole: true,
    runs: [{ rowId, first: batch.firstPassage, count: batch.lengths.length, isDead: false }],
    lengths: Uint16Array.from(batch.lengths, cappedLength),
  }
  await tx.put('segments', segment)
  await putPostings(tx, segment, batch.postings)
}

/** Takes a file out of the index. Its words go with the next merge of their segment, or at once when nothing else is in it. */
export async function dropFile(tx: WriteTransaction, { rowId, storeId }: IndexedFile): Promise<void> {
  for (const segment of await tx.scan('segments', 'store', { prefix: [storeId] })) {
    const runs = withoutFile(segment.runs, rowId)
    if (runs === null) continue
    if (runs.every(({ isDead }) => isDead)) await deleteSegment(tx, segment)
    else await tx.put('segments', { ...segment, runs })
  }
  await dropVectors(tx, { rowId, storeId })
}

/** Takes the whole index of a store away. */
export async function dropStore(tx: WriteTransaction, storeId: string): Promise<void> {
  for (const segment of await tx.scan('segments', 'store', { prefix: [storeId] })) {
    await deleteSegment(tx, segment)
  }
  await dropVectorsOfStore(tx, storeId)
}

/** Writes the postings of a segment, which has so many buckets. */
export async function putPostings(
  tx: WriteTransaction,
  { id, buckets }: Pick<SegmentRow, 'id' | 'buckets'>,
  postings: Postings,
): Promise<void> {
  for (const [bucket, content] of toBuckets(postings, buckets)) {
    await tx.put('postings', { id: postingsId(id, bucket), ...content })
  }
}

export async function deleteSegment(
  tx: WriteTransaction,
  { id, buckets }: Pick<SegmentRow, 'id' | 'buckets'>,
): Promise<void> {
  for (let bucket = 0; bucket < buckets; bucket += 1) await tx.delete('postings', postingsId(id, bucket))
  await tx.delete('segments', id)
}

/** The row's id of a bucket of a segment. */
export function postingsId(segmentId: string, bucket: number): string {
  return `${segmentId}/${bucket}`
}

/** A passage has at most 4096 tokens, which may be more words than that, but never many times more. */
function cappedLength(words: number): number {
  return Math.min(words, 0xffff)
}
