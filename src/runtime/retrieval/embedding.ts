import { AppError } from '../../domain/errors.ts'
import { StorageError, type Storage } from '../db/port.ts'
import type { RuntimeDeps } from '../deps.ts'
import { embedFile, vectorCounts } from './embedFile.ts'
import type { Embedder } from './embeddings.ts'
import type { IndexedFile } from './indexing.ts'

/** Gives the passages of all vector stores vectors of the chosen model, beside the reading of files. */
export interface Embedding {
  /** Looks again at what has no vectors: a file was read, or another model was chosen. Resolves when it rests. */
  proceed: () => Promise<void>
  close: () => void
}

/** Files that a model may refuse one after the other before it is held to refuse all. */
const MAX_REFUSED = 3

type EmbeddingDeps = Pick<RuntimeDeps, 'storage' | 'locks' | 'embeddings'>

/** A lock for each store keeps two tabs from sending the same passages. What is left open goes on with the next `proceed`. */
export function createEmbedding({ storage, locks, embeddings }: EmbeddingDeps): Embedding {
  const closing = new AbortController()
  let working: Promise<void> | undefined
  let isWanted = false

  function proceed(): Promise<void> {
    isWanted = true
    working ??= work()
    return working
  }

  async function work(): Promise<void> {
    try {
      while (isWanted && !closing.signal.aborted) {
        isWanted = false
        const embedder = await embeddings?.current()
        if (embedder) await embedAll(embedder)
      }
    } catch (error) {
      // The model's endpoint has failed (the person has been told), or the storage: the files are found by their words until the next try.
      if (!(error instanceof AppError || error instanceof StorageError || closing.signal.aborted)) throw error
    } finally {
      working = undefined
    }
  }

  async function embedAll(embedder: Embedder): Promise<void> {
    const stores = await storage.read(['vectorStores'], (tx) =>
      tx.scan('vectorStores', 'all', { prefix: [] }),
    )
    let refused = 0
    for (const { id } of stores) {
      const files = await filesWithoutVectors(storage, id, embedder.model)
      if (files.length === 0) continue
      await locks.hold(`embed-${id}`, async () => {
        for (const file of files) {
          try {
            await embedFile(storage, file, embedder, closing.signal)
            refused = 0
          } catch (error) {
            refused += 1
            if (refused === MAX_REFUSED || !isRefusal(error)) throw error
          }
        }
      })
    }
  }

  embeddings?.watch?.(() => void proceed())
  return { proceed, close: () => closing.abort() }
}

/** Whether the model does not take these texts (a passage may be too long for it), while it may take others. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && ['invalid', 'context-length', 'too-large'].includes(error.kind)
}

/** Files of a store that have more passages in the index than vectors of the model. */
async function filesWithoutVectors(storage: Storage, storeId: string, model: string): Promise<IndexedFile[]> {
  return storage.read(['segments', 'vectorBlocks'], async (tx) => {
    const passages = new Map<string, number>()
    for (const { runs } of await tx.scan('segments', 'store', { prefix: [storeId] })) {
      for (const { rowId, count, isDead } of runs) {
        if (!isDead) passages.set(rowId, (passages.get(rowId) ?? 0) + count)
      }
    }
    const vectors = await vectorCounts(tx, storeId, model)
    return Array.from(passages)
      .filter(([rowId, count]) => count > (vectors.get(rowId) ?? 0))
      .map(([rowId]) => ({ rowId, storeId }))
  })
}
