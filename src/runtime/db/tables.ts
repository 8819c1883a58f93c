import type { ReasoningEffort } from '../../domain/chat.ts'
import type { Passage } from '../../ingest/types.ts'
import type { PassageRun } from '../retrieval/passageRuns.ts'
import type { Bucket } from '../retrieval/postings.ts'
import type { CompactVector } from '../retrieval/vectorCodes.ts'
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
  /** The calls of tools that the runtime executes itself, beside what of them travels. */
  work?: readonly ToolWork[]
  /** Passages that the model is shown as text, as it takes no tools. */
  passages?: string
}

/** A call of `file_search` or `code_interpreter`, as the model made it and as it is answered. */
export interface ToolWork {
  callId: string
  /** Of the function that stood for the tool. */
  name: string
  /** As the model wrote them. */
  arguments: string
  /** What the model is told; `null` until the call has been executed. */
  output: string | null
  /** What a program has written under `/mnt/data`. */
  files: readonly { name: string; fileId: string }[]
}

export interface VectorStoreFileRow extends Row<VectorStoreFile> {
  /** `<vector store id>/<file id>` */
  id: string
  vectorStoreId: string
  fileId: string
  /** Empty for a file that came alone. */
  batchId: string
  status: VectorStoreFile['status']
  /** How far it has been read; absent until reading has begun. */
  reading?: FileReading
}

/** What is kept of a file that is being read. A page that goes on with it leaves out the passages that are kept already. */
export interface FileReading {
  /** From 0 to 1. */
  progress: number
  /** How many of its passages are kept, and the length of the text that they cover, in UTF-8. */
  passages: number
  bytes: number
  /** How often reading was begun since the last passages were kept: more than a few, and the file is what ends its pages. */
  attempts: number
}

/** Some neighbouring passages of a file of a vector store, with their text. */
export interface PassagesRow {
  /** `<vector store file's row id>#<position>` */
  id: string
  /** The number of the first of them in its file, from 0. */
  position: number
  /** Of the vector store's file. */
  rowId: string
  storeId: string
  /** The part of the file's text that they lie in; it may begin before the end of the row before. */
  text: string
  /** Where `text` begins in the file's text, in UTF-16 units, as the passages' own places are. */
  start: number
  passages: readonly Passage[]
}

/** A part of a vector store's index by words: its postings are rows of `postings`, one for each bucket that has any. */
export interface SegmentRow {
  id: string
  position: number
  storeId: string
  buckets: number
  /** How many there are, about. */
  postings: number
  /** Not while a merge is still writing it. */
  isWhole: boolean
  runs: readonly PassageRun[]
  /** How many words each passage has. */
  lengths: Uint16Array
}

/** Vectors of passages of a vector store, all of one model: the vectors are in `vectors`, a few a row, their codes in `vectorCodes`. */
export interface VectorBlockRow {
  id: string
  position: number
  storeId: string
  /** `<connection slug>/<model id>` */
  model: string
  dimensions: number
  runs: readonly PassageRun[]
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
  /** What ingestion has read out of the files of vector stores. */
  passages: PassagesRow
  segments: SegmentRow
  /** `<segment id>/<bucket>` */
  postings: Bucket & { id: string }
  vectorBlocks: VectorBlockRow
  /** Codes of a block's vectors, one after the other, by the block's id. */
  vectorCodes: { id: string; codes: Uint32Array }
  /** `<block id>/<n>` */
  vectors: { id: string; vectors: readonly CompactVector[] }
  /** Vectors of texts that have been embedded: `<model> <SHA-256 of the text>`. */
  vectorCache: { id: string; position: number; vector: CompactVector }
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
  passages: { file: ['rowId'] },
  segments: { store: ['storeId'] },
  postings: {},
  vectorBlocks: { store: ['storeId'] },
  vectorCodes: {},
  vectors: {},
  vectorCache: { all: [] },
} as const satisfies { [Name in TableName]: Record<string, readonly (keyof Tables[Name])[]> }

export type Indexes = typeof INDEXES
