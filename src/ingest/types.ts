/** What is to be read. The blob's bytes are read as they are needed, never all at once where the format allows it. */
export interface SourceFile {
  filename: string
  blob: Blob
}

/** A piece of a file's text that belongs together. The text of a file is its blocks, with an empty line between two. */
export interface Block {
  kind: 'heading' | 'paragraph' | 'table' | 'code'
  /** As a person reads it; tables as Markdown rows. Never empty. */
  text: string
  /** From 1: a page of a PDF, a slide, a sheet, a chapter's file of a book; `null` where the format has none. */
  page: number | null
  /** The headings that it stands under, the outermost first; a heading's own text is the last of its own. */
  headings: readonly string[]
}

/** The limits of one passage, in tokens; of the API's `chunking_strategy`. */
export interface ChunkLimits {
  max_chunk_size_tokens: number
  chunk_overlap_tokens: number
}

/** A part of a file's text that is found and shown as one. */
export interface Passage {
  /** In the file's text, in UTF-16 units, as JavaScript counts. */
  start: number
  end: number
  page: number | null
  headings: readonly string[]
}

/** Passages as they come out of a file, some hundred at a time, so that no file is in memory as a whole. */
export interface PassageBatch {
  /** The part of the file's text that the passages lie in. It may begin before the end of the batch before. */
  text: string
  /** Where `text` begins in the file's text. */
  start: number
  passages: readonly Passage[]
  /** Of what of `text` was not in the batch before, in UTF-8. */
  newBytes: number
  /** The words of the passages, as `searchWords` gives them: word → [index in `passages`, how often, index, how often, …]. */
  postings: ReadonlyMap<string, readonly number[]>
  /** How many words each passage has. */
  lengths: readonly number[]
  /** How much of the file has been read, from 0 to 1. */
  progress: number
}

/** Why a file was not taken, with the wire's code. */
export class IngestionError extends Error {
  readonly code: 'unsupported_file' | 'invalid_file'

  constructor(code: 'unsupported_file' | 'invalid_file', message: string) {
    super(message)
    this.name = 'IngestionError'
    this.code = code
  }
}
