/** Runs programs for `code_interpreter`, each thread's in a session of its own. What is behind it decides where they run. */
export interface Interpreter {
  /**
   * Runs a program after those that the session has run before; their variables and files are still there. What goes wrong in the
   * program is a result. Rejects with the signal's reason when it aborts; the session then begins anew.
   * @throws Error where the interpreter itself cannot be loaded.
   */
  run: (task: InterpreterTask, signal: AbortSignal) => Promise<InterpreterResult>
  /** Ends a session: its variables and files are forgotten. */
  restart: (sessionId: string) => void
  /** Ends all of them. */
  close: () => void
}

export interface InterpreterTask {
  /** The id of the thread. */
  sessionId: string
  /** Python. */
  code: string
  /** What is to be there under `/mnt/data`, by the name that the program sees. A file that the session has is not asked for again. */
  files: readonly InterpreterFile[]
  /** Told of stdout and stderr as they come. */
  onOutput?: (text: string) => void
}

export interface InterpreterFile {
  id: string
  name: string
  read: () => Promise<Blob>
}

export interface InterpreterResult {
  /** stdout, stderr, the value of the last expression, and the traceback, as they came. */
  logs: string
  /** The figures that were shown, in their order (PNG). */
  images: readonly Blob[]
  /** Files under `/mnt/data` that the program has written or changed. */
  files: readonly { name: string; blob: Blob }[]
  /** Why it did not come to its end: an exception, the time limit, the memory limit; `null` where it did. */
  failure: 'exception' | 'timeout' | 'memory' | null
}
