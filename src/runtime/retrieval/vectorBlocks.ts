import { createId } from '../../domain/ids.ts'
import type { WriteTransaction } from '../db/port.ts'
import { nextPosition } from '../db/rows.ts'
import type { VectorBlockRow } from '../db/tables.ts'
import { joined, liveCount, numbered, passageCount, withoutFile, type PassageRun } from './passageRuns.ts'
import { codeLength, putCode, type CompactVector } from './vectorCodes.ts'

/** Vectors in a block: of 1536 dimensions, their codes are 48 KiB, which the database keeps beside their key. */
const BLOCK_VECTORS = 256
/** Vectors in a row of `vectors`: few, as they are read one by one for what the codes have found. */
const ROW_VECTORS = 8

/** A file of one store, as `vectorStoreFiles` has it. */
interface VectorFile {
  rowId: string
  storeId: string
}

/** Where a vector is kept: the row of `vectors`, and its place in that. */
export function placeOfVector(blockId: string, number: number): { id: string; place: number } {
  return { id: rowIdOf(blockId, Math.floor(number / ROW_VECTORS)), place: number % ROW_VECTORS }
}

/** Adds the vectors of passages of a file that follow each other: to the newest block of the model that has room, then to new ones. */
export async function appendVectors(
  tx: WriteTransaction,
  { rowId, storeId }: VectorFile,
  { model, first, vectors }: { model: string; first: number; vectors: readonly CompactVector[] },
): Promise<void> {
  const dimensions = vectors[0]?.values.length ?? 0
  for (let done = 0; done < vectors.length;) {
    const block = await blockWithRoom(tx, { storeId, model, dimensions })
    const added = vectors.slice(done, done + BLOCK_VECTORS - passageCount(block.runs))
    const run: PassageRun = { rowId, first: first + done, count: added.length, isDead: false }
    await extend(tx, block, { runs: [run], vectors: added })
    done += added.length
  }
}

/** Takes a file's vectors, of all models, out of the search; they go with their block, or when it is cleared. */
export async function dropVectors(tx: WriteTransaction, { rowId, storeId }: VectorFile): Promise<void> {
  for (const block of await tx.scan('vectorBlocks', 'store', { prefix: [storeId] })) {
    const runs = withoutFile(block.runs, rowId)
    if (runs === null) continue
    if (liveCount(runs) === 0) await deleteBlock(tx, block)
    else await tx.put('vectorBlocks', { ...block, runs })
  }
}

export async function dropVectorsOfStore(tx: WriteTransaction, storeId: string): Promise<void> {
  for (const block of await tx.scan('vectorBlocks', 'store', { prefix: [storeId] })) {
    await deleteBlock(tx, block)
  }
}

/** Writes a block anew without its dead vectors. */
export async function clearBlock(tx: WriteTransaction, block: VectorBlockRow): Promise<void> {
  const live = numbered(block.runs).filter(({ isDead }) => !isDead)
  const vectors: CompactVector[] = []
  for (const { start, end } of live) {
    for (let number = start; number < end; number += 1) {
      const { id, place } = placeOfVector(block.id, number)
      const vector = (await tx.get('vectors', id))?.vectors[place]
      if (vector !== undefined) vectors.push(vector)
    }
  }
  await deleteBlock(tx, block)
  const runs = live.map(({ rowId, first, count, isDead }) => ({ rowId, first, count, isDead }))
  // Under another id, so that nobody takes codes that were kept in memory for its own.
  await extend(tx, { ...block, id: createId('vec'), runs: [] }, { runs, vectors })
}

async function blockWithRoom(
  tx: WriteTransaction,
  { storeId, model, dimensions }: Pick<VectorBlockRow, 'storeId' | 'model' | 'dimensions'>,
): Promise<VectorBlockRow> {
  const [last] = await tx.scan('vectorBlocks', 'store', { prefix: [storeId], order: 'desc', limit: 1 })
  const fits = last?.model === model && last.dimensions === dimensions
  if (fits && passageCount(last.runs) < BLOCK_VECTORS) return last
  const position = await nextPosition(tx, 'vectorBlocks', 'store', [storeId])
  return { id: createId('vec'), storeId, position, model, dimensions, runs: [] }
}

async function extend(
  tx: WriteTransaction,
  block: VectorBlockRow,
  added: { runs: readonly PassageRun[]; vectors: readonly CompactVector[] },
): Promise<void> {
  const before = passageCount(block.runs)
  const codes = new Uint32Array((before + added.vectors.length) * codeLength(block.dimensions))
  codes.set((await tx.get('vectorCodes', block.id))?.codes ?? [])
  for (const [index, { values }] of added.vectors.entries()) putCode(codes, before + index, values)
  await tx.put('vectorCodes', { id: block.id, codes })
  await putVectors(tx, block.id, { before, vectors: added.vectors })
  await tx.put('vectorBlocks', { ...block, runs: joined([...block.runs, ...added.runs]) })
}

async function putVectors(
  tx: WriteTransaction,
  blockId: string,
  { before, vectors }: { before: number; vectors: readonly CompactVector[] },
): Promise<void> {
  const rows = Map.groupBy(vectors.entries(), ([index]) => placeOfVector(blockId, before + index).id)
  for (const [id, entries] of rows) {
    const kept = (await tx.get('vectors', id))?.vectors ?? []
    await tx.put('vectors', { id, vectors: [...kept, ...entries.map(([, vector]) => vector)] })
  }
}

async function deleteBlock(tx: WriteTransaction, block: VectorBlockRow): Promise<void> {
  const rows = Math.ceil(passageCount(block.runs) / ROW_VECTORS)
  for (let row = 0; row < rows; row += 1) await tx.delete('vectors', rowIdOf(block.id, row))
  await tx.delete('vectorCodes', block.id)
  await tx.delete('vectorBlocks', block.id)
}

function rowIdOf(blockId: string, row: number): string {
  return `${blockId}/${row}`
}
