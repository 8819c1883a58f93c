import type { WriteTransaction } from '../db/port.ts'
import { RUN_PROGRESS_TABLES } from '../db/runSteps.ts'
import type { RunRow, TableName } from '../db/tables.ts'
import type { ExecutorDeps } from './executor.ts'

/** The run's row has changed under its executor: somebody cancelled it, deleted it with its thread, or has taken it over. */
class RunInterrupted extends Error {}

/** Does `work` over the run's tables, and `others`, while the run is in progress and nobody else has taken it over. */
export function updateRun<T>(
  { storage }: Pick<ExecutorDeps, 'storage'>,
  { id, interruptions }: RunRow,
  work: (tx: WriteTransaction, row: RunRow) => Promise<T>,
  others: readonly TableName[] = [],
): Promise<T> {
  return storage.write([...RUN_PROGRESS_TABLES, ...others], async (tx) => {
    const row = await tx.get('runs', id)
    if (row?.object.status !== 'in_progress' || row.interruptions !== interruptions)
      throw new RunInterrupted()
    return work(tx, row)
  })
}
