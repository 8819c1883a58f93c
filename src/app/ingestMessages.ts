import type { ReadFrom } from '../ingest/readPassages.ts'
import type { ChunkLimits, IngestionError, PassageBatch, SourceFile } from '../ingest/types.ts'

/** What the worker is to read. Over `port` it gives its answers, and is told of each batch that was taken. */
export interface ReadRequest {
  file: SourceFile
  limits: ChunkLimits
  from: ReadFrom
  port: MessagePort
}

export type ReadAnswer =
  /** It still reads, though there is no batch yet. */
  | { type: 'alive' }
  | { type: 'batch'; batch: PassageBatch }
  | { type: 'ended' }
  /** `code` where the file is to blame. */
  | { type: 'failed'; message: string; code?: IngestionError['code'] }

/** How many batches are under way before the worker waits: one is written while the next is made. */
export const BATCHES_UNDER_WAY = 2

/** How often the worker says that it is alive; while it lays a long document out, it cannot. */
export const ALIVE_MS = 5000
