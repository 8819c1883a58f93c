import type { WriteTransaction } from '../db/port.ts'
import { endRun, runEvent, RUN_PROGRESS_TABLES } from '../db/runSteps.ts'
import { afterEvent } from '../db/runs.ts'
import type { RunRow } from '../db/tables.ts'
import { asOf, touchVectorStore } from '../db/vectorStores.ts'
import type { RunEvent } from '../wire.ts'
import { failure } from './endings.ts'
import type { ExecutorDeps } from './executor.ts'
import { searchedStores } from './runFiles.ts'

/** How often a run may lose the page that executes it before it is given up. */
const MOST_INTERRUPTIONS = 3

/**
 * Begins a run, unless a vector store that it is to search has expired. Gives its interruptions so far, by which it is known whether
 * somebody else has taken it over since; `null` where somebody else was first to begin it.
 */
export async function start({ storage, clock, hub }: ExecutorDeps, { id }: RunRow): Promise<number | null> {
  const now = clock.now()
  const { events, interruptions } = await storage.write(START_TABLES, async (tx): Promise<Hold> => {
    const row = await tx.get('runs', id)
    const started = row === undefined ? null : afterEvent(row, 'start', now)
    if (row === undefined || started === null) return { events: [], interruptions: null }
    const { interruptions: before } = row
    for (const storeId of (await searchedStores(tx, row)).all) {
      const store = await tx.get('vectorStores', storeId)
      if (store !== undefined && asOf(store.object, now).status === 'expired') {
        const ending = failure({ code: 'server_error', message: `Vector store ${storeId} has expired.` })
        return { events: (await endRun(tx, row, { ending, nowMs: now })) ?? [], interruptions: before }
      }
      await touchVectorStore(tx, storeId, now)
    }
    await tx.put('runs', started)
    return { events: [runEvent(started.object)], interruptions: before }
  })
  hub.publish(id, events)
  return interruptions
}

/** What has happened to a run, and its interruptions so far where it is ours to execute now. */
interface Hold {
  events: RunEvent[]
  interruptions: number | null
}

const START_TABLES = [...RUN_PROGRESS_TABLES, 'threads', 'assistants', 'vectorStores'] as const

/**
 * Takes a run that is in progress on from its last finished step: what was begun after it is taken back, so that nothing is there
 * twice. A run that loses its page again and again is failed. Gives its interruptions, as `start` does.
 */
export async function takeOver({ storage, clock, hub }: ExecutorDeps, runId: string): Promise<number | null> {
  const { events, interruptions } = await storage.write(RUN_PROGRESS_TABLES, async (tx): Promise<Hold> => {
    const row = await tx.get('runs', runId)
    if (row?.object.status !== 'in_progress') return { events: [], interruptions: null }
    const times = row.interruptions + 1
    const interrupted = { ...row, interruptions: times }
    if (times > MOST_INTERRUPTIONS) {
      const message = `The run was interrupted ${times} times: the page that executed it was closed or reloaded.`
      const ending = failure({ code: 'server_error', message })
      const ended = await endRun(tx, interrupted, { ending, nowMs: clock.now() })
      return { events: ended ?? [], interruptions: times }
    }
    await tx.put('runs', interrupted)
    return { events: await takeBack(tx, runId), interruptions: times }
  })
  hub.publish(runId, events)
  return interruptions
}

/**
 * Nothing stays of a turn that was not over, as the model says all of it anew. Whoever watches the run is told that what had begun has
 * come to nothing.
 */
async function takeBack(tx: WriteTransaction, runId: string): Promise<RunEvent[]> {
  const steps = await tx.scan('steps', 'run', { prefix: [runId], order: 'desc' })
  const events: RunEvent[] = []
  for (const { id, object } of steps.filter(({ isTurnOpen }) => isTurnOpen === true)) {
    await tx.delete('steps', id)
    const details = object.step_details
    const message =
      details.type === 'message_creation'
        ? await tx.get('messages', details.message_creation.message_id)
        : undefined
    if (message !== undefined) await tx.delete('messages', message.id)
    // Of what it was told is completed, a stream cannot be told more.
    if (object.status === 'completed') continue
    if (message !== undefined)
      events.push({ event: 'thread.message.incomplete', data: { ...message.object, status: 'incomplete' } })
    events.push({ event: 'thread.run.step.failed', data: { ...object, status: 'failed' } })
  }
  return events
}
