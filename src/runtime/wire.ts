/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import type { ReasoningEffort } from '../domain/chat.ts'

/** The objects of the Assistants API as they travel, under the SDK's names: the one place that touches its deprecated types. */
export type Assistant = OpenAI.Beta.Assistant & { reasoning_effort?: ReasoningEffort | null }
export type AssistantTool = OpenAI.Beta.AssistantTool
export type FunctionTool = OpenAI.Beta.FunctionTool
export type AssistantDeleted = OpenAI.Beta.AssistantDeleted
export type ToolChoice = OpenAI.Beta.AssistantToolChoiceOption
export type ResponseFormatOption = OpenAI.Beta.AssistantResponseFormatOption
export type Thread = OpenAI.Beta.Thread
export type ThreadDeleted = OpenAI.Beta.ThreadDeleted
export type Message = OpenAI.Beta.Threads.Message
export type MessageContent = OpenAI.Beta.Threads.MessageContent
export type MessageDeleted = OpenAI.Beta.Threads.MessageDeleted
export type Run = OpenAI.Beta.Threads.Run
export type RunStep = OpenAI.Beta.Threads.Runs.RunStep
export type ToolCall = OpenAI.Beta.Threads.Runs.ToolCall
export type FunctionToolCall = OpenAI.Beta.Threads.Runs.FunctionToolCall
export type VectorStore = OpenAI.VectorStore & { description?: string | null }
export type VectorStoreFile = OpenAI.VectorStores.VectorStoreFile
export type VectorStoreFileBatch = OpenAI.VectorStores.VectorStoreFileBatch
/** The SDK's type of it lacks a purpose that its upload takes. */
export type FileObject = Omit<OpenAI.FileObject, 'purpose'> & {
  purpose: OpenAI.FileObject['purpose'] | OpenAI.FilePurpose
}
export type Upload = Omit<OpenAI.Upload, 'purpose' | 'file'> & {
  purpose: OpenAI.FilePurpose
  file?: FileObject | null
}
export type UploadPart = OpenAI.Uploads.UploadPart
/** One event of a run's stream: its name and its object. `done` and `error` are the stream's own. */
export type RunEvent = Exclude<OpenAI.Beta.AssistantStreamEvent, { event: 'error' }>
