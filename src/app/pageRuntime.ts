import type { AppErrorData } from '../domain/errors.ts'
import { systemClock } from '../runtime/clock.ts'
import { createIdbStorage } from '../runtime/db/idb.ts'
import type { ModelDirectory } from '../runtime/deps.ts'
import { createLocks, createWebLocks } from '../runtime/engine/locks.ts'
import { createRuntime, type Runtime } from '../runtime/index.ts'
import type { Interpreter } from '../runtime/interpreter.ts'
import type { EmbeddingDirectory } from '../runtime/retrieval/embeddings.ts'
import { createTabChannel } from '../runtime/tabChannel.ts'
import { createWorkerReader } from './workerReader.ts'

export interface PageRuntimeOptions {
  /** Of the database, the locks and the channel that all tabs share. */
  name: string
  models: ModelDirectory
  /** Absent: search is by words alone. */
  embeddings?: EmbeddingDirectory
  /** Absent: programs cannot be run. */
  interpreter?: Interpreter
  /** Told when another tab keeps this one from the stored data or takes them away, or nothing can be kept. */
  onTrouble: (trouble: AppErrorData) => void
}

/** The runtime over what a browser has: IndexedDB, locks and a channel across the tabs. Not started yet. */
export function createPageRuntime({
  name,
  models,
  embeddings,
  interpreter,
  onTrouble,
}: PageRuntimeOptions): Runtime {
  return createRuntime({
    storage: createIdbStorage({ name, onTrouble }),
    models,
    ...(embeddings && { embeddings }),
    reader: createWorkerReader(),
    ...(interpreter && { interpreter }),
    clock: systemClock,
    // Web Locks need a secure context, which a plain http page on another host is not.
    locks:
      'locks' in navigator
        ? createWebLocks(navigator.locks, `${name}-`)
        : { ...createLocks(), isOfOneTab: true },
    channel: createTabChannel(name),
  })
}
