import type { Block, SourceFile } from '../types.ts'

/** A block, and how much of its file has been read by then, from 0 to 1. */
export interface ReadBlock {
  block: Block
  progress: number
}

/** Reads a file of one format. @throws IngestionError for a file that it cannot read; the signal's reason. */
export type BlockReader<File extends SourceFile = SourceFile> = (
  file: File,
  signal: AbortSignal,
) => AsyncGenerator<ReadBlock>

/** Makes blocks of what comes piece by piece; each call gives the blocks that are whole by it. */
export interface BlockParser<Piece> {
  add: (piece: Piece) => readonly Block[]
  end: () => readonly Block[]
}
