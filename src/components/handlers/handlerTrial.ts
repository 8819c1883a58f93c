import type { AppErrorData } from '@/domain/errors.ts'
import type { HandlerLog } from '@/domain/handlerOutcome.ts'

/** A handler that was tried, or is being tried. */
export interface HandlerTrial {
  logs: readonly HandlerLog[]
  state:
    | { kind: 'running' }
    | { kind: 'done'; output: string; elapsedMs: number }
    | { kind: 'failed'; error: AppErrorData; elapsedMs: number }
    | { kind: 'stopped' }
}
