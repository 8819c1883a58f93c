import type { InterpreterProgress } from '../domain/interpreter.ts'
import { type Report, reportOf } from './reports.ts'

/** The way to one Python, wherever it runs. */
export interface PythonHost {
  post: (message: object, transfer?: Transferable[]) => void
}

/** What starts one gets: where its messages go, and the signal that ends it at once, whatever it is doing. */
export interface HostStart {
  hear: (message: unknown) => void
  onProgress: (progress: InterpreterProgress) => void
  signal: AbortSignal
}

/** Starts a Python that knows nothing yet; it says `ready`, or `broken`, by and by. @throws Error where it cannot be loaded */
export type StartHost = (start: HostStart) => Promise<PythonHost>

export interface Python extends PythonHost {
  /** Calls `listener`, and no earlier one, with what Python says. */
  listen: (listener: (report: Report) => void) => void
}

/** Python itself takes 2–3 s, and packages have to be unpacked: longer than this, something has gone wrong. */
export const PREPARE_MS = 120_000

/** Starts a Python and waits until it can run programs. @throws Error where it cannot, or the signal ends it before */
export async function startPython(
  startHost: StartHost,
  { onProgress, signal }: Omit<HostStart, 'hear'>,
): Promise<Python> {
  const isReady = Promise.withResolvers<undefined>()
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The session was ended.')))
  })
  let listener = (report: Report): void => {
    if (report.type === 'ready') isReady.resolve(undefined)
    if (report.type === 'broken') {
      isReady.reject(new Error(`Python could not be started: ${report.message}`))
    }
  }
  const hear = (message: unknown): void => {
    const report = reportOf(message)
    if (report !== null) listener(report)
  }
  const { post } = await Promise.race([startHost({ hear, onProgress, signal }), ended])
  const timer = setTimeout(() => isReady.reject(new Error('Python did not start.')), PREPARE_MS)
  try {
    await Promise.race([isReady.promise, ended])
  } finally {
    clearTimeout(timer)
  }
  return {
    post,
    listen: (next) => {
      listener = next
    },
  }
}
