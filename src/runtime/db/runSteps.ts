import { createId } from '../../domain/ids.ts'
import type { RunEventName } from '../../domain/runMachine.ts'
import type { Message, MessageContent, Run, RunEvent, RunStep, ToolCall } from '../wire.ts'
import type { WriteTransaction } from './port.ts'
import { nextPosition, secondsOf } from './rows.ts'
import { afterEvent, openStepOf } from './runs.ts'
import type { RunRow, StepRow } from './tables.ts'

/** All that a run in progress writes to. */
export const RUN_PROGRESS_TABLES = ['runs', 'steps', 'messages'] as const

type Usage = NonNullable<RunStep['usage']>

/** Adds a message that is being written, and the step that writes it. */
export async function openMessage(
  tx: WriteTransaction,
  run: Run,
  nowMs: number,
): Promise<{ message: Message; step: RunStep }> {
  const message: Message = {
    id: createId('msg'),
    object: 'thread.message',
    created_at: secondsOf(nowMs),
    thread_id: run.thread_id,
    status: 'in_progress',
    incomplete_details: null,
    completed_at: null,
    incomplete_at: null,
    role: 'assistant',
    content: [],
    assistant_id: run.assistant_id,
    run_id: run.id,
    attachments: [],
    metadata: {},
  }
  await tx.put('messages', {
    id: message.id,
    threadId: run.thread_id,
    runId: run.id,
    position: await nextPosition(tx, 'messages', 'thread', [run.thread_id]),
    object: message,
  })
  const details = { type: 'message_creation', message_creation: { message_id: message.id } } as const
  return { message, step: await openStep(tx, run, { details, nowMs }) }
}

/** Adds a step in progress. */
export async function openStep(
  tx: WriteTransaction,
  run: Run,
  { details, nowMs }: { details: RunStep['step_details']; nowMs: number },
): Promise<RunStep> {
  const step: RunStep = {
    id: createId('step'),
    object: 'thread.run.step',
    created_at: secondsOf(nowMs),
    assistant_id: run.assistant_id,
    thread_id: run.thread_id,
    run_id: run.id,
    type: details.type,
    status: 'in_progress',
    step_details: details,
    last_error: null,
    expired_at: null,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    metadata: {},
    usage: null,
  }
  await tx.put('steps', {
    id: step.id,
    runId: run.id,
    position: await nextPosition(tx, 'steps', 'run', [run.id]),
    object: step,
    reasoning: '',
    reasoningItems: [],
    usage: null,
    isTurnOpen: true,
  })
  return step
}

/** Writes what a message has become; nothing where it is gone. */
export async function saveMessage(tx: WriteTransaction, message: Message): Promise<void> {
  const row = await tx.get('messages', message.id)
  // Its metadata are a person's to change at any time.
  if (row !== undefined)
    await tx.put('messages', { ...row, object: { ...message, metadata: row.object.metadata } })
}

/** Writes what a step has become, and what of it does not travel; nothing where it is gone. */
export async function saveStep(
  tx: WriteTransaction,
  step: RunStep,
  internal: Partial<
    Pick<StepRow, 'reasoning' | 'reasoningItems' | 'usage' | 'isTurnOpen' | 'work' | 'passages'>
  > = {},
): Promise<void> {
  const row = await tx.get('steps', step.id)
  if (row !== undefined) await tx.put('steps', { ...row, ...internal, object: step })
}

/** A message that has been said to its end. */
export function completedMessage(message: Message, content: MessageContent[], nowMs: number): Message {
  return { ...message, status: 'completed', completed_at: secondsOf(nowMs), content }
}

export function completedStep(step: RunStep, usage: Usage | null, nowMs: number): RunStep {
  return { ...step, status: 'completed', completed_at: secondsOf(nowMs), usage }
}

/** How a run comes to an end other than by being done, and what that means for what it was doing. */
export interface Ending {
  event: Extract<RunEventName, 'cancelled' | 'fail' | 'expire' | 'truncate'>
  messageReason: 'run_cancelled' | 'run_failed' | 'run_expired' | 'max_tokens' | 'content_filter'
  stepStatus: 'cancelled' | 'failed' | 'expired'
  lastError?: NonNullable<Run['last_error']>
  incompleteReason?: 'max_completion_tokens' | 'max_prompt_tokens'
}

/** What a turn had brought so far that is not stored yet. */
export interface Unsaved {
  content?: MessageContent[]
  toolCalls?: ToolCall[]
}

/**
 * Ends a run and whatever it has in progress. Gives the events to publish, in their order; `null` where the run's status does not
 * allow that end (it has ended otherwise).
 */
export async function endRun(
  tx: WriteTransaction,
  row: RunRow,
  { ending, unsaved = {}, nowMs }: { ending: Ending; unsaved?: Unsaved; nowMs: number },
): Promise<RunEvent[] | null> {
  const ended = afterEvent(row, ending.event, nowMs, {
    last_error: ending.lastError ?? null,
    incomplete_details:
      ending.event === 'truncate'
        ? { ...(ending.incompleteReason !== undefined && { reason: ending.incompleteReason }) }
        : null,
  })
  if (ended === null) return null
  const open = await openStepOf(tx, row.id)
  const events = open === undefined ? [] : await endStep(tx, open, { ending, unsaved, nowMs })
  await tx.put('runs', ended)
  return [...events, runEvent(ended.object)]
}

async function endStep(
  tx: WriteTransaction,
  row: StepRow,
  { ending, unsaved, nowMs }: { ending: Ending; unsaved: Unsaved; nowMs: number },
): Promise<RunEvent[]> {
  const details = row.object.step_details
  const events: RunEvent[] = []
  if (details.type === 'message_creation') {
    const message = await tx.get('messages', details.message_creation.message_id)
    if (message !== undefined) {
      const object: Message = {
        ...message.object,
        content: unsaved.content ?? message.object.content,
        status: 'incomplete',
        incomplete_details: { reason: ending.messageReason },
        incomplete_at: secondsOf(nowMs),
      }
      await tx.put('messages', { ...message, object })
      events.push({ event: 'thread.message.incomplete', data: object })
    }
  }
  const step = endedStep(row, { ending, unsaved, nowMs })
  await tx.put('steps', { ...row, object: step })
  return [...events, stepEvent(step)]
}

function endedStep(
  { object, usage }: StepRow,
  { ending, unsaved, nowMs }: { ending: Ending; unsaved: Unsaved; nowMs: number },
): RunStep {
  const { stepStatus, lastError } = ending
  const now = secondsOf(nowMs)
  // A message that was cut short by a limit is all that its step was to bring.
  const isDone = ending.event === 'truncate' && object.type === 'message_creation'
  if (isDone) return { ...object, status: 'completed', completed_at: now, usage }
  return {
    ...object,
    ...(object.step_details.type === 'tool_calls' &&
      unsaved.toolCalls !== undefined && {
        step_details: { type: 'tool_calls', tool_calls: unsaved.toolCalls },
      }),
    status: stepStatus,
    usage,
    ...(stepStatus === 'failed' && {
      failed_at: now,
      last_error: {
        code: lastError?.code === 'rate_limit_exceeded' ? lastError.code : 'server_error',
        message: lastError?.message ?? 'The limit of output tokens was reached within a tool call.',
      },
    }),
    ...(stepStatus === 'cancelled' && { cancelled_at: now }),
    ...(stepStatus === 'expired' && { expired_at: now }),
  }
}

/** The event that tells of a run's status. */
export function runEvent(run: Run): RunEvent {
  return { event: `thread.run.${run.status}`, data: run }
}

/** The event that tells of the end of a step. */
export function stepEvent(step: RunStep): RunEvent {
  return { event: `thread.run.step.${step.status}`, data: step }
}
