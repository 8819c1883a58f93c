import type { VectorStoreFileRow } from '../db/tables.ts'
import { expireVectorStore } from '../db/vectorStores.ts'
import type { RuntimeDeps } from '../deps.ts'
import { createEmbedding } from '../retrieval/embedding.ts'
import { mergeSegments } from '../retrieval/mergeSegments.ts'
import { readStoreFile } from './readStoreFile.ts'

/** Reads the files that were added to vector stores, one at a time in each tab. */
export interface Ingestion {
  /** Looks again at what there is to read: a file was added, or one that is being read may be gone. */
  proceed: () => void
  /** Ends the stores whose time is over, and takes up the files that an earlier page left unread. */
  start: () => Promise<void>
  /** Stops reading; what is not read stays `in_progress`. */
  close: () => void
}

type IngestionDeps = Pick<RuntimeDeps, 'storage' | 'locks' | 'clock' | 'reader' | 'embeddings'>

/** Ingestion over a storage, through a reader of files; a lock for each file keeps two tabs from reading it twice. */
export function createIngestion(deps: IngestionDeps): Ingestion {
  const { storage, locks, clock } = deps
  const embedding = createEmbedding(deps)
  let current: { id: string; position: number; controller: AbortController } | undefined
  let isWorking = false
  let isWanted = false
  const closing = new AbortController()

  function proceed(): void {
    isWanted = true
    void stopIfUnwanted()
    if (!isWorking) void work()
  }

  async function work(): Promise<void> {
    isWorking = true
    try {
      while (isWanted && !closing.signal.aborted) {
        isWanted = false
        await readAll()
      }
    } catch {
      // The storage failed (what a file itself is to blame for ends as its status). The files stay in_progress: whoever asks for one
      // of them, or the next start, lets it be tried again.
    } finally {
      isWorking = false
    }
  }

  async function readAll(): Promise<void> {
    for (let row = await nextFile(); row !== undefined && !closing.signal.aborted; row = await nextFile()) {
      const waiting = row
      await locks.hold(`ingest-${waiting.id}`, () => readOne(waiting))
    }
  }

  async function nextFile(): Promise<VectorStoreFileRow | undefined> {
    const [row] = await storage.read(['vectorStoreFiles'], (tx) =>
      tx.scan('vectorStoreFiles', 'status', { prefix: ['in_progress'], limit: 1 }),
    )
    return row
  }

  async function readOne({ id, vectorStoreId, position }: VectorStoreFileRow): Promise<void> {
    const controller = new AbortController()
    current = { id, position, controller }
    try {
      if (closing.signal.aborted || !(await isAwaited(current))) return
      await readStoreFile(deps, id, controller.signal)
    } catch (error) {
      // It was taken away meanwhile: on to the next.
      if (!controller.signal.aborted) throw error
    } finally {
      current = undefined
    }
    void embedding.proceed()
    await merge(vectorStoreId)
  }

  /** Keeps searches quick, however many files were read. */
  async function merge(storeId: string): Promise<void> {
    if (closing.signal.aborted) return
    await locks.hold(`merge-${storeId}`, () => mergeSegments(storage, storeId, closing.signal))
  }

  async function stopIfUnwanted(): Promise<void> {
    if (current === undefined) return
    const reading = current
    try {
      if (!(await isAwaited(reading))) reading.controller.abort()
    } catch {
      // The storage failed: the file is read on, and whether it is still wanted is asked again before anything is kept.
    }
  }

  /** Whether a file is still to be read: it has not been removed, cancelled, added anew, or read in another tab. */
  async function isAwaited({ id, position }: Pick<VectorStoreFileRow, 'id' | 'position'>): Promise<boolean> {
    const row = await storage.read(['vectorStoreFiles'], (tx) => tx.get('vectorStoreFiles', id))
    return row?.status === 'in_progress' && row.position === position
  }

  return {
    proceed,
    async start() {
      const stores = await storage.read(['vectorStores'], (tx) =>
        tx.scan('vectorStores', 'all', { prefix: [] }),
      )
      for (const { id } of stores) await expireVectorStore(storage, id, clock.now())
      proceed()
      void embedding.proceed()
    },
    close() {
      embedding.close()
      closing.abort()
      current?.controller.abort()
    },
  }
}
