import { AppError } from '../../domain/errors.ts'
import {
  completedMessage,
  completedStep,
  openMessage,
  saveMessage,
  saveStep,
  stepEvent,
} from '../db/runSteps.ts'
import type { RunRow } from '../db/tables.ts'
import type { Run, RunEvent } from '../wire.ts'
import { builtInTools } from './builtInTools.ts'
import { readContext } from './context.ts'
import type { RunContext } from './context.ts'
import { end, failure, truncation } from './endings.ts'
import type { Ending } from '../db/runSteps.ts'
import type { ExecutorDeps } from './executor.ts'
import { createMessageText } from './messageText.ts'
import { givePassages, isRefusalOfTools, offerWithoutTools } from './withoutTools.ts'
import { readFilesAtHand } from './runFiles.ts'
import { readReferences } from './runReferences.ts'
import { isRefusalOfChoice, weakerChoice } from './forcedCall.ts'
import type { ForcedCall } from './forcedCall.ts'
import { offerOf, requestOf } from './runRequest.ts'
import type { ToolOffer } from './runRequest.ts'
import { updateRun } from './runUpdate.ts'
import type { Phase } from './toolPhase.ts'
import type { CallTarget } from './turnCalls.ts'
import { messageDelta, messageOpenedEvents } from './turnEvents.ts'
import { createTurnWriter } from './turnWriter.ts'
import type { TurnWriter } from './turnWriter.ts'

/** A model that calls tools without end has lost its way. */
const MAX_ROUNDS = 30

/** Asks the model for one turn, and writes it into the thread. */
export function createModelPhase(deps: ExecutorDeps, row: RunRow): Phase {
  let writer: TurnWriter | null = null

  async function perform(signal: AbortSignal): Promise<boolean> {
    await sayHeldText(deps, row)
    const { storage, clock, hub } = deps
    const atHand = await readFilesAtHand(storage, row, clock.now())
    const offer = offerOf(row.object, builtInTools(row.object, atHand))
    async function begin(): Promise<TurnWriter> {
      writer = createTurnWriter(
        {
          now: () => clock.now(),
          update: (work) => updateRun(deps, row, work),
          publish: (events) => hub.publish(row.id, events),
        },
        {
          references: await readReferences(storage, row.object),
          targetOf: targetsIn(row.object, offer),
        },
      )
      return writer
    }
    return converse(deps, row, { begin, offer, signal })
  }

  return { perform, unsaved: () => writer?.unsaved() ?? {} }
}

/**
 * What a function's name stands for. Some models call a tool by OpenAI's name for it. Where all that is offered are functions of the
 * person's, a call of any other is theirs to answer, too.
 */
function targetsIn({ tools }: Run, { builtIn }: ToolOffer): (name: string) => CallTarget {
  const functions = new Set(tools.flatMap((tool) => (tool.type === 'function' ? [tool.function.name] : [])))
  return (name) => {
    if (functions.has(name) || builtIn.length === 0) return 'function'
    return builtIn.find(({ type, tool }) => tool.name === name || type === name)?.type ?? 'nothing'
  }
}

/** What the model wrote after its calls comes after them. */
async function sayHeldText(deps: ExecutorDeps, begun: RunRow): Promise<void> {
  const { id, heldText } = begun
  if (heldText === '') return
  const now = deps.clock.now()
  const text = createMessageText(await readReferences(deps.storage, begun.object))
  const deltas = [...text.addFigures(), ...text.add('text', heldText), ...text.finish()]
  const events = await updateRun(deps, begun, async (tx, row): Promise<RunEvent[]> => {
    const opened = await openMessage(tx, row.object, now)
    const message = completedMessage(opened.message, text.content(), now)
    const step = completedStep(opened.step, null, now)
    await saveMessage(tx, message)
    await saveStep(tx, step, { isTurnOpen: false })
    await tx.put('runs', { ...row, heldText: '' })
    return [
      ...messageOpenedEvents(opened),
      ...deltas.map((delta) => messageDelta(message.id, [delta])),
      { event: 'thread.message.completed', data: message },
      stepEvent(step),
    ]
  })
  deps.hub.publish(id, events)
}

interface Conversation {
  /** Begins to write, with all that there is to point to by now. */
  begin: () => Promise<TurnWriter>
  offer: ToolOffer
  signal: AbortSignal
}

/** Asks the model for one turn, with less of the thread where it says that all is too much. */
async function converse(
  deps: ExecutorDeps,
  row: RunRow,
  { begin, offer, signal }: Conversation,
): Promise<boolean> {
  const { storage, provider } = deps
  const limits = limitsOf(row)
  if (limits.completion !== null && limits.completion <= 0) {
    await end(deps, row.id, { ending: truncation('max_completion_tokens') })
    return false
  }
  const window = await provider.contextWindow(row.object.model, signal)
  let budget = smallest(roomIn(window, limits.completion), limits.prompt)
  let offered = offer
  let writer = await begin()
  const choices: ForcedCall[] = []
  for (;;) {
    const context = await readContext(storage, row.object, { budget, tools: offered.tools })
    const { hasCalled } = context
    if (context.hasPassages) offered = offerWithoutTools(row.object)
    const ending = endingBefore(context, limits.prompt)
    if (ending !== null) {
      await end(deps, row.id, { ending })
      return false
    }
    const asked = requestOf(row, { maxOutputTokens: limits.completion, hasCalled, offer: offered })
    const request = { ...asked, ...choices.at(-1) }
    try {
      for await (const event of provider.stream({ ...request, turns: context.turns }, signal)) {
        await writer.take(event)
      }
      return await writer.finish(context.tokens, hasCalled)
    } catch (error) {
      // Some models have nothing to add to what their calls have done.
      if (isEmptyReply(error) && hasCalled) return writer.finish(context.tokens, hasCalled)
      if (!writer.isBlank()) throw error
      const weaker = isRefusalOfChoice(error) ? weakerChoice(request) : null
      if (weaker !== null) choices.push(weaker)
      else if (isRefusalOfTools(error, offered)) {
        await givePassages(deps, row, { turns: context.turns, window }, signal)
        writer = await begin()
        offered = offerWithoutTools(row.object)
        choices.length = 0
      } else if (isTooLong(error, context)) budget = Math.floor(context.tokens / 2)
      else throw error
    }
  }
}

/** Why the model is not asked again. */
function endingBefore({ rounds, tokens }: RunContext, most: number | null): Ending | null {
  if (most !== null && tokens > most) return truncation('max_prompt_tokens')
  if (rounds < MAX_ROUNDS) return null
  const message = `The model has called tools ${MAX_ROUNDS} times in this run without coming to an answer.`
  return failure({ code: 'server_error', message })
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
