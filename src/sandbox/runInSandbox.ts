import { AppError } from '@/domain/errors.ts'
import {
  HANDLER_FAILURES,
  type HandlerFailure,
  type HandlerLog,
  type HandlerOutcome,
  LOG_LEVELS,
} from '@/domain/handlerOutcome.ts'
import { HANDLER_MS, HANDLER_OUTPUT_BYTES } from '@/facts/limits.ts'
import frameScript from './frame.js?url&no-inline'
import workerSource from './worker.js?raw'

/** Its script may have to be fetched. */
const START_MS = 15_000
/** More than a person reads. */
const MAX_LOGS = 200
const MAX_LOG_LENGTH = 4_000

interface SandboxTask {
  /** The body of an async function of `args`. */
  code: string
  /** What JSON can say. */
  args: unknown
  isNetworkAllowed: boolean
  limitMs?: number
  /** How long the frame may take to start. */
  startMs?: number
  onLog?: (log: HandlerLog) => void
}

type Report =
  | { type: 'started' }
  | ({ type: 'log' } & HandlerLog)
  | { type: 'done'; output: string }
  | ({ type: 'failed' } & HandlerFailure)

/**
 * Runs a handler where it reaches nothing of this page: in a worker inside a frame of opaque origin, which has neither storage nor,
 * unless it is allowed, the network. The frame is made for this and removed after, which ends even an endless loop.
 * @throws AppError `aborted`; `chunk` where the frame's script could not be fetched
 */
export function runInSandbox(task: SandboxTask, signal: AbortSignal): Promise<HandlerOutcome> {
  return new Promise((resolve, reject) => {
    const frame = createFrame(task.isNetworkAllowed)
    const { port1: port, port2 } = new MessageChannel()
    const { limitMs = HANDLER_MS, startMs = START_MS } = task
    const abort = (): void => refuse(new AppError({ kind: 'aborted', detail: 'Stopped.' }))
    let timer = setTimeout(
      () => refuse(new AppError({ kind: 'chunk', detail: 'The sandbox did not start.' })),
      startMs,
    )

    function close(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      port.close()
      frame.remove()
    }
    function settle(outcome: HandlerOutcome): void {
      close()
      resolve(outcome)
    }
    function refuse(error: AppError): void {
      close()
      reject(error)
    }
    function fail(failure: HandlerFailure): void {
      settle({ kind: 'failed', failure })
    }

    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const report = reportOf(data)
      if (report === null) return
      if (report.type === 'started') {
        clearTimeout(timer)
        timer = setTimeout(() => fail({ code: 'timeout', message: '', line: null }), limitMs)
      } else if (report.type === 'log') {
        task.onLog?.({ level: report.level, text: report.text })
      } else if (report.type === 'done') {
        settle({ kind: 'done', output: report.output })
      } else {
        fail({ code: report.code, message: report.message, line: lineInCode(report.line, task.code) })
      }
    }
    frame.addEventListener('load', () => frame.contentWindow?.postMessage(messageOf(task), '*', [port2]))
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    else document.body.append(frame)
  })
}

/**
 * A document without an address inherits this page's policy, and adds its own: nothing may be loaded or reached but its one script, by
 * a nonce that the worker's `importScripts` has no way to give.
 */
function createFrame(isNetworkAllowed: boolean): HTMLIFrameElement {
  const nonce = crypto.randomUUID()
  const address = new URL(frameScript, document.baseURI).href.replaceAll('&', '&amp;')
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    'worker-src blob:',
    `connect-src ${isNetworkAllowed ? '*' : `'none'`}`,
  ].join('; ')
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.hidden = true
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script nonce="${nonce}" src="${address}"></script>`
  return frame
}

/** The handler comes first, on a line of its own after one of ours: see `lineInCode`. */
function messageOf({ code, args }: SandboxTask): object {
  return {
    source: `'use strict'; async function handler(args) {\n${code}\n}\n${workerSource}`,
    task: {
      args,
      levels: LOG_LEVELS,
      maxBytes: HANDLER_OUTPUT_BYTES,
      maxLogs: MAX_LOGS,
      maxLogLength: MAX_LOG_LENGTH,
    },
  }
}

function lineInCode(line: number | null, code: string): number | null {
  return line !== null && line > 1 && line - 1 <= code.split('\n').length ? line - 1 : null
}

/** What the worker says, which the handler could say as well: anything else is not heard. */
function reportOf(value: unknown): Report | null {
  if (typeof value !== 'object' || value === null) return null
  const said = new Map<string, unknown>(Object.entries(value))
  const text = (name: string): string => String(said.get(name))
  switch (said.get('type')) {
    case 'started':
      return { type: 'started' }
    case 'done':
      return { type: 'done', output: text('output') }
    case 'log': {
      const level = LOG_LEVELS.find((known) => known === said.get('level'))
      return level === undefined ? null : { type: 'log', level, text: text('text') }
    }
    case 'failed': {
      const code = HANDLER_FAILURES.find((known) => known === said.get('code'))
      const line = Number(said.get('line'))
      return code === undefined
        ? null
        : { type: 'failed', code, message: text('message'), line: line > 0 ? line : null }
    }
    default:
      return null
  }
}
