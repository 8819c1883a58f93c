import { AppError } from '../../src/domain/errors.ts'
import type { HandlerLog, HandlerOutcome } from '../../src/domain/handlerOutcome.ts'
import { runInSandbox } from '../../src/sandbox/runInSandbox.ts'

declare global {
  interface Window {
    sandboxPage: SandboxPage
  }
}

export interface SandboxOptions {
  args?: unknown
  isNetworkAllowed?: boolean
  limitMs?: number
  startMs?: number
  /** Stops it once it has logged something. */
  stopsAtLog?: boolean
}

export interface SandboxResult {
  outcome: HandlerOutcome | { kind: string }
  logs: HandlerLog[]
  /** What has come over the channel that the tabs of the console share. */
  heard: unknown[]
}

export interface SandboxPage {
  run: (code: string, options?: SandboxOptions) => Promise<SandboxResult>
}

const heard: unknown[] = []
new BroadcastChannel('skein-console').addEventListener('message', ({ data }) => heard.push(data))
localStorage.setItem('secret', 'kept')
document.cookie = 'secret=kept'

window.sandboxPage = {
  async run(code, { args = {}, isNetworkAllowed = false, stopsAtLog = false, ...options } = {}) {
    const logs: HandlerLog[] = []
    const stop = new AbortController()
    const onLog = (log: HandlerLog): void => {
      logs.push(log)
      if (stopsAtLog) stop.abort()
    }
    const outcome = await runInSandbox(
      { code, args, isNetworkAllowed, onLog, ...options },
      stop.signal,
    ).catch((error: unknown) => ({ kind: error instanceof AppError ? error.kind : String(error) }))
    return { outcome, logs, heard }
  },
}
