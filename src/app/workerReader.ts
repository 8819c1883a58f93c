import { IngestionError, type PassageBatch } from '../ingest/types.ts'
import type { FileReader } from '../runtime/retrieval/port.ts'
import type { ReadAnswer, ReadRequest } from './ingestMessages.ts'

/** A worker that has nothing to do is kept for so long. */
const IDLE_MS = 20_000
/** A worker that ran out of memory ends without an error: so often it is asked for in vain. A computer that slept counts once. */
const CHECK_MS = 15_000
const MAX_SILENT_CHECKS = 12
const ABORTED = { type: 'aborted' } as const
const SILENT = {
  type: 'crashed',
  message: 'It gave no sign of life for minutes: the file may need more memory than there is.',
} as const

type Answer = Exclude<ReadAnswer, { type: 'alive' }> | { type: 'crashed'; message: string } | typeof ABORTED

/** Reads files in a worker, each file in one. A worker that is stopped, or breaks down, is followed by a fresh one. */
export function createWorkerReader(start: () => Worker = startWorker, checkMs = CHECK_MS): FileReader {
  let idle: { worker: Worker; timer: ReturnType<typeof setTimeout> } | undefined

  function take(): Worker {
    if (idle === undefined) return start()
    const { worker, timer } = idle
    clearTimeout(timer)
    idle = undefined
    return worker
  }

  function giveBack(worker: Worker): void {
    idle?.worker.terminate()
    const timer = setTimeout(() => {
      worker.terminate()
      idle = undefined
    }, IDLE_MS)
    idle = { worker, timer }
  }

  return {
    async *read(file, limits, signal, from) {
      signal.throwIfAborted()
      const worker = take()
      const { port1, port2 } = new MessageChannel()
      const answers = answersOf({ worker, port: port1, checkMs }, signal)
      let isReusable = false
      try {
        const request: ReadRequest = { file, limits, from, port: port2 }
        worker.postMessage(request, [port2])
        for (;;) {
          const answer = await answers.next()
          isReusable = answer.type === 'ended' || answer.type === 'failed'
          if (answer.type === 'ended') return
          yield batchOf(answer, signal)
          port1.postMessage('taken')
        }
      } finally {
        answers.close()
        if (isReusable) giveBack(worker)
        else worker.terminate()
      }
    },
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./ingestWorker.ts', import.meta.url), { type: 'module' })
}

/** @throws IngestionError for a file that the worker couldn't take, the signal's reason, or an Error for a worker that broke down. */
function batchOf(answer: Exclude<Answer, { type: 'ended' }>, signal: AbortSignal): PassageBatch {
  switch (answer.type) {
    case 'batch':
      return answer.batch
    case 'failed':
      throw answer.code === undefined
        ? new Error(answer.message)
        : new IngestionError(answer.code, answer.message)
    case 'aborted':
      signal.throwIfAborted()
      throw new Error('Reading was stopped.')
    case 'crashed':
      throw new Error(`The worker that read this file broke down. ${answer.message}`.trimEnd())
  }
}

/** What comes of a worker, one after the other. */
function answersOf(
  { worker, port, checkMs }: { worker: Worker; port: MessagePort; checkMs: number },
  signal: AbortSignal,
): { next: () => Promise<Answer>; close: () => void } {
  const listening = new AbortController()
  const waiting: Answer[] = []
  let deliver: ((answer: Answer) => void) | undefined
  function push(answer: Answer): void {
    if (deliver === undefined) waiting.push(answer)
    else deliver(answer)
    deliver = undefined
  }
  let silentChecks = 0
  let watch = setTimeout(check, checkMs)
  function check(): void {
    silentChecks += 1
    if (silentChecks === MAX_SILENT_CHECKS) push(SILENT)
    else watch = setTimeout(check, checkMs)
  }
  const options = { signal: listening.signal }
  port.onmessage = ({ data }: MessageEvent<ReadAnswer>) => {
    silentChecks = 0
    if (data.type !== 'alive') push(data)
  }
  worker.addEventListener('error', ({ message }) => push({ type: 'crashed', message }), options)
  signal.addEventListener('abort', () => push(ABORTED), options)
  return {
    next: () =>
      new Promise((resolve) => {
        const answer = signal.aborted ? ABORTED : waiting.shift()
        if (answer === undefined) deliver = resolve
        else resolve(answer)
      }),
    close() {
      clearTimeout(watch)
      listening.abort()
      port.close()
    },
  }
}
