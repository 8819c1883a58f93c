/** What keeps a program waiting: the interpreter is fetched, is started, fetches packages that the program imports, or has asked the person. */
export interface InterpreterProgress {
  stage: 'download' | 'start' | 'packages' | 'person'
  loadedBytes: number
  /** `null`: not known. */
  totalBytes: number | null
}

/** A thread's session of the code interpreter. `idle`: it has none yet, or not any more. */
export type SessionStatus =
  | { state: 'idle' }
  | { state: 'loading'; progress: InterpreterProgress }
  | { state: 'ready' }
  | { state: 'running' }

/** A program imports what is fetched from a host that the person has not allowed yet. */
export interface HostQuestion {
  host: string
  packages: readonly string[]
}
