import type { ReadTransaction, Storage, WriteTransaction } from '../db/port.ts'
import type { TableName } from '../db/tables.ts'
import type { Embedder } from './embeddings.ts'
import type { IndexedFile } from './indexing.ts'
import { partOf, textOf } from './passageText.ts'
import { appendVectors, dropVectors } from './vectorBlocks.ts'
import { embedTexts } from './vectorCache.ts'

/** Texts that are sent to the model, and kept, at once. */
const TEXTS_AT_ONCE = 64

const KEEPING_TABLES = [
  'vectorBlocks',
  'vectorCodes',
  'vectors',
  'passages',
] as const satisfies readonly TableName[]

/**
 * Gives the passages of a file vectors of the embedder's model, in place of those of another, and goes on where it was left before. Texts
 * that were embedded before are not sent again. Stops when the file is removed.
 * @throws AppError of the endpoint: what was done by then is kept; StorageError; the signal's reason.
 */
export async function embedFile(
  storage: Storage,
  file: IndexedFile,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<void> {
  const { model } = embedder
  let done = await storage.write(KEEPING_TABLES, (tx) => begin(tx, file, model))
  for (;;) {
    signal.throwIfAborted()
    const texts = await storage.read(['passages'], (tx) => textsFrom(tx, file.rowId, done))
    if (texts.length === 0) return
    const vectors = await embedTexts(storage, embedder, texts, signal)
    const isKept = await storage.write(KEEPING_TABLES, async (tx) => {
      // It was removed meanwhile, or another tab does the same.
      const isGone = (await partOf(tx, file.rowId, done)) === undefined
      if (isGone || (await countVectors(tx, file, model)) !== done) return false
      await appendVectors(tx, file, { model, first: done, vectors })
      return true
    })
    if (!isKept) return
    done += texts.length
  }
}

/** How many of a file's passages have vectors of the model. Where none has, those of other models go. */
async function begin(tx: WriteTransaction, file: IndexedFile, model: string): Promise<number> {
  const done = await countVectors(tx, file, model)
  if (done === 0) await dropVectors(tx, file)
  return done
}

async function countVectors(
  tx: ReadTransaction,
  { rowId, storeId }: IndexedFile,
  model: string,
): Promise<number> {
  return (await vectorCounts(tx, storeId, model)).get(rowId) ?? 0
}

/** How many passages of each file of a store have vectors of the model, by the file's row. */
export async function vectorCounts(
  tx: ReadTransaction,
  storeId: string,
  model: string,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const block of await tx.scan('vectorBlocks', 'store', { prefix: [storeId] })) {
    if (block.model !== model) continue
    for (const { rowId, count, isDead } of block.runs) {
      if (!isDead) counts.set(rowId, (counts.get(rowId) ?? 0) + count)
    }
  }
  return counts
}

/** The next passages as they are embedded: under their headings, which say what they are about. */
async function textsFrom(tx: ReadTransaction, rowId: string, first: number): Promise<string[]> {
  const texts: string[] = []
  while (texts.length < TEXTS_AT_ONCE) {
    const part = await partOf(tx, rowId, first + texts.length)
    if (part === undefined) return texts
    const next = part.passages.slice(first + texts.length - part.position)
    for (const passage of next.slice(0, TEXTS_AT_ONCE - texts.length)) {
      texts.push([...passage.headings, textOf(part, passage)].join('\n'))
    }
  }
  return texts
}
