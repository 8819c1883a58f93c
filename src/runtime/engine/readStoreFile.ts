import { IngestionError, type ChunkLimits, type SourceFile } from '../../ingest/types.ts'
import { beginReading, finishReading, keepBatch, pauseReading, type ReadFile } from '../db/fileReading.ts'
import { StorageError, type Storage } from '../db/port.ts'
import { AUTO_CHUNKING } from '../db/vectorStores.ts'
import type { RuntimeDeps } from '../deps.ts'
import type { VectorStoreFile } from '../wire.ts'

type Deps = Pick<RuntimeDeps, 'storage' | 'reader'>
type LastError = NonNullable<VectorStoreFile['last_error']>

/** Pages that may end while they read the same part of a file. */
const MAX_ATTEMPTS = 3
const CRASHING = `The page has ended ${MAX_ATTEMPTS} times while it read this file.`

/**
 * Reads a file of a vector store, from where an earlier page left it, and keeps its passages as they come. What the file is to blame for
 * ends as its status; of one that is not waited for any more nothing is kept.
 * @throws StorageError, or the signal's reason: then the file stays `in_progress`, to be gone on with.
 */
export async function readStoreFile(deps: Deps, rowId: string, signal: AbortSignal): Promise<void> {
  const { storage, reader } = deps
  let file = await beginReading(storage, rowId)
  if (file === undefined) return
  try {
    if (file.reading.attempts > MAX_ATTEMPTS) throw new Error(CRASHING)
    const source = await sourceOf(storage, file.fileId)
    for await (const batch of reader.read(source, limitsOf(file), signal, file.reading)) {
      signal.throwIfAborted()
      const kept = await keepBatch(storage, file, batch)
      if (kept === undefined) return
      file = kept
    }
    signal.throwIfAborted()
    await finishReading(storage, file)
  } catch (error) {
    if (signal.aborted || (error instanceof StorageError && error.kind !== 'full')) {
      await pauseReading(storage, file)
      throw error
    }
    // A text for which there is no room makes its file a failed one, too: what was kept of it makes some.
    await finishReading(storage, file, lastError(error))
  }
}

async function sourceOf(storage: Storage, fileId: string): Promise<SourceFile> {
  return storage.read(['files', 'contents'], async (tx) => {
    const file = await tx.get('files', fileId)
    const content = await tx.get('contents', fileId)
    if (file === undefined || content === undefined) {
      throw new IngestionError('invalid_file', 'The file is no longer there.')
    }
    return { filename: file.object.filename, blob: content.blob }
  })
}

function limitsOf({ object }: ReadFile): ChunkLimits {
  return object.chunking_strategy?.type === 'static' ? object.chunking_strategy.static : AUTO_CHUNKING
}

function lastError(error: unknown): LastError {
  const message = error instanceof Error ? error.message : String(error)
  return { code: error instanceof IngestionError ? error.code : 'server_error', message }
}
