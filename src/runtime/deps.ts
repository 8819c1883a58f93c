import type OpenAI from 'openai'
import type { ChatApi, ConnectionKind } from '../domain/connection.ts'
import type { Storage } from './db/port.ts'
import type { Interpreter } from './interpreter.ts'
import type { EmbeddingDirectory } from './retrieval/embeddings.ts'
import type { FileReader } from './retrieval/port.ts'
import type { RunEvent } from './wire.ts'

/** Everything impure that the runtime uses, handed in. */
export interface RuntimeDeps {
  storage: Storage
  models: ModelDirectory
  reader: FileReader
  /** Absent: search is by words alone. */
  embeddings?: EmbeddingDirectory
  /** Absent: programs cannot be run here, which the model is told. */
  interpreter?: Interpreter
  clock: Clock
  locks: Locks
  /** What the runtimes of all tabs tell each other; absent where there is only one. */
  channel?: TabChannel
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now: () => number
  /** Rejects with the signal's reason when it aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Finds the endpoint that a model's name points to: `<connection slug>/<model id>`, or a model of the default connection. */
export interface ModelDirectory {
  /** @throws AppError `model-not-found` where no connection has that name, `locked` for a key that is not unlocked. */
  find: (name: string) => Promise<ModelEndpoint>
}

export interface ModelEndpoint {
  client: OpenAI
  api: ChatApi
  kind: ConnectionKind
  /** The model's id at that endpoint. */
  model: string
  /** Tokens; `null` when not known. */
  contextWindow: number | null
  /** Parameters that this model has refused, as its server named them. */
  refused: readonly string[]
  /** Remembers one more of them. */
  refuse: (parameter: string) => void
}

/** Exclusive locks by name, across the tabs where there are tabs. */
export interface Locks {
  /** There are tabs, but in this browser no locks across them. */
  isOfOneTab?: true
  /** Waits for the lock, does `work` while holding it, and lets it go. */
  hold: <T>(name: string, work: () => Promise<T>) => Promise<T>
}

export interface TabChannel {
  post: (news: RuntimeNews) => void
  /** Calls `listener` with what other tabs post. */
  listen: (listener: (news: RuntimeNews) => void) => void
  close: () => void
}

export type RuntimeNews =
  | { type: 'run-event'; runId: string; event: RunEvent }
  /** A run has been asked to stop, or has something to do again: whoever executes it looks at it. */
  | { type: 'run-changed'; runId: string }
