import type { InterpreterResult } from '../runtime/interpreter.ts'
import type { ProgramRecord } from './record.ts'
import type { Report } from './reports.ts'
import { PREPARE_MS, type Python } from './startPython.ts'

interface Program {
  /** Its number in the session. */
  number: number
  limitSeconds: number
  /** Hands it to Python. */
  send: () => void
  record: ProgramRecord
  /** Answers what Python asks for; `null`: nothing that it could ask for. */
  answer: (report: Report) => Promise<object> | null
  onStarted: () => void
}

/**
 * Follows a program from its being sent to its end, its limit, or that of its session; the session is ended where it cannot go on.
 * While Python waits for an answer, nothing is counted; its limit begins when its own first line does.
 */
export function followProgram(
  python: Python,
  life: AbortController,
  program: Program,
): Promise<InterpreterResult> {
  const { record } = program
  const ending = Promise.withResolvers<InterpreterResult>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasStarted = false
  let isOver = false

  function finish(failure: InterpreterResult['failure'], note = ''): void {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    record.write(note)
    ending.resolve({ ...record.made(), failure })
  }
  function limitTo(ms: number, note: string): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      finish('timeout', note)
      life.abort()
    }, ms)
  }
  function prepare(): void {
    limitTo(PREPARE_MS, 'The program could not be started. Its session has ended.\n')
  }
  function begin(): void {
    if (hasStarted) return
    hasStarted = true
    program.onStarted()
    const seconds = program.limitSeconds
    limitTo(seconds * 1000, `\nThe program was stopped after ${seconds} s. Its session has ended.\n`)
  }
  async function answer(report: Report): Promise<void> {
    // Only a program itself would ask so late.
    if (hasStarted && (report.type === 'wants' || report.type === 'download')) return
    const given = program.answer(report)
    if (given === null) return
    if (!hasStarted) clearTimeout(timer)
    const message = await given
    if (life.signal.aborted) return
    if (!hasStarted && !isOver) prepare()
    python.post(message)
  }

  life.signal.addEventListener('abort', () => finish('exception', 'The session was ended.\n'))
  python.listen((report) => {
    if (isOver) return
    if (report.type === 'output') record.write(report.text)
    else if (report.type === 'image') record.addImage(report.bytes)
    else if (report.type === 'started') begin()
    else if (report.type === 'done' && report.run === program.number) {
      record.addFiles(report.files)
      finish(report.failure)
      if (report.isOver || report.failure === 'memory') life.abort()
    } else if (report.type === 'broken') {
      finish('exception', `${report.message}\n`)
      life.abort()
    } else answer(report).catch(() => life.abort())
  })
  prepare()
  program.send()
  return ending.promise
}
