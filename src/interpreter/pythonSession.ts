import type { InterpreterProgress, SessionStatus } from '../domain/interpreter.ts'
import type { InterpreterResult, InterpreterTask } from '../runtime/interpreter.ts'
import { createAttachments } from './attachments.ts'
import { followProgram } from './followProgram.ts'
import type { PackageSource } from './packages.ts'
import { createRecord } from './record.ts'
import type { Report } from './reports.ts'
import { type Python, type StartHost, startPython } from './startPython.ts'

export interface Session {
  /** Runs a program; one at a time. @throws Error where Python cannot be loaded, or a file cannot be read */
  run: (task: InterpreterTask) => Promise<InterpreterResult>
  end: () => void
  isRunning: () => boolean
  /** It has come to its end, by itself or by `end`. */
  isOver: () => boolean
  hasRun: () => boolean
}

export interface SessionOptions {
  startHost: StartHost
  packages: PackageSource
  /** Asked for each program. */
  limitSeconds: () => number
  onStatus: (status: SessionStatus) => void
}

/** A session that has not begun: Python is started for its first program. */
export function createSession({ startHost, packages, limitSeconds, onStatus }: SessionOptions): Session {
  const life = new AbortController()
  const attachments = createAttachments()
  let python: Promise<Python> | null = null
  let programs = 0
  let isRunning = false

  function tell(status: SessionStatus): void {
    if (!life.signal.aborted) onStatus(status)
  }
  function onProgress(progress: InterpreterProgress): void {
    tell({ state: 'loading', progress })
  }
  function onBytes(loadedBytes: number): void {
    onProgress({ stage: 'packages', loadedBytes, totalBytes: null })
  }
  function answer(report: Report): Promise<object> | null {
    if (report.type === 'wants') {
      return packages.allow(report).then((isAllowed) => ({ type: 'allow', isAllowed }))
    }
    if (report.type === 'fetch') {
      const { file } = report
      return packages.fetch(file, onBytes).then((bytes) => ({ type: 'package', file, bytes }))
    }
    if (report.type !== 'download') return null
    const none = { type: 'package', file: report.url, bytes: null }
    return packages.download(report, onBytes).then((found) => ({ ...none, ...found }))
  }

  async function run(task: InterpreterTask): Promise<InterpreterResult> {
    python ??= startPython(startHost, { onProgress, signal: life.signal })
    const started = await python.catch((cause: unknown) => {
      life.abort()
      throw cause
    })
    const files = await attachments.read(task.files)
    if (typeof files === 'string') return { logs: files, images: [], files: [], failure: 'exception' }
    programs += 1
    const number = programs
    return followProgram(started, life, {
      number,
      limitSeconds: limitSeconds(),
      send: () =>
        started.post(
          { type: 'run', run: number, code: task.code, files },
          files.map(({ bytes }) => bytes.buffer),
        ),
      record: createRecord(task.onOutput),
      answer,
      onStarted: () => tell({ state: 'running' }),
    })
  }

  return {
    async run(task) {
      isRunning = true
      try {
        return await run(task)
      } finally {
        isRunning = false
        tell({ state: 'ready' })
      }
    },
    end: () => life.abort(),
    isRunning: () => isRunning,
    isOver: () => life.signal.aborted,
    hasRun: () => programs > 0,
  }
}
