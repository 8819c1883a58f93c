import type { ReasoningEffort } from '../../domain/chat.ts'
import type {
  Assistant,
  FileObject,
  Message,
  Run,
  RunStep,
  Thread,
  Upload,
  UploadPart,
  VectorStore,
  VectorStoreFile,
  VectorStoreFileBatch,
} from '../wire.ts'

/** `position` orders a list: every new row of a list has a greater one than those before it. */
interface Row<T> {
  id: string
  position: number
  /** As it travels. */
  object: T
}

export interface RunRow extends Row<Run> {
  threadId: string
  /** 1 until the run is in a terminal status. */
  isLive: 0 | 1
  reasoningEffort: ReasoningEffort | null
  /** In place of the assistant's, for a run that was made with its thread. */
  toolResources: Assistant['tool_resources'] | null
  /** How often a page went away while it executed this run. */
  interruptions: number
  /** Text that the model wrote after its tool calls; it becomes a message when the run goes on. */
  heldText: string
  /** Tokens of the turns so far; they are on the object once the run has ended. */
  spent: { prompt: number; completion: number }
}

export interface StepRow extends Row<RunStep> {
  runId: string
  /** What a reasoning model thought before it made these calls; goes back to it with their outputs. */
  reasoning: string
  /** Reasoning items of the Responses API, encrypted by the server, to be sent back as they came. */
  reasoningItems: readonly unknown[]
  /** Tokens of the turn that made these calls; they are on the object once the step has ended. */
  usage: RunStep['usage']
  /** The turn that it belongs to is not over: who takes the run over takes the step back, and has the turn said anew. */
  isTurnOpen?: boolean
}

export interface VectorStoreFileRow extends Row<VectorStoreFile> {
  /** `<vector store id>/<file id>` */
  id: string
  vectorStoreId: string
  fileId: string
  /** Empty for a file that came alone. */
  batchId: string
  status: VectorStoreFile['status']
}

export interface Tables {
  assistants: Row<Assistant>
  threads: Row<Thread>
  messages: Row<Message> & { threadId: string; runId: string }
  runs: RunRow
  steps: StepRow
  files: Row<FileObject> & { purpose: string }
  /** Bytes of files, by file id. */
  contents: { id: string; blob: Blob }
  uploads: Row<Upload> & { expiresAfterSeconds: number | null; mimeType: string }
  uploadParts: Row<UploadPart> & { uploadId: string; blob: Blob }
  vectorStores: Row<VectorStore>
  vectorStoreFiles: VectorStoreFileRow
  fileBatches: Row<VectorStoreFileBatch> & { vectorStoreId: string }
  /** What ingestion read out of a file of a vector store; `id` as in `vectorStoreFiles`. */
  texts: { id: string; text: string }
}

export type TableName = keyof Tables

/**
 * Every index of every table: the fields before `position`. IndexedDB's indexes and the memory's are made from it; a change here
 * needs a migration.
 */
export const INDEXES = {
  assistants: { all: [] },
  threads: { all: [] },
  messages: { thread: ['threadId'], threadRun: ['threadId', 'runId'] },
  runs: { thread: ['threadId'], threadLive: ['threadId', 'isLive'], live: ['isLive'] },
  steps: { run: ['runId'] },
  files: { all: [], purpose: ['purpose'] },
  contents: {},
  uploads: { all: [] },
  uploadParts: { upload: ['uploadId'] },
  vectorStores: { all: [] },
  vectorStoreFiles: {
    store: ['vectorStoreId'],
    storeStatus: ['vectorStoreId', 'status'],
    batch: ['batchId'],
    batchStatus: ['batchId', 'status'],
    file: ['fileId'],
    status: ['status'],
  },
  fileBatches: { store: ['vectorStoreId'] },
  texts: {},
} as const satisfies { [Name in TableName]: Record<string, readonly (keyof Tables[Name])[]> }

export type Indexes = typeof INDEXES
