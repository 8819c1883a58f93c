import type { VectorStoreFile } from './api.ts'

/** A tool that reads files of its assistant. */
export type FileTool = 'code_interpreter' | 'file_search'

/** A file of an assistant, which v1 of the API had as an object of its own; v2 keeps it in the resources of tools. */
export interface AssistantFile {
  /** The file's own. */
  id: string
  object: 'assistant.file'
  assistant_id: string
  /** Those that may read it. */
  tools: FileTool[]
  /** The file in the assistant's vector store; `null` where file search does not read it. */
  vector_store_file: VectorStoreFile | null
}

export interface AssistantFileDeleted {
  id: string
  object: 'assistant.file.deleted'
  deleted: true
}
