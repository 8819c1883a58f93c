import type { Run } from './api.ts'
import { canFollow, type RunStatus } from './runMachine.ts'

/**
 * The newer of two observations of one run; the very same object where nothing has changed. `isOvertaken` says that `previous` came
 * while `incoming` was on its way, so that `incoming` may be the older one: then it has to be certainly ahead. A run goes round
 * (`in_progress`, `requires_action`, `queued`, `in_progress`), and by their statuses alone no one can tell which came first.
 */
export function acceptRun(previous: Run | undefined, incoming: Run, isOvertaken = false): Run {
  if (previous === undefined) return incoming
  const isNewer = isOvertaken ? isAhead(previous, incoming) : isPossible(previous.status, incoming.status)
  return isNewer && JSON.stringify(previous) !== JSON.stringify(incoming) ? incoming : previous
}

function isPossible(from: RunStatus, to: RunStatus): boolean {
  return from === to || canFollow(from, to)
}

function isAhead(previous: Run, incoming: Run): boolean {
  // Some servers count the tokens only after they have told that the run is over.
  if (previous.status === incoming.status) return previous.usage === null && incoming.usage !== null
  return canFollow(previous.status, incoming.status) && !canFollow(incoming.status, previous.status)
}
