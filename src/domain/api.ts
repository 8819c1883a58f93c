/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import type OpenAI from 'openai'
import type { ReasoningEffort } from './chat.ts'

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
export type ImageContent = Extract<MessageContent, { type: 'image_file' | 'image_url' }>
export type MessageDeleted = OpenAI.Beta.Threads.MessageDeleted
export type Annotation = OpenAI.Beta.Threads.Annotation
export type AnnotationDelta = OpenAI.Beta.Threads.AnnotationDelta
export type Run = OpenAI.Beta.Threads.Run
export type RunStep = OpenAI.Beta.Threads.Runs.RunStep
export type RunStepInclude = OpenAI.Beta.Threads.Runs.RunStepInclude
export type ToolCall = OpenAI.Beta.Threads.Runs.ToolCall
export type ToolCallDelta = OpenAI.Beta.Threads.Runs.ToolCallDelta
export type FunctionToolCall = OpenAI.Beta.Threads.Runs.FunctionToolCall
export type VectorStore = OpenAI.VectorStore & { description?: string | null }
export type VectorStoreDeleted = OpenAI.VectorStoreDeleted
export type VectorStoreSearchResult = OpenAI.VectorStoreSearchResponse
export type VectorStoreFile = OpenAI.VectorStores.VectorStoreFile
export type VectorStoreFileDeleted = OpenAI.VectorStores.VectorStoreFileDeleted
export type VectorStoreFileContent = OpenAI.VectorStores.FileContentResponse
export type VectorStoreFileBatch = OpenAI.VectorStores.VectorStoreFileBatch
/** The SDK's type of it lacks a purpose that its upload takes. */
export type FileObject = Omit<OpenAI.FileObject, 'purpose'> & {
  purpose: OpenAI.FileObject['purpose'] | OpenAI.FilePurpose
}
export type FileDeleted = OpenAI.FileDeleted
/** One event of a run's stream as it travels. */
export type AssistantStreamEvent = OpenAI.Beta.AssistantStreamEvent

/** What the operations take. */
export type AssistantCreateParams = OpenAI.Beta.AssistantCreateParams
export type AssistantUpdateParams = OpenAI.Beta.AssistantUpdateParams
export type AssistantListParams = OpenAI.Beta.AssistantListParams
export type ThreadCreateParams = OpenAI.Beta.ThreadCreateParams
export type ThreadUpdateParams = OpenAI.Beta.ThreadUpdateParams
export type ThreadCreateAndRunParams = Omit<OpenAI.Beta.ThreadCreateAndRunParamsNonStreaming, 'stream'>
export type MessageCreateParams = OpenAI.Beta.Threads.MessageCreateParams
export type MessageUpdateParams = Omit<OpenAI.Beta.Threads.MessageUpdateParams, 'thread_id'>
export type MessageListParams = OpenAI.Beta.Threads.MessageListParams
export type RunCreateParams = Omit<OpenAI.Beta.Threads.RunCreateParamsNonStreaming, 'stream'>
export type RunUpdateParams = Omit<OpenAI.Beta.Threads.RunUpdateParams, 'thread_id'>
export type RunListParams = OpenAI.Beta.Threads.RunListParams
export type ToolOutput = OpenAI.Beta.Threads.RunSubmitToolOutputsParams.ToolOutput
export type RunStepListParams = Omit<OpenAI.Beta.Threads.Runs.StepListParams, 'thread_id'>
export type FileCreateParams = OpenAI.FileCreateParams
export type FileListParams = OpenAI.FileListParams
export type VectorStoreCreateParams = OpenAI.VectorStoreCreateParams
export type VectorStoreUpdateParams = OpenAI.VectorStoreUpdateParams
export type VectorStoreListParams = OpenAI.VectorStoreListParams
export type VectorStoreSearchParams = OpenAI.VectorStoreSearchParams
export type VectorStoreFileCreateParams = OpenAI.VectorStores.FileCreateParams
export type VectorStoreFileUpdateParams = Omit<OpenAI.VectorStores.FileUpdateParams, 'vector_store_id'>
export type VectorStoreFileListParams = OpenAI.VectorStores.FileListParams
export type VectorStoreFileBatchCreateParams = OpenAI.VectorStores.FileBatchCreateParams
export type VectorStoreFileBatchListParams = Omit<
  OpenAI.VectorStores.FileBatchListFilesParams,
  'vector_store_id'
>
