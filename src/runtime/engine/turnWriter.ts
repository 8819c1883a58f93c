import type { ChatEvent, TokenUsage } from '../../domain/chat.ts'
import { AppError } from '../../domain/errors.ts'
import { estimateTokens } from '../../domain/tokenEstimate.ts'
import type { WriteTransaction } from '../db/port.ts'
import {
  completedMessage,
  completedStep,
  endRun,
  openMessage,
  openStep,
  runEvent,
  saveMessage,
  saveStep,
  stepEvent,
} from '../db/runSteps.ts'
import type { Unsaved } from '../db/runSteps.ts'
import { afterEvent } from '../db/runs.ts'
import type { RunRow } from '../db/tables.ts'
import type { FunctionToolCall, MessageContent, RunEvent, RunStep } from '../wire.ts'
import { callDelta, messageDelta, messageOpenedEvents, openedEvents } from './turnEvents.ts'
import type { OpenMessage } from './turnEvents.ts'

/** How often what has arrived is written while more is arriving, so that who polls sees it grow. */
const SAVE_EVERY_MS = 250

export interface TurnDeps {
  now: () => number
  /** Does `work` in a transaction over the run's tables while the run is in progress. @throws RunInterrupted otherwise. */
  update: <T>(work: (tx: WriteTransaction, row: RunRow) => Promise<T>) => Promise<T>
  publish: (events: readonly RunEvent[]) => void
}

/** Writes one turn of a model into the thread as it comes. */
export interface TurnWriter {
  take: (event: ChatEvent) => Promise<void>
  /**
   * Ends the turn: with the run completed, waiting for tool outputs, or cut short. `promptTokens` is an estimate, for a server that
   * does not tell.
   * @throws AppError `empty` where the model said nothing, unless that `mayBeBlank`.
   */
  finish: (promptTokens: number, mayBeBlank: boolean) => Promise<void>
  /** Whether nothing of the turn has come yet. */
  isBlank: () => boolean
  unsaved: () => Unsaved
}

export function createTurnWriter({ now, update, publish }: TurnDeps): TurnWriter {
  let open: OpenMessage | null = null
  /** The step of a message that was completed already, because calls came after it. */
  let said: RunStep | null = null
  let content: MessageContent[] = []
  let callStep: RunStep | null = null
  const calls: FunctionToolCall[] = []
  let heldText = ''
  let reasoning = ''
  let reasoningItems: readonly unknown[] = []
  let usage: TokenUsage | null = null
  let finishReason: string | null = null
  let savedAt = 0

  async function addText(kind: 'text' | 'refusal', text: string): Promise<void> {
    if (text === '') return
    if (callStep !== null) {
      // One step at a time: it becomes a message when the calls are answered.
      heldText += text
      return
    }
    const { message } = (open ??= await begin())
    const index = grow(kind, text)
    publish([messageDelta(message.id, { index, kind, text })])
    if (now() - savedAt >= SAVE_EVERY_MS) {
      savedAt = now()
      await update((tx) => saveMessage(tx, { ...message, content }))
    }
  }

  async function begin(): Promise<OpenMessage> {
    const opened = await update((tx, { object }) => openMessage(tx, object, now()))
    savedAt = now()
    publish(messageOpenedEvents(opened))
    return opened
  }

  /** Adds to the last part, or begins a new one. Gives its index. */
  function grow(kind: 'text' | 'refusal', text: string): number {
    const last = content.at(-1)
    const isSame = last?.type === kind
    const before =
      isSame && last.type === 'text' ? last.text.value : isSame && last.type === 'refusal' ? last.refusal : ''
    const part: MessageContent =
      kind === 'text'
        ? { type: 'text', text: { value: before + text, annotations: [] } }
        : { type: 'refusal', refusal: before + text }
    content = [...(isSame ? content.slice(0, -1) : content), part]
    return content.length - 1
  }

  async function addCall(delta: Extract<ChatEvent, { type: 'tool-call-delta' }>): Promise<void> {
    await closeMessage()
    if (callStep === null) {
      const details = { type: 'tool_calls' as const, tool_calls: [] }
      callStep = await update((tx, { object }) => openStep(tx, object, { details, nowMs: now() }))
      publish(openedEvents(callStep))
    }
    const before = calls[delta.index]
    const { name, arguments: args } = before?.function ?? { name: '', arguments: '' }
    calls[delta.index] = {
      id: before?.id ?? delta.id ?? '',
      type: 'function',
      function: { name: name + (delta.name ?? ''), arguments: args + delta.arguments, output: null },
    }
    publish([callDelta(callStep.id, delta, before === undefined)])
  }

  /** The message is over once calls come after it: a run has one open step at a time. */
  async function closeMessage(): Promise<void> {
    if (open === null) return
    const message = completedMessage(open.message, content, now())
    const step = completedStep(open.step, null, now())
    await update(async (tx) => {
      await saveMessage(tx, message)
      await saveStep(tx, step)
    })
    open = null
    said = step
    publish([{ event: 'thread.message.completed', data: message }, stepEvent(step)])
  }

  async function take(event: ChatEvent): Promise<void> {
    switch (event.type) {
      case 'request-sent':
      case 'response-started':
        return
      case 'reasoning-delta':
        reasoning += event.text
        return
      case 'text-delta':
        return addText('text', event.text)
      case 'refusal-delta':
        return addText('refusal', event.text)
      case 'tool-call-delta':
        return addCall(event)
      case 'usage':
        usage = event.usage
        return
      case 'response-ended':
        finishReason = event.finishReason
        reasoningItems = event.reasoningItems ?? []
    }
  }

  async function finish(promptTokens: number, mayBeBlank: boolean): Promise<void> {
    if (isBlank() && !mayBeBlank && finishReason !== 'length' && finishReason !== 'content_filter') {
      throw new AppError({ kind: 'empty', detail: 'The model answered with neither text nor a tool call.' })
    }
    const turnUsage = {
      prompt_tokens: usage?.promptTokens ?? promptTokens,
      completion_tokens: usage?.completionTokens ?? completionEstimate(),
      total_tokens: 0,
    }
    turnUsage.total_tokens = turnUsage.prompt_tokens + turnUsage.completion_tokens
    const events = await update((tx, row) => {
      const spent = {
        prompt: row.spent.prompt + turnUsage.prompt_tokens,
        completion: row.spent.completion + turnUsage.completion_tokens,
      }
      return end(tx, { ...row, spent }, turnUsage)
    })
    publish(events)
  }

  function completionEstimate(): number {
    const text = content.map((part) => (part.type === 'text' ? part.text.value : '')).join('')
    const called = calls.map((call) => call.function.name + call.function.arguments).join('')
    return estimateTokens(text + heldText + reasoning + called)
  }

  async function end(
    tx: WriteTransaction,
    row: RunRow,
    turnUsage: NonNullable<RunStep['usage']>,
  ): Promise<RunEvent[]> {
    const step = callStep ?? open?.step
    if (said !== null) await saveStep(tx, said, { isTurnOpen: false })
    if (step !== undefined) await saveStep(tx, step, { usage: turnUsage, isTurnOpen: false })
    if (finishReason === 'length' || finishReason === 'content_filter') return cutShort(tx, row)
    if (callStep !== null) return requireAction(tx, row, callStep)
    return complete(tx, row, turnUsage)
  }

  async function cutShort(tx: WriteTransaction, row: RunRow): Promise<RunEvent[]> {
    const isFiltered = finishReason === 'content_filter'
    const events = await endRun(tx, row, {
      ending: {
        event: 'truncate',
        messageReason: isFiltered ? 'content_filter' : 'max_tokens',
        stepStatus: 'failed',
        ...(!isFiltered && { incompleteReason: 'max_completion_tokens' as const }),
      },
      unsaved: unsaved(),
      nowMs: now(),
    })
    return events ?? []
  }

  async function requireAction(tx: WriteTransaction, row: RunRow, step: RunStep): Promise<RunEvent[]> {
    const made = calls.filter(Boolean)
    await saveStep(
      tx,
      { ...step, step_details: { type: 'tool_calls', tool_calls: made } },
      { reasoning, reasoningItems },
    )
    const waiting = afterEvent(row, 'requireAction', now(), {
      required_action: {
        type: 'submit_tool_outputs',
        submit_tool_outputs: {
          tool_calls: made.map(({ id, function: { name, arguments: args } }) => ({
            id,
            type: 'function',
            function: { name, arguments: args },
          })),
        },
      },
    })
    if (waiting === null) return []
    await tx.put('runs', { ...waiting, heldText })
    return [runEvent(waiting.object)]
  }

  async function complete(
    tx: WriteTransaction,
    row: RunRow,
    turnUsage: NonNullable<RunStep['usage']>,
  ): Promise<RunEvent[]> {
    const events: RunEvent[] = []
    if (open !== null) {
      const message = completedMessage(open.message, content, now())
      const step = completedStep(open.step, turnUsage, now())
      await saveMessage(tx, message)
      await saveStep(tx, step)
      events.push({ event: 'thread.message.completed', data: message }, stepEvent(step))
    }
    const completed = afterEvent(row, 'complete', now())
    if (completed === null) return []
    await tx.put('runs', completed)
    return [...events, runEvent(completed.object)]
  }

  function unsaved(): Unsaved {
    return {
      ...(open !== null && { content }),
      ...(callStep !== null && { toolCalls: calls.filter(Boolean) }),
    }
  }

  function isBlank(): boolean {
    return open === null && said === null && callStep === null
  }

  return { take, finish, unsaved, isBlank }
}
