import type { ChatEvent, TokenUsage } from '../../domain/chat.ts'
import { AppError } from '../../domain/errors.ts'
import { estimateTokens } from '../../domain/tokenEstimate.ts'
import type { WriteTransaction } from '../db/port.ts'
import { requireOutputs } from '../db/runs.ts'
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
import type { RunEvent, RunStep } from '../wire.ts'
import { createMessageText } from './messageText.ts'
import type { PartDelta } from './messageText.ts'
import type { RunReferences } from './runReferences.ts'
import { createTurnCalls } from './turnCalls.ts'
import type { CallTarget, ToolCallDelta } from './turnCalls.ts'
import { callsDelta, messageDelta, messageOpenedEvents, openedEvents } from './turnEvents.ts'
import type { OpenMessage } from './turnEvents.ts'

/** How often what has arrived is written while more is arriving, so that who polls sees it grow. */
const SAVE_EVERY_MS = 250

export interface TurnDeps {
  now: () => number
  /** Does `work` in a transaction over the run's tables while the run is in progress. @throws where it is not any more. */
  update: <T>(work: (tx: WriteTransaction, row: RunRow) => Promise<T>) => Promise<T>
  publish: (events: readonly RunEvent[]) => void
}

/** What a turn is read with. */
export interface TurnReading {
  /** What its text can point to. */
  references: RunReferences
  /** What a function's name stands for. */
  targetOf: (name: string) => CallTarget
}

/** Writes one turn of a model into the thread as it comes. */
export interface TurnWriter {
  take: (event: ChatEvent) => Promise<void>
  /**
   * Ends the turn: with calls for the runtime to execute, upon which the run goes on by itself and `true` is given; or with the run
   * completed, waiting for tool outputs, or cut short. `promptTokens` is an estimate, for a server that does not tell.
   * @throws AppError `empty` where the model said nothing, unless that `mayBeBlank`.
   */
  finish: (promptTokens: number, mayBeBlank: boolean) => Promise<boolean>
  /** Whether nothing of the turn has come yet. */
  isBlank: () => boolean
  unsaved: () => Unsaved
}

export function createTurnWriter(
  { now, update, publish }: TurnDeps,
  { references, targetOf }: TurnReading,
): TurnWriter {
  let open: OpenMessage | null = null
  /** The step of a message that was completed already, because calls came after it. */
  let said: RunStep | null = null
  const text = createMessageText(references)
  let callStep: RunStep | null = null
  const calls = createTurnCalls(targetOf)
  let heldText = ''
  let reasoning = ''
  let reasoningItems: readonly unknown[] = []
  let usage: TokenUsage | null = null
  let finishReason: string | null = null
  let savedAt = 0

  async function addText(kind: 'text' | 'refusal', piece: string): Promise<void> {
    if (piece === '') return
    if (callStep !== null) {
      // One step at a time: it becomes a message when the calls are answered.
      heldText += piece
      return
    }
    const { message } = (open ??= await begin())
    tell(message.id, text.add(kind, piece))
    await saveNowAndThen((tx) => saveMessage(tx, { ...message, content: text.content() }))
  }

  async function begin(): Promise<OpenMessage> {
    const opened = await update((tx, { object }) => openMessage(tx, object, now()))
    savedAt = now()
    publish(messageOpenedEvents(opened))
    tell(opened.message.id, text.addFigures())
    return opened
  }

  /** One event a piece, as the API does. */
  function tell(messageId: string, parts: readonly PartDelta[]): void {
    publish(parts.map((part) => messageDelta(messageId, [part])))
  }

  async function saveNowAndThen(save: (tx: WriteTransaction) => Promise<void>): Promise<void> {
    if (now() - savedAt < SAVE_EVERY_MS) return
    savedAt = now()
    await update(save)
  }

  async function addCall(delta: Extract<ChatEvent, { type: 'tool-call-delta' }>): Promise<void> {
    await closeMessage()
    const step = (callStep ??= await beginCalls())
    tellCalls(step, calls.add(delta))
    if (calls.work().length > 0) await saveNowAndThen((tx) => saveStep(tx, withCalls(step)))
  }

  async function beginCalls(): Promise<RunStep> {
    const details = { type: 'tool_calls' as const, tool_calls: [] }
    const step = await update((tx, { object }) => openStep(tx, object, { details, nowMs: now() }))
    savedAt = now()
    publish(openedEvents(step))
    return step
  }

  function tellCalls({ id }: RunStep, deltas: readonly ToolCallDelta[]): void {
    publish(deltas.map((delta) => callsDelta(id, [delta])))
  }

  function withCalls(step: RunStep): RunStep {
    return { ...step, step_details: { type: 'tool_calls', tool_calls: calls.calls() } }
  }

  /** The message is over once calls come after it: a run has one open step at a time. */
  async function closeMessage(): Promise<void> {
    if (open === null) return
    tell(open.message.id, text.finish())
    const message = completedMessage(open.message, text.content(), now())
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

  async function finish(promptTokens: number, mayBeBlank: boolean): Promise<boolean> {
    const isCut = finishReason === 'length' || finishReason === 'content_filter'
    if (isBlank() && !mayBeBlank && !isCut) {
      throw new AppError({ kind: 'empty', detail: 'The model answered with neither text nor a tool call.' })
    }
    // A model may have nothing to say to the figures that it has made.
    if (isBlank() && !isCut && references.figures.length > 0) open = await begin()
    if (open !== null) tell(open.message.id, text.finish())
    if (callStep !== null) tellCalls(callStep, calls.finish())
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
      return end(tx, { ...row, spent }, { turnUsage, isCut })
    })
    publish(events)
    return !isCut && calls.work().length > 0
  }

  function completionEstimate(): number {
    const saidText = text.content().map((part) => (part.type === 'text' ? part.text.value : ''))
    return estimateTokens(saidText.join('') + heldText + reasoning + calls.text())
  }

  async function end(
    tx: WriteTransaction,
    row: RunRow,
    { turnUsage, isCut }: { turnUsage: NonNullable<RunStep['usage']>; isCut: boolean },
  ): Promise<RunEvent[]> {
    const step = callStep ?? open?.step
    if (said !== null) await saveStep(tx, said, { isTurnOpen: false })
    if (step !== undefined) await saveStep(tx, step, { usage: turnUsage, isTurnOpen: false })
    if (isCut) return cutShort(tx, row)
    if (callStep !== null) return answerCalls(tx, { ...row, heldText }, callStep)
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

  /** What the runtime answers itself comes first; then the person's functions are waited for. */
  async function answerCalls(tx: WriteTransaction, row: RunRow, step: RunStep): Promise<RunEvent[]> {
    const work = calls.work()
    await saveStep(tx, withCalls(step), { reasoning, reasoningItems, work })
    if (work.length > 0) {
      await tx.put('runs', row)
      return []
    }
    const waiting = await requireOutputs(tx, row, calls.calls(), now())
    return waiting === null ? [] : [runEvent(waiting)]
  }

  async function complete(
    tx: WriteTransaction,
    row: RunRow,
    turnUsage: NonNullable<RunStep['usage']>,
  ): Promise<RunEvent[]> {
    const events: RunEvent[] = []
    if (open !== null) {
      const message = completedMessage(open.message, text.content(), now())
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
      ...(open !== null && { content: text.content() }),
      ...(callStep !== null && { toolCalls: calls.calls() }),
    }
  }

  function isBlank(): boolean {
    return open === null && said === null && callStep === null
  }

  return { take, finish, unsaved, isBlank }
}
