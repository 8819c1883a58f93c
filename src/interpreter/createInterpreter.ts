import type { Interpreter, InterpreterResult, InterpreterTask } from '../runtime/interpreter.ts'
import type { Session } from './pythonSession.ts'

export type SessionMemory = Pick<Set<string>, 'has'> & { add: (id: string) => unknown }

interface InterpreterOptions {
  createSession: (sessionId: string) => Session
  /** The ids whose programs have run: kept beyond this interpreter, programs are told as well that its sessions are gone. */
  past?: SessionMemory
  /** Told when a session has ended. */
  onEnd?: (sessionId: string) => void
}

/** Each takes 100 MB and more. */
const MAX_SESSIONS = 2
const BEGINS_ANEW =
  'Note: this is a new session. The variables and files of earlier programs are gone; attached files are there.\n'

/** Sessions by their ids: one program at a time in each, and only the newest kept. */
export function createInterpreter({
  createSession,
  past = new Set(),
  onEnd,
}: InterpreterOptions): Interpreter {
  const sessions = new Map<string, Session>()
  const queues = new Map<string, Promise<unknown>>()

  function end(id: string): void {
    const session = sessions.get(id)
    if (session === undefined) return
    sessions.delete(id)
    session.end()
    onEnd?.(id)
  }

  /** The session, as the newest. */
  function sessionOf(id: string): Session {
    const session = sessions.get(id) ?? createSession(id)
    sessions.delete(id)
    sessions.set(id, session)
    const idle = [...sessions].filter(([other, { isRunning }]) => other !== id && !isRunning())
    for (const [oldest] of idle.slice(0, Math.max(0, sessions.size - MAX_SESSIONS))) end(oldest)
    return session
  }

  async function runNow(task: InterpreterTask, signal: AbortSignal): Promise<InterpreterResult> {
    signal.throwIfAborted()
    const id = task.sessionId
    const session = sessionOf(id)
    const stop = (): void => end(id)
    signal.addEventListener('abort', stop)
    const note = !session.hasRun() && past.has(id) ? BEGINS_ANEW : ''
    if (note !== '') task.onOutput?.(note)
    try {
      const result = await session.run(task)
      signal.throwIfAborted()
      return { ...result, logs: note + result.logs }
    } catch (cause) {
      signal.throwIfAborted()
      throw cause
    } finally {
      if (session.hasRun()) past.add(id)
      signal.removeEventListener('abort', stop)
      if (session.isOver() && sessions.get(id) === session) end(id)
    }
  }

  return {
    run(task, signal) {
      const before = queues.get(task.sessionId) ?? Promise.resolve()
      const result = before.then(() => runNow(task, signal))
      const settled = result.catch(() => undefined) // whoever waits for the result hears of it
      queues.set(task.sessionId, settled)
      void settled.then(() => {
        if (queues.get(task.sessionId) === settled) queues.delete(task.sessionId)
      })
      return result
    },
    restart: end,
    close() {
      for (const id of [...sessions.keys()]) end(id)
    },
  }
}
