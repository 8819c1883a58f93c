import type { ChatTurn } from '../../domain/chat.ts'
import { AppError } from '../../domain/errors.ts'
import type { AppErrorKind } from '../../domain/errors.ts'
import { createId } from '../../domain/ids.ts'
import { completedStep, openStep, saveStep, stepEvent } from '../db/runSteps.ts'
import type { RunRow } from '../db/tables.ts'
import type { Run, ToolCall } from '../wire.ts'
import { HOW_TO_CITE } from './builtInTools.ts'
import type { ExecutorDeps } from './executor.ts'
import { retrievalBudget, searchFiles } from './fileSearch.ts'
import type { ToolOffer } from './runRequest.ts'
import { updateRun } from './runUpdate.ts'
import { callsDelta, openedEvents } from './turnEvents.ts'

/** What a server complains of that takes no tools: by the parameter that it names, or, as most do, in words alone. */
const TOOLS = /\b(tools?|tool_choice|function[ _]call(s|ing)?)\b/iu
/** The kinds of errors by which servers say that they do not take what they were sent. */
export const COMPLAINTS: ReadonlySet<AppErrorKind> = new Set([
  'invalid',
  'not-found',
  'model-not-found',
  'server',
  'unsupported',
])

/**
 * Whether a model refuses to be offered tools, and can be asked without them. With a function of the person's it cannot: that would be
 * another run.
 */
export function isRefusalOfTools(error: unknown, { tools, builtIn }: ToolOffer): boolean {
  if (!(error instanceof AppError) || tools.length === 0 || tools.length > builtIn.length) return false
  const { kind, param, detail } = error.data
  return COMPLAINTS.has(kind) && TOOLS.test(`${param ?? ''} ${detail}`)
}

/** The same run without tools: a program that it cannot run, it should not promise. */
export function offerWithoutTools({ tools }: Run): ToolOffer {
  const note = tools.some(({ type }) => type === 'code_interpreter')
    ? 'You cannot run programs here. Where an answer needs one, say so.'
    : ''
  return { tools: [], builtIn: [], note }
}

/** How a step tells that its search was not the model's. */
const NOTE = 'The model takes no tools: it was shown the passages that fit the last message best.'

/**
 * Shows a model that takes no tools the passages that fit the last message best, as text. A step of the run lists them, with a `note` in
 * its metadata. Does nothing where there is nothing to search.
 */
export async function givePassages(
  deps: ExecutorDeps,
  row: RunRow,
  { turns, window }: { turns: readonly ChatTurn[]; window: number | null },
  signal: AbortSignal,
): Promise<void> {
  if (!row.object.tools.some(({ type }) => type === 'file_search')) return
  const { storage, clock, hub } = deps
  const { search, output } = await searchFiles(
    deps,
    row,
    {
      queries: [lastQuestion(turns)],
      step: await storage.read(['steps'], (tx) => tx.count('steps', 'run', [row.id])),
      firstResult: 0,
      budget: retrievalBudget(window),
    },
    signal,
  )
  const call: ToolCall = { id: createId('call'), type: 'file_search', file_search: search }
  const details = { type: 'tool_calls' as const, tool_calls: [call] }
  const passages = `Passages of the files that fit this best. ${HOW_TO_CITE}\n\n${output}`
  const { opened, done } = await updateRun(deps, row, async (tx, { object }) => {
    const begun = await openStep(tx, object, { details: { ...details, tool_calls: [] }, nowMs: clock.now() })
    const noted = { ...begun, metadata: { note: NOTE } }
    const ended = completedStep({ ...noted, step_details: details }, NO_TOKENS, clock.now())
    await saveStep(tx, ended, { passages, isTurnOpen: false })
    return { opened: noted, done: ended }
  })
  hub.publish(row.id, [
    ...openedEvents(opened),
    callsDelta(opened.id, [{ index: 0, id: call.id, type: 'file_search', file_search: {} }]),
    stepEvent(done),
  ])
}

/** No turn of a model has made this step. */
const NO_TOKENS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

function lastQuestion(turns: readonly ChatTurn[]): string {
  const last = turns.findLast((turn) => turn.role === 'user')
  if (last === undefined) return ''
  if (!('parts' in last)) return last.text
  return last.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join(' ')
}
