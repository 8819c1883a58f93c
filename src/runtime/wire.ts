import type OpenAI from 'openai'
import type { AssistantStreamEvent, FileObject } from '../domain/api.ts'

export type {
  Assistant,
  AssistantDeleted,
  AssistantTool,
  FileObject,
  FunctionTool,
  FunctionToolCall,
  Message,
  MessageContent,
  MessageDeleted,
  ResponseFormatOption,
  Run,
  RunStep,
  Thread,
  ThreadDeleted,
  ToolCall,
  ToolChoice,
  VectorStore,
  VectorStoreFile,
  VectorStoreFileBatch,
} from '../domain/api.ts'

export type Upload = Omit<OpenAI.Upload, 'purpose' | 'file'> & {
  purpose: OpenAI.FilePurpose
  file?: FileObject | null
}
export type UploadPart = OpenAI.Uploads.UploadPart
/** One event of a run's stream: its name and its object. `done` and `error` are the stream's own. */
export type RunEvent = Exclude<AssistantStreamEvent, { event: 'error' }>
