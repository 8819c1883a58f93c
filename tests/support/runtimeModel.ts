import type { Script } from './scriptedModel.ts'

/** What a server of the Assistants API has to know, and nothing of how it does it. Times are whole seconds. */
export interface ServerModel {
  now: number
  assistants: ModelAssistant[]
  threads: ModelThread[]
}

export interface ModelAssistant {
  id: string
  name: string | null
  isDeleted: boolean
}

export interface ModelThread {
  id: string
  metadata: Record<string, string>
  isDeleted: boolean
  /** Oldest first. */
  messages: ModelMessage[]
  runs: ModelRun[]
}

export interface ModelMessage {
  /** Empty until the server has told it. */
  id: string
  role: 'user' | 'assistant'
  text: string
  status: 'in_progress' | 'incomplete' | 'completed'
  reason: string | null
  run: ModelRun | null
  metadata: Record<string, string>
}

export interface ModelRun {
  id: string
  assistantId: string
  script: Script
  status: 'in_progress' | 'requires_action' | 'completed' | 'failed' | 'cancelled' | 'expired' | 'incomplete'
  expiresAt: number
  /** How many tool outputs it has got. */
  answered: number
  /** How many it waits for. */
  calls: number
  /** Of the model, each of which costs 10 tokens in and 5 out. */
  turns: number
  metadata: Record<string, string>
  steps: ModelStep[]
}

export interface ModelStep {
  type: 'message_creation' | 'tool_calls'
  status: 'in_progress' | 'completed' | 'failed' | 'cancelled' | 'expired'
}

const RUN_SECONDS = 600

export function isActive({ status }: ModelRun): boolean {
  return status === 'in_progress' || status === 'requires_action'
}

export function activeRun({ runs }: ModelThread): ModelRun | undefined {
  return runs.find(isActive)
}

export function newRun(
  script: Script,
  { now, ...ids }: { id: string; assistantId: string; now: number },
): ModelRun {
  return {
    ...ids,
    script,
    status: 'in_progress',
    expiresAt: now + RUN_SECONDS,
    answered: 0,
    calls: 0,
    turns: 0,
    metadata: {},
    steps: [],
  }
}

export function userMessage(id: string, text: string, role: 'user' | 'assistant' = 'user'): ModelMessage {
  return { id, role, text, status: 'completed', reason: null, run: null, metadata: {} }
}

/** Takes a run as far as it comes by itself. */
export function play(thread: ModelThread, run: ModelRun): void {
  run.calls = callsOf(run)
  if (run.calls > 0) {
    run.turns += 1
    run.steps.push({ type: 'tool_calls', status: 'in_progress' })
    run.status = 'requires_action'
    return
  }
  if (run.script === 'is-silent') return
  if (run.script === 'refuses') {
    run.status = 'failed'
    return
  }
  speak(thread, run)
  if (run.script === 'halts') return
  if (run.script === 'breaks') breakOff(thread, run, 'failed')
  else if (run.script === 'is-cut') breakOff(thread, run, 'incomplete')
  else finish(thread, run)
}

function speak(thread: ModelThread, run: ModelRun): void {
  run.turns += 1
  thread.messages.push({ ...userMessage('', 'hel', 'assistant'), status: 'in_progress', run })
  run.steps.push({ type: 'message_creation', status: 'in_progress' })
}

function callsOf({ script, answered }: ModelRun): number {
  if (script === 'calls-again' && answered < 2) return 1
  if (answered > 0) return 0
  return script === 'calls-two' ? 2 : script === 'calls-one' ? 1 : 0
}

function finish(thread: ModelThread, run: ModelRun): void {
  for (const message of thread.messages)
    if (message.run === run) Object.assign(message, { text: 'hello', status: 'completed' })
  for (const step of run.steps) if (step.status === 'in_progress') step.status = 'completed'
  run.status = 'completed'
}

const REASONS = {
  failed: 'run_failed',
  cancelled: 'run_cancelled',
  expired: 'run_expired',
  incomplete: 'max_tokens',
}

/** Ends a run before it is done. */
export function breakOff(thread: ModelThread, run: ModelRun, status: keyof typeof REASONS): void {
  for (const message of thread.messages) {
    if (message.run === run && message.status === 'in_progress')
      Object.assign(message, { status: 'incomplete', reason: REASONS[status] })
  }
  for (const step of run.steps)
    if (step.status === 'in_progress') step.status = status === 'incomplete' ? 'completed' : status
  run.calls = 0
  run.status = status
}

/** All that was asked for is submitted. */
export function answer(thread: ModelThread, run: ModelRun): void {
  run.answered += run.calls
  for (const step of run.steps) if (step.status === 'in_progress') step.status = 'completed'
  run.status = 'in_progress'
  play(thread, run)
}

/** The models that were silent or had halted go on. */
export function release({ threads }: ServerModel): void {
  for (const thread of threads) {
    for (const run of thread.runs) {
      if (run.status !== 'in_progress') continue
      if (run.script === 'is-silent') speak(thread, run)
      finish(thread, run)
    }
  }
}

export function pass(model: ServerModel, seconds: number): void {
  model.now += seconds
  for (const thread of model.threads)
    for (const run of thread.runs)
      if (isActive(run) && run.expiresAt <= model.now) breakOff(thread, run, 'expired')
}

export interface ListQuery {
  limit: number
  order: 'asc' | 'desc'
  /** Where in the list the cursor stands; `null` for none. */
  cursor: { side: 'after' | 'before'; index: number } | null
}

/** What a list's page has, of the ids of all, oldest first. */
export function pageOf(
  ids: readonly string[],
  { limit, order, cursor }: ListQuery,
): { ids: string[]; hasMore: boolean } {
  const all = order === 'asc' ? [...ids] : ids.toReversed()
  if (cursor === null) return { ids: all.slice(0, limit), hasMore: all.length > limit }
  if (cursor.side === 'after') {
    const rest = all.slice(cursor.index + 1)
    return { ids: rest.slice(0, limit), hasMore: rest.length > limit }
  }
  const before = all.slice(0, cursor.index)
  return { ids: before.slice(-limit), hasMore: before.length > limit }
}
