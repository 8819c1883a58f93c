import type { RunStatus } from '@/domain/runMachine.ts'

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
