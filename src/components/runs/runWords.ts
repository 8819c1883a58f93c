import type { RunStep, ToolCall } from '@/domain/api.ts'
import type { RunStatus } from '@/domain/runMachine.ts'
import type { RunTone } from '@/domain/runPolicy.ts'

/** The name of each status: the wire's own word in English. A new status does not compile without its name. */
export const STATUS_WORDS = {
  queued: 'runs.status.queued',
  in_progress: 'runs.status.in_progress',
  requires_action: 'runs.status.requires_action',
  cancelling: 'runs.status.cancelling',
  completed: 'runs.status.completed',
  failed: 'runs.status.failed',
  cancelled: 'runs.status.cancelled',
  expired: 'runs.status.expired',
  incomplete: 'runs.status.incomplete',
} as const satisfies Record<RunStatus, string>

/** The kinds of calls but functions, which have names of their own. */
export const CALL_WORDS = {
  code_interpreter: 'runs.steps.code_interpreter',
  file_search: 'runs.steps.file_search',
} as const satisfies Record<Exclude<ToolCall['type'], 'function'>, string>

export const STEP_TONE: Readonly<Record<RunStep['status'], RunTone>> = {
  in_progress: 'progress',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancel',
  expired: 'incomplete',
}
