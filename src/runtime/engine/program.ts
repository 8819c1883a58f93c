import { untilAborted } from '../../domain/untilAborted.ts'
import type { RuntimeDeps } from '../deps.ts'
import type { InterpreterResult, InterpreterTask } from '../interpreter.ts'
import { shortened } from './shortened.ts'

/** What a program has brought. */
export type ProgramOutcome = Pick<InterpreterResult, 'images' | 'files'> & {
  /** What it printed, and why it came to no end where it did not. */
  logs: string
}

/** The most characters of logs that a step keeps, and that a model is told where its context window has room for them. */
export const MAX_LOGS = 100_000
const MAX_TOLD = 30_000

const FAILURES = {
  timeout: 'The program was stopped: it took more time than it may.',
  memory: 'The program was stopped: it needed more memory than there is.',
} as const

/**
 * Runs a program. What goes wrong with it, or with the interpreter itself, is its outcome.
 * @throws the signal's reason when it aborts.
 */
export async function runProgram(
  { interpreter }: Pick<RuntimeDeps, 'interpreter'>,
  task: InterpreterTask,
  signal: AbortSignal,
): Promise<ProgramOutcome> {
  signal.throwIfAborted()
  if (interpreter === undefined) {
    return { logs: 'Programs cannot be run here: there is no interpreter.', images: [], files: [] }
  }
  try {
    const { logs, images, files, failure } = await untilAborted(interpreter.run(task, signal), signal)
    const reason = failure === 'timeout' || failure === 'memory' ? FAILURES[failure] : ''
    const parts = [logs, reason].filter((part) => part !== '')
    return { logs: shortened(parts.join(logs.endsWith('\n') ? '' : '\n'), MAX_LOGS), images, files }
  } catch (error) {
    signal.throwIfAborted()
    const message = error instanceof Error ? error.message : String(error)
    return { logs: `The interpreter could not run the program: ${message}`, images: [], files: [] }
  }
}

/** What a model with that context window is told of a program; the window in tokens, `null` where it is not known. */
export function outputOf({ logs, images, files }: ProgramOutcome, contextWindow: number | null): string {
  // A token has about four characters, so that this is a quarter of the window.
  const most = Math.min(MAX_TOLD, contextWindow ?? MAX_TOLD)
  const lines = [
    logs.trim() === '' ? '(The program printed nothing.)' : shortened(logs.trimEnd(), most),
    ...files.map(({ name }) => `Files: sandbox:/mnt/data/${name}`),
    ...(images.length > 0 ? [`Images: ${images.length}`] : []),
  ]
  return lines.join('\n')
}
