import { AppError } from '../../domain/errors.ts'
import type { AppErrorKind } from '../../domain/errors.ts'
import type { Clock } from '../deps.ts'
import type { ReadTransaction, Storage, WriteTransaction } from '../db/port.ts'
import { completedMessage, completedStep, endRun, openMessage, RUN_PROGRESS_TABLES } from '../db/runSteps.ts'
import { runEvent, saveMessage, saveStep, stepEvent } from '../db/runSteps.ts'
import type { Ending, Unsaved } from '../db/runSteps.ts'
import { afterEvent } from '../db/runs.ts'
import type { RunRow } from '../db/tables.ts'
import { asOf, touchVectorStore } from '../db/vectorStores.ts'
import type { ModelProvider } from '../providers/modelProvider.ts'
import type { Run, RunEvent } from '../wire.ts'
import { readContext } from './context.ts'
import type { RunContext } from './context.ts'
import type { RunHub } from './runHub.ts'
import { requestOf } from './runRequest.ts'
import { createTurnWriter } from './turnWriter.ts'
import type { TurnWriter } from './turnWriter.ts'

export interface ExecutorDeps {
  storage: Storage
  clock: Clock
  provider: ModelProvider
  hub: RunHub
}

export interface Execution {
  signal: () => AbortSignal
  isClosing: () => boolean
  isAbandoned: boolean
}

/** The run's row has changed under its executor: somebody cancelled it, deleted it with its thread, or has taken it over. */
class RunInterrupted extends Error {}

/** How often a run may lose the page that executes it before it is given up. */
const MOST_INTERRUPTIONS = 3

const CANCELLED: Ending = { event: 'cancelled', messageReason: 'run_cancelled', stepStatus: 'cancelled' }
const EXPIRED: Ending = { event: 'expire', messageReason: 'run_expired', stepStatus: 'expired' }

/**
 * Drives one run as far as it goes by itself: to a terminal status, or to `requires_action`. The caller holds the run's lock. `signal`
 * aborts when the run has been changed by others, which is looked at, or when `isClosing`, and then the run stays as it is stored.
 * A run in progress is taken over where `isAbandoned` says that whoever was at it is gone, and left alone otherwise.
 */
export async function executeRun(
  deps: ExecutorDeps,
  runId: string,
  { signal, isClosing, isAbandoned }: Execution,
): Promise<Run | null> {
  let ours = isAbandoned ? await takeOver(deps, runId) : null
  for (;;) {
    // Before the run is read, so that no change is missed.
    const changed = signal()
    const row = await load(deps, runId)
    if (row === null || row.isLive === 0 || isClosing()) return row?.object ?? null
    const { status, expires_at: expiresAt } = row.object
    const isLate = expiresAt !== null && deps.clock.now() >= expiresAt * 1000
    if (status === 'cancelling') await end(deps, runId, { ending: CANCELLED })
    else if (isLate) await end(deps, runId, { ending: EXPIRED })
    else if (status === 'queued') ours = await start(deps, row)
    else if (status === 'in_progress' && row.interruptions === ours) {
      await takeTurn(deps, row, { signal: changed, isClosing })
      // It stands still, or has ended: from there on another page may be the first to begin it again.
      ours = null
    } else return row.object
  }
}

async function load({ storage }: ExecutorDeps, runId: string): Promise<RunRow | null> {
  return (await storage.read(['runs'], (tx) => tx.get('runs', runId))) ?? null
}

/** Does `work` while the run is in progress, and nobody else has taken it over. */
function update<T>(
  { storage }: ExecutorDeps,
  { id, interruptions }: RunRow,
  work: (tx: WriteTransaction, row: RunRow) => Promise<T>,
): Promise<T> {
  return storage.write(RUN_PROGRESS_TABLES, async (tx) => {
    const row = await tx.get('runs', id)
    if (row?.object.status !== 'in_progress' || row.interruptions !== interruptions)
      throw new RunInterrupted()
    return work(tx, row)
  })
}

/**
 * Begins a run, unless a vector store that it is to search has expired. Gives its interruptions so far, by which it is known whether
 * somebody else has taken it over since; `null` where somebody else was first to begin it.
 */
async function start({ storage, clock, hub }: ExecutorDeps, { id }: RunRow): Promise<number | null> {
  const now = clock.now()
  const { events, interruptions } = await storage.write(START_TABLES, async (tx): Promise<Hold> => {
    const row = await tx.get('runs', id)
    const started = row === undefined ? null : afterEvent(row, 'start', now)
    if (row === undefined || started === null) return { events: [], interruptions: null }
    const { interruptions: before } = row
    for (const storeId of await storesOf(tx, row)) {
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

/** The vector stores that a run searches: those of the assistant (or the run itself) and of the thread. */
async function storesOf(tx: ReadTransaction, { object: run, toolResources }: RunRow): Promise<string[]> {
  if (!run.tools.some(({ type }) => type === 'file_search')) return []
  const assistant = await tx.get('assistants', run.assistant_id)
  const thread = await tx.get('threads', run.thread_id)
  const resources = [toolResources ?? assistant?.object.tool_resources, thread?.object.tool_resources]
  return resources.flatMap((given) => given?.file_search?.vector_store_ids ?? [])
}

/** Ends a run unless it has ended otherwise. */
async function end(
  { storage, clock, hub }: ExecutorDeps,
  runId: string,
  { ending, unsaved = {} }: { ending: Ending; unsaved?: Unsaved },
): Promise<void> {
  const events = await storage.write(RUN_PROGRESS_TABLES, async (tx) => {
    const row = await tx.get('runs', runId)
    return row === undefined ? null : endRun(tx, row, { ending, unsaved, nowMs: clock.now() })
  })
  hub.publish(runId, events ?? [])
}

/**
 * Takes a run that is in progress on from its last finished step: what was begun after it is taken back, so that nothing is there
 * twice. A run that loses its page again and again is failed. Gives its interruptions, as `start` does.
 */
async function takeOver({ storage, clock, hub }: ExecutorDeps, runId: string): Promise<number | null> {
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

async function takeTurn(
  deps: ExecutorDeps,
  row: RunRow,
  { signal, isClosing }: { signal: AbortSignal; isClosing: () => boolean },
): Promise<void> {
  const { clock, hub } = deps
  const writer = createTurnWriter({
    now: () => clock.now(),
    update: (work) => update(deps, row, work),
    publish: (events) => hub.publish(row.id, events),
  })
  const over = new AbortController()
  const expiry = expirySignal(clock, row.object, over.signal)
  try {
    await sayHeldText(deps, row)
    await converse(deps, row, { writer, signal: AbortSignal.any([signal, expiry]) })
  } catch (error) {
    if (isClosing()) return
    await settle(deps, row, { error, unsaved: writer.unsaved(), isLate: expiry.aborted })
  } finally {
    over.abort()
  }
}

function expirySignal(clock: Clock, { expires_at: expiresAt }: Run, over: AbortSignal): AbortSignal {
  const controller = new AbortController()
  if (expiresAt !== null) {
    clock.sleep(Math.max(0, expiresAt * 1000 - clock.now()), over).then(
      () => controller.abort(),
      () => undefined, // the turn was over first
    )
  }
  return controller.signal
}

/** What the model wrote after its calls comes after them. */
async function sayHeldText(deps: ExecutorDeps, begun: RunRow): Promise<void> {
  const { id, heldText } = begun
  if (heldText === '') return
  const now = deps.clock.now()
  const events = await update(deps, begun, async (tx, row): Promise<RunEvent[]> => {
    const opened = await openMessage(tx, row.object, now)
    const text = { value: heldText, annotations: [] }
    const message = completedMessage(opened.message, [{ type: 'text', text }], now)
    const step = completedStep(opened.step, null, now)
    await saveMessage(tx, message)
    await saveStep(tx, step, { isTurnOpen: false })
    await tx.put('runs', { ...row, heldText: '' })
    return [
      { event: 'thread.run.step.created', data: opened.step },
      { event: 'thread.run.step.in_progress', data: opened.step },
      { event: 'thread.message.created', data: opened.message },
      { event: 'thread.message.in_progress', data: opened.message },
      {
        event: 'thread.message.delta',
        data: {
          id: message.id,
          object: 'thread.message.delta',
          delta: { content: [{ index: 0, type: 'text', text }] },
        },
      },
      { event: 'thread.message.completed', data: message },
      stepEvent(step),
    ]
  })
  deps.hub.publish(id, events)
}

/** Asks the model for one turn, with less of the thread where it says that all is too much. */
async function converse(
  deps: ExecutorDeps,
  row: RunRow,
  { writer, signal }: { writer: TurnWriter; signal: AbortSignal },
): Promise<void> {
  const { storage, provider } = deps
  const limits = limitsOf(row)
  if (limits.completion !== null && limits.completion <= 0)
    return truncate(deps, row.id, 'max_completion_tokens')
  const window = await provider.contextWindow(row.object.model, signal)
  const hasCalled = await storage.read(['steps'], async (tx) =>
    (await tx.scan('steps', 'run', { prefix: [row.id] })).some(({ object }) => object.type === 'tool_calls'),
  )
  const request = requestOf(row, { maxOutputTokens: limits.completion, hasCalled })
  let budget = smallest(roomIn(window, limits.completion), limits.prompt)
  for (;;) {
    const context = await readContext(storage, row.object, budget)
    if (limits.prompt !== null && context.tokens > limits.prompt) {
      return truncate(deps, row.id, 'max_prompt_tokens')
    }
    try {
      for await (const event of provider.stream({ ...request, turns: context.turns }, signal)) {
        await writer.take(event)
      }
      await writer.finish(context.tokens, hasCalled)
      return
    } catch (error) {
      // Some models have nothing to add to what their calls have done.
      if (isEmptyReply(error) && hasCalled) return writer.finish(context.tokens, hasCalled)
      if (!isTooLong(error, context) || !writer.isBlank()) throw error
      budget = Math.floor(context.tokens / 2)
    }
  }
}

function isEmptyReply(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'empty'
}

function isTooLong(error: unknown, context: RunContext): boolean {
  return error instanceof AppError && error.kind === 'context-length' && context.canShrink
}

/** The tokens that a run may still use, of the limits for the whole of it. */
function limitsOf({ object, spent }: RunRow): { prompt: number | null; completion: number | null } {
  const { max_prompt_tokens: prompt, max_completion_tokens: completion } = object
  return {
    prompt: prompt === null ? null : prompt - spent.prompt,
    completion: completion === null ? null : completion - spent.completion,
  }
}

/** What a context window has room for beside the answer. */
function roomIn(window: number | null, completion: number | null): number | null {
  if (window === null) return null
  return window - Math.min(completion ?? 4096, Math.floor(window / 4))
}

function smallest(...limits: (number | null)[]): number | null {
  const known = limits.filter((limit) => limit !== null)
  return known.length === 0 ? null : Math.min(...known)
}

function truncate(
  deps: ExecutorDeps,
  runId: string,
  incompleteReason: 'max_completion_tokens' | 'max_prompt_tokens',
): Promise<void> {
  const ending: Ending = {
    event: 'truncate',
    messageReason: 'max_tokens',
    stepStatus: 'failed',
    incompleteReason,
  }
  return end(deps, runId, { ending })
}

/** What becomes of a run whose turn was broken off. */
async function settle(
  deps: ExecutorDeps,
  { id: runId, interruptions }: RunRow,
  { error, unsaved, isLate }: { error: unknown; unsaved: Unsaved; isLate: boolean },
): Promise<void> {
  const row = await load(deps, runId)
  if (row?.interruptions !== interruptions) return
  const { status } = row.object
  if (status === 'cancelling') return end(deps, runId, { ending: CANCELLED, unsaved })
  if (status !== 'in_progress') return
  if (isLate) return end(deps, runId, { ending: EXPIRED, unsaved })
  await end(deps, runId, { ending: failure(lastErrorOf(error)), unsaved })
}

function failure(lastError: NonNullable<Run['last_error']>): Ending {
  return { event: 'fail', messageReason: 'run_failed', stepStatus: 'failed', lastError }
}

const RATE_LIMITS: ReadonlySet<AppErrorKind> = new Set(['rate-limit', 'quota'])
const PROMPT_ERRORS: ReadonlySet<AppErrorKind> = new Set(['invalid', 'context-length', 'too-large'])

function lastErrorOf(error: unknown): NonNullable<Run['last_error']> {
  if (!(error instanceof AppError)) {
    return { code: 'server_error', message: error instanceof Error ? error.message : String(error) }
  }
  const message = error.data.detail || error.message
  if (RATE_LIMITS.has(error.kind)) return { code: 'rate_limit_exceeded', message }
  return { code: PROMPT_ERRORS.has(error.kind) ? 'invalid_prompt' : 'server_error', message }
}
