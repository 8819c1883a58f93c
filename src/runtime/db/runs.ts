import { transition, isTerminal } from '../../domain/runMachine.ts'
import type { RunEventName } from '../../domain/runMachine.ts'
import { RUN_LIFE_SECONDS } from '../../facts/limits.ts'
import { ApiError, quotable } from '../../http/errors.ts'
import type { CreateRunParams, ToolOutput } from '../schemas/runs.ts'
import type { FunctionToolCall, Run, RunStep, ToolCall } from '../wire.ts'
import type { ReadTransaction, WriteTransaction } from './port.ts'
import { nextPosition, notFound, requireRow, secondsOf } from './rows.ts'
import type { RunRow, StepRow } from './tables.ts'

/** A run must come to its end within ten minutes. Source: OpenAI's guide. */

/** The run, which must be of that thread. @throws ApiError 404 */
export async function requireRun(tx: ReadTransaction, threadId: string, runId: string): Promise<RunRow> {
  await requireRow(tx, 'threads', threadId)
  const row = await requireRow(tx, 'runs', runId)
  if (row.threadId !== threadId) throw notFound('runs', runId)
  return row
}

/** The run that holds the thread, where there is one. */
export async function liveRunOf(tx: ReadTransaction, threadId: string): Promise<RunRow | undefined> {
  const [row] = await tx.scan('runs', 'threadLive', { prefix: [threadId, 1], limit: 1 })
  return row
}

/** @throws ApiError 400 while a run holds the thread. */
export async function requireNoLiveRun(tx: ReadTransaction, threadId: string): Promise<void> {
  const live = await liveRunOf(tx, threadId)
  if (live !== undefined) {
    throw new ApiError(400, `Thread ${threadId} already has an active run ${live.id}.`)
  }
}

interface NewRun {
  id: string
  threadId: string
  params: CreateRunParams
  toolResources?: RunRow['toolResources']
}

/**
 * Adds a queued run to a thread, with what its assistant says where the parameters don't.
 * @throws ApiError 404 for the assistant, 400 while another run holds the thread.
 */
export async function insertRun(
  tx: WriteTransaction,
  { id, threadId, params, toolResources = null }: NewRun,
  nowMs: number,
): Promise<Run> {
  const { object: assistant } = await requireRow(tx, 'assistants', params.assistant_id)
  await requireNoLiveRun(tx, threadId)
  const created = secondsOf(nowMs)
  const instructions = [params.instructions ?? assistant.instructions, params.additional_instructions]
  const object: Run = {
    id,
    object: 'thread.run',
    created_at: created,
    thread_id: threadId,
    assistant_id: assistant.id,
    status: 'queued',
    required_action: null,
    last_error: null,
    expires_at: created + RUN_LIFE_SECONDS,
    started_at: null,
    cancelled_at: null,
    failed_at: null,
    completed_at: null,
    incomplete_details: null,
    model: params.model ?? assistant.model,
    instructions: instructions.filter((part) => typeof part === 'string' && part !== '').join('\n\n'),
    tools: params.tools ?? assistant.tools,
    metadata: params.metadata ?? {},
    usage: null,
    temperature: params.temperature ?? assistant.temperature ?? 1,
    top_p: params.top_p ?? assistant.top_p ?? 1,
    max_prompt_tokens: params.max_prompt_tokens ?? null,
    max_completion_tokens: params.max_completion_tokens ?? null,
    truncation_strategy: params.truncation_strategy ?? { type: 'auto', last_messages: null },
    tool_choice: params.tool_choice ?? 'auto',
    parallel_tool_calls: params.parallel_tool_calls ?? true,
    response_format: params.response_format ?? assistant.response_format ?? 'auto',
  }
  await tx.put('runs', {
    id,
    threadId,
    position: await nextPosition(tx, 'runs', 'thread', [threadId]),
    object,
    isLive: 1,
    reasoningEffort: params.reasoning_effort ?? assistant.reasoning_effort ?? null,
    toolResources,
    interruptions: 0,
    heldText: '',
    spent: { prompt: 0, completion: 0 },
  })
  return object
}

type RunPatch = Partial<Pick<Run, 'required_action' | 'last_error' | 'incomplete_details'>>

/**
 * A run after an event of the run machine, with every time field that belongs to its new status, or `null` where its status does
 * not take that event. Nothing is written.
 */
export function afterEvent(
  row: RunRow,
  event: RunEventName,
  nowMs: number,
  patch: RunPatch = {},
): RunRow | null {
  const status = transition(row.object.status, event)
  if (status === null) return null
  const now = secondsOf(nowMs)
  const isOver = isTerminal(status)
  const { prompt, completion } = row.spent
  const object: Run = {
    ...row.object,
    required_action: null,
    ...patch,
    status,
    ...(status === 'in_progress' && { started_at: row.object.started_at ?? now }),
    ...(status === 'completed' && { completed_at: now }),
    ...(status === 'cancelled' && { cancelled_at: now }),
    ...(status === 'failed' && { failed_at: now }),
    ...(isOver && {
      usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
    }),
    // An expired run keeps the time at which it expired; there is no other field for it.
    ...(isOver && status !== 'expired' && { expires_at: null }),
  }
  return { ...row, object, isLive: isOver ? 0 : 1 }
}

/** @throws ApiError 400 for a run that cannot be cancelled any more. */
export async function cancelRun(tx: WriteTransaction, row: RunRow, nowMs: number): Promise<Run> {
  const cancelling = afterEvent(row, 'cancel', nowMs)
  if (cancelling === null) throw new ApiError(400, `Cannot cancel run with status '${row.object.status}'.`)
  await tx.put('runs', cancelling)
  return cancelling.object
}

/** Has a run wait for the outputs of the functions among these calls that have none; `null` where there are none, and it goes on. */
export async function requireOutputs(
  tx: WriteTransaction,
  row: RunRow,
  calls: readonly ToolCall[],
  nowMs: number,
): Promise<Run | null> {
  const functions = calls.filter(isUnanswered)
  if (functions.length === 0) return null
  const waiting = afterEvent(row, 'requireAction', nowMs, {
    required_action: {
      type: 'submit_tool_outputs',
      submit_tool_outputs: {
        tool_calls: functions.map(({ id, function: { name, arguments: args } }) => ({
          id,
          type: 'function',
          function: { name, arguments: args },
        })),
      },
    },
  })
  if (waiting === null) return null
  await tx.put('runs', waiting)
  return waiting.object
}

/** The step whose calls a run in `requires_action` waits for. */
export async function openStepOf(tx: ReadTransaction, runId: string): Promise<StepRow | undefined> {
  const [last] = await tx.scan('steps', 'run', { prefix: [runId], order: 'desc', limit: 1 })
  return last?.object.status === 'in_progress' ? last : undefined
}

/**
 * Takes the outputs of all calls that a run waits for, and queues it again.
 * @throws ApiError 400 in any other status, or when the outputs are not those of all calls.
 */
export async function submitToolOutputs(
  tx: WriteTransaction,
  row: RunRow,
  { outputs, nowMs }: { outputs: readonly ToolOutput[]; nowMs: number },
): Promise<{ run: Run; step: RunStep }> {
  const calls = row.object.required_action?.submit_tool_outputs.tool_calls
  const queued = afterEvent(row, 'submitOutputs', nowMs)
  const open = await openStepOf(tx, row.id)
  if (queued === null || calls === undefined || open?.object.step_details.type !== 'tool_calls') {
    throw new ApiError(400, `Runs in status "${row.object.status}" do not accept tool outputs.`)
  }
  const byCall = new Map(outputs.map(({ tool_call_id: id, output }) => [id, output ?? '']))
  const expected = calls.map(({ id }) => id)
  const given = outputs.map(({ tool_call_id: id }) => id ?? '')
  if (given.length !== expected.length || !expected.every((id) => byCall.has(id))) {
    throw new ApiError(400, `Expected tool outputs for call_ids ${listed(expected)}, got ${listed(given)}`)
  }
  const answered = open.object.step_details.tool_calls.map((call) =>
    isUnanswered(call) ? withOutput(call, byCall.get(call.id) ?? '') : call,
  )
  const step: RunStep = {
    ...open.object,
    step_details: { type: 'tool_calls', tool_calls: answered },
    status: 'completed',
    completed_at: secondsOf(nowMs),
    usage: open.usage,
  }
  await tx.put('steps', { ...open, object: step })
  await tx.put('runs', queued)
  return { run: queued.object, step }
}

function isUnanswered(call: ToolCall): call is FunctionToolCall {
  return call.type === 'function' && call.function.output === null
}

function withOutput(call: FunctionToolCall, output: string): FunctionToolCall {
  return { ...call, function: { ...call.function, output } }
}

/** `['call_a', 'call_b']`, as OpenAI's messages have it. */
function listed(ids: readonly string[]): string {
  return `[${ids.map((id) => `'${quotable(id)}'`).join(', ')}]`
}
