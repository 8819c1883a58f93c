import type { Interpreter, InterpreterResult, InterpreterTask } from '@/runtime/interpreter.ts'

/** What a program does; what is left out of its result is empty. */
export type FakeProgram = (
  task: InterpreterTask,
  signal: AbortSignal,
) => Partial<InterpreterResult> | Promise<Partial<InterpreterResult>>

export interface FakeInterpreter extends Interpreter {
  /** What it was given to run, in order. */
  tasks: InterpreterTask[]
  /** The sessions that were ended. */
  restarted: string[]
  isClosed: () => boolean
}

/** An interpreter whose programs do these things one after the other, whatever their code is; the last one again and again. */
export function createFakeInterpreter(programs: readonly FakeProgram[]): FakeInterpreter {
  const tasks: InterpreterTask[] = []
  const restarted: string[] = []
  let isClosed = false
  return {
    tasks,
    restarted,
    isClosed: () => isClosed,
    async run(task, signal) {
      const program = programs[Math.min(tasks.length, programs.length - 1)]!
      tasks.push(task)
      return { logs: '', images: [], files: [], failure: null, ...(await program(task, signal)) }
    },
    restart: (sessionId) => restarted.push(sessionId),
    close() {
      isClosed = true
    },
  }
}

/** Prints these pieces. */
export const prints =
  (...pieces: string[]): FakeProgram =>
  ({ onOutput }) => {
    for (const piece of pieces) onOutput?.(piece)
    return { logs: pieces.join('') }
  }

/** Prints, and then runs until it is stopped. */
export const runsOn =
  (text: string, onStart: () => void = () => undefined): FakeProgram =>
  ({ onOutput }, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('Stopped.', 'AbortError')))
      onOutput?.(text)
      onStart()
    })
