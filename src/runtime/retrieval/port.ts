import type { VectorStoreFile } from '../wire.ts'

/** Turns files into passages, and finds passages. What is behind it decides which formats it reads. */
export interface Retrieval {
  /** Reads a file's text. @throws IngestionError for a file that it cannot take. */
  ingest: (file: SourceFile, signal: AbortSignal) => Promise<{ text: string }>
  /** Passages of `texts` that fit the queries, best first, with scores from 0 to 1. */
  search: (request: SearchRequest) => Promise<SearchHit[]>
}

export interface SourceFile {
  id: string
  filename: string
  blob: Blob
}

export interface SearchRequest {
  queries: readonly string[]
  sources: readonly SearchSource[]
  maxResults: number
  scoreThreshold: number
}

export interface SearchSource {
  fileId: string
  text: string
  chunking: VectorStoreFile['chunking_strategy']
}

export interface SearchHit {
  fileId: string
  score: number
  passages: string[]
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
