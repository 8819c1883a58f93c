import { AppError } from '../../domain/errors.ts'
import type { Clock } from '../deps.ts'
import type { WriteTransaction } from '../db/port.ts'
import {
  completedMessage,
  completedStep,
  openMessage,
  RUN_PROGRESS_TABLES,
  saveMessage,
  saveStep,
  stepEvent,
} from '../db/runSteps.ts'
import type { Unsaved } from '../db/runSteps.ts'
import type { RunRow } from '../db/tables.ts'
import type { Run, RunEvent } from '../wire.ts'
import { readContext } from './context.ts'
import type { RunContext } from './context.ts'
import { CANCELLED, end, EXPIRED, failure, lastErrorOf, load, truncation } from './endings.ts'
import type { ExecutorDeps } from './executor.ts'
import { requestOf } from './runRequest.ts'
import { messageDelta, messageOpenedEvents } from './turnEvents.ts'
import { createTurnWriter } from './turnWriter.ts'
import type { TurnWriter } from './turnWriter.ts'

/** The run's row has changed under its executor: somebody cancelled it, deleted it with its thread, or has taken it over. */
class RunInterrupted extends Error {}

/**
 * Asks the model for one turn, and writes it into the thread. What breaks it off ends the run, but for a page that is closing: then the run
 * stays as it is stored.
 */
export async function takeTurn(
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
    const content = [{ type: 'text' as const, text: { value: heldText, annotations: [] } }]
    const message = completedMessage(opened.message, content, now)
    const step = completedStep(opened.step, null, now)
    await saveMessage(tx, message)
    await saveStep(tx, step, { isTurnOpen: false })
    await tx.put('runs', { ...row, heldText: '' })
    return [
      ...messageOpenedEvents(opened),
      messageDelta(message.id, { index: 0, kind: 'text', text: heldText }),
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
    return end(deps, row.id, { ending: truncation('max_completion_tokens') })
  const window = await provider.contextWindow(row.object.model, signal)
  let budget = smallest(roomIn(window, limits.completion), limits.prompt)
  for (;;) {
    const context = await readContext(storage, row.object, budget)
    const { hasCalled } = context
    const request = requestOf(row, { maxOutputTokens: limits.completion, hasCalled })
    if (limits.prompt !== null && context.tokens > limits.prompt) {
      return end(deps, row.id, { ending: truncation('max_prompt_tokens') })
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
