import type { Run } from '../domain/api.ts'
import { AppError } from '../domain/errors.ts'
import { isRunStatus } from '../domain/runMachine.ts'
import { UNKNOWN_STATUS } from '../domain/runPolicy.ts'

/** A run as a server sent it, for the table of statuses to follow. @throws AppError `unsupported` for a status that is not in it. */
export function knownRun(run: Run): Run {
  const status: unknown = run.status
  if (isRunStatus(status)) return run
  throw new AppError({
    kind: 'unsupported',
    code: UNKNOWN_STATUS,
    detail: `The run ${run.id} has the status ${String(status)}.`,
  })
}
