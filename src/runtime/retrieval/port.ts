import type { ReadFrom } from '../../ingest/readPassages.ts'
import type { ChunkLimits, PassageBatch, SourceFile } from '../../ingest/types.ts'

/** Reads files as passages: a worker in the page, the same program elsewhere. */
export interface FileReader {
  /**
   * The passages of a file with their words, from `from` on, until the signal aborts.
   * @throws IngestionError for a file that it cannot take.
   */
  read: (
    file: SourceFile,
    limits: ChunkLimits,
    signal: AbortSignal,
    from: ReadFrom,
  ) => AsyncIterable<PassageBatch>
}
