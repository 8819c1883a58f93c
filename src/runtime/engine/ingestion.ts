import { estimateTokens } from '../../domain/tokenEstimate.ts'
import { StorageError } from '../db/port.ts'
import type { Storage } from '../db/port.ts'
import { finishFile } from '../db/vectorStoreFiles.ts'
import type { IngestionOutcome } from '../db/vectorStoreFiles.ts'
import { expireVectorStore } from '../db/vectorStores.ts'
import type { RuntimeDeps } from '../deps.ts'
import { IngestionError } from '../retrieval/port.ts'
import type { SourceFile } from '../retrieval/port.ts'

/** Reads the files that were added to vector stores, one at a time in each tab. */
export interface Ingestion {
  /** Looks again at what there is to read: a file was added, or one that is being read may be gone. */
  proceed: () => void
  /** Ends the stores whose time is over, and takes up the files that an earlier page left unread. */
  start: () => Promise<void>
  /** Stops reading; what is not read stays `in_progress`. */
  close: () => void
}

type IngestionDeps = Pick<RuntimeDeps, 'storage' | 'locks' | 'clock' | 'retrieval'>

/** OpenAI's limit of a file in a vector store. */
const MAX_TOKENS = 5_000_000

/** Ingestion over a storage, through its retrieval; a lock for each file keeps two tabs from reading it twice. */
export function createIngestion(deps: IngestionDeps): Ingestion {
  const { storage, locks, clock } = deps
  let current: { rowId: string; controller: AbortController } | undefined
  let isWorking = false
  let isWanted = false
  let isClosed = false

  function proceed(): void {
    isWanted = true
    void stopIfUnwanted()
    if (!isWorking) void work()
  }

  async function work(): Promise<void> {
    isWorking = true
    try {
      while (isWanted && !isClosed) {
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
    for (let rowId = await nextFile(); rowId !== undefined && !isClosed; rowId = await nextFile()) {
      const waiting = rowId
      await locks.hold(`ingest-${waiting}`, () => readOne(waiting))
    }
  }

  async function nextFile(): Promise<string | undefined> {
    const [row] = await storage.read(['vectorStoreFiles'], (tx) =>
      tx.scan('vectorStoreFiles', 'status', { prefix: ['in_progress'], limit: 1 }),
    )
    return row?.id
  }

  async function readOne(rowId: string): Promise<void> {
    const controller = new AbortController()
    current = { rowId, controller }
    try {
      if (isClosed || !(await isAwaited(storage, rowId))) return
      const outcome = await ingest(deps, rowId, controller.signal)
      if (!controller.signal.aborted) await keep(storage, rowId, outcome)
    } finally {
      current = undefined
    }
  }

  async function stopIfUnwanted(): Promise<void> {
    if (current === undefined) return
    const { rowId, controller } = current
    try {
      if (!(await isAwaited(storage, rowId))) controller.abort()
    } catch {
      // The storage failed: the file is read to its end, and whether it is still wanted is asked again before anything is kept.
    }
  }

  return {
    proceed,
    async start() {
      const stores = await storage.read(['vectorStores'], (tx) =>
        tx.scan('vectorStores', 'all', { prefix: [] }),
      )
      for (const { id } of stores) await expireVectorStore(storage, id, clock.now())
      proceed()
    },
    close() {
      isClosed = true
      current?.controller.abort()
    },
  }
}

/** Whether a file is still to be read: it has not been removed, cancelled, or read in another tab. */
async function isAwaited(storage: Storage, rowId: string): Promise<boolean> {
  const row = await storage.read(['vectorStoreFiles'], (tx) => tx.get('vectorStoreFiles', rowId))
  return row?.status === 'in_progress'
}

async function ingest(
  { storage, retrieval }: IngestionDeps,
  rowId: string,
  signal: AbortSignal,
): Promise<IngestionOutcome> {
  try {
    const { text } = await retrieval.ingest(await sourceOf(storage, rowId), signal)
    if (estimateTokens(text) > MAX_TOKENS) {
      throw new IngestionError('invalid_file', `The file has more than ${MAX_TOKENS} tokens.`)
    }
    return { status: 'completed', text, bytes: new TextEncoder().encode(text).length }
  } catch (error) {
    // Not the file's fault: it stays in_progress.
    if (error instanceof StorageError) throw error
    return failure(error)
  }
}

async function sourceOf(storage: Storage, rowId: string): Promise<SourceFile> {
  return storage.read(['vectorStoreFiles', 'files', 'contents'], async (tx) => {
    const fileId = (await tx.get('vectorStoreFiles', rowId))?.fileId ?? ''
    const file = await tx.get('files', fileId)
    const content = await tx.get('contents', fileId)
    if (file === undefined || content === undefined) {
      throw new IngestionError('invalid_file', 'The file is no longer there.')
    }
    return { id: fileId, filename: file.object.filename, blob: content.blob }
  })
}

function failure(error: unknown): IngestionOutcome {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof IngestionError ? error.code : 'server_error'
  return { status: 'failed', error: { code, message } }
}

/** A text for which there is no room makes its file a failed one. */
async function keep(storage: Storage, rowId: string, outcome: IngestionOutcome): Promise<void> {
  try {
    await finishFile(storage, rowId, outcome)
  } catch (error) {
    if (!(error instanceof StorageError) || error.kind !== 'full') throw error
    await finishFile(storage, rowId, failure(error))
  }
}
