import { hasLocks } from './replyLock.ts'

/**
 * Does `work` while no other tab does it for the same run, so that calls are answered once. Where the browser has no locks, two tabs may
 * both do it, and the server refuses the second.
 */
export async function withAnswerLock(
  runName: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  if (!(await hasLocks())) return work()
  await navigator.locks.request(`skein-answer-${runName}`, { signal }, work)
}
