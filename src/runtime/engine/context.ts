import type { ChatTool, ChatTurn, ContentPart, ToolCall } from '../../domain/chat.ts'
import { estimateTokens } from '../../domain/tokenEstimate.ts'
import type { ReadTransaction, Storage } from '../db/port.ts'
import type { StepRow } from '../db/tables.ts'
import type { Message, Run, ToolCall as StepToolCall } from '../wire.ts'

/** What a model is shown of a thread. */
export interface RunContext {
  turns: ChatTurn[]
  /** Estimated, with the instructions and the tools. */
  tokens: number
  /** Whether the run has called tools before. */
  hasCalled: boolean
  /** How often the run has called the runtime's own tools. */
  rounds: number
  /** Whether the run was given passages as text, as its model takes no tools. */
  hasPassages: boolean
  /** Whether something older could still be left out. */
  canShrink: boolean
}

/** How much of what is left a run's own turns may take; the rest is for the thread. */
const OWN_SHARE = 0.75
const LEFT_OUT = '[This output is left out, as there is no more room for it.]'

/** About what an image costs; servers differ, and a count that is a little high only leaves some room. */
const IMAGE_TOKENS = 1000
const PAGE = 100

/**
 * Reads a run's context: the thread's messages, as many of the newest as `truncation_strategy` and `budget` (tokens, `null` for no limit)
 * allow, but at least one; and everything that the run itself has done so far.
 * @param tools the functions that are offered
 */
export async function readContext(
  storage: Storage,
  run: Run,
  { budget, tools }: { budget: number | null; tools: readonly ChatTool[] },
): Promise<RunContext> {
  const fixed = fixedTokens(run, tools)
  const room = budget === null ? Infinity : budget - fixed
  const { own, history, steps, isWhole } = await storage.read(['messages', 'steps'], async (tx) => {
    const rows = await tx.scan('steps', 'run', { prefix: [run.id] })
    const fitted = withinRoom(await turnsOfSteps(tx, rows), rows, room * OWN_SHARE)
    return { own: fitted, steps: rows, ...(await readHistory(tx, run, room - sum(fitted.turns))) }
  })
  const turns = [...history, ...own.turns]
  const canForget = run.truncation_strategy?.type !== 'last_messages' && (history.length > 1 || !isWhole)
  return {
    turns: await withImages(storage, turns),
    tokens: fixed + sum(turns),
    hasCalled: turns.some((turn) => turn.role === 'assistant' && turn.toolCalls !== undefined),
    rounds: steps.filter(({ work = [] }) => work.length > 0).length,
    hasPassages: steps.some(({ passages }) => passages !== undefined),
    canShrink: canForget || own.canShrink,
  }
}

/** What is sent whatever the messages are. */
function fixedTokens({ instructions }: Run, tools: readonly ChatTool[]): number {
  return estimateTokens(instructions) + (tools.length === 0 ? 0 : estimateTokens(JSON.stringify(tools)))
}

/** The newest messages of other authors than this run that fit, oldest first. */
async function readHistory(
  tx: ReadTransaction,
  run: Run,
  room: number,
): Promise<{ history: ChatTurn[]; isWhole: boolean }> {
  const strategy = run.truncation_strategy
  const most = strategy?.type === 'last_messages' ? (strategy.last_messages ?? Infinity) : Infinity
  const history: ChatTurn[] = []
  let left = room
  let below = Infinity
  for (;;) {
    const rows = await tx.scan('messages', 'thread', {
      prefix: [run.thread_id],
      order: 'desc',
      limit: PAGE,
      ...(below !== Infinity && { below }),
    })
    for (const { object, runId } of rows) {
      if (runId === run.id) continue
      if (history.length >= most) return { history: history.reverse(), isWhole: true }
      const turn = turnOf(object)
      left -= sum([turn])
      if (left < 0 && history.length > 0) return { history: history.reverse(), isWhole: false }
      history.push(turn)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return { history: history.reverse(), isWhole: true }
    below = last.position
  }
}

/** A message as a turn. Images in files are named by the file's id until `withImages` puts their bytes in. */
function turnOf(message: Message): ChatTurn {
  const parts = message.content.flatMap((part): ContentPart[] => {
    switch (part.type) {
      case 'text':
        return [{ type: 'text', text: part.text.value }]
      case 'image_url':
        return [{ type: 'image', url: part.image_url.url, detail: part.image_url.detail ?? 'auto' }]
      case 'image_file':
        return [
          { type: 'image', url: FILE + part.image_file.file_id, detail: part.image_file.detail ?? 'auto' },
        ]
      case 'refusal':
        return [{ type: 'text', text: part.refusal }]
    }
  })
  if (message.role === 'user') return { role: 'user', parts }
  // The model's APIs take no images from an assistant.
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')
  return { role: 'assistant', text, reasoning: '' }
}

const FILE = 'runtime-file:'

async function turnsOfSteps(tx: ReadTransaction, steps: readonly StepRow[]): Promise<ChatTurn[]> {
  const turns: ChatTurn[] = []
  for (const step of steps) {
    const details = step.object.step_details
    if (details.type === 'message_creation') {
      const row = await tx.get('messages', details.message_creation.message_id)
      if (row !== undefined) turns.push(turnOf(row.object))
    } else if (step.passages !== undefined) {
      turns.push({ role: 'user', parts: [{ type: 'text', text: step.passages }] })
    } else turns.push(...turnsOfCalls(step, details.tool_calls))
  }
  return turns
}

/** The calls of a step as the model made them, and what it was answered. */
function turnsOfCalls(
  { work = [], reasoning, reasoningItems }: StepRow,
  calls: readonly StepToolCall[],
): ChatTurn[] {
  const answered = calls.flatMap((call) => {
    if (call.type === 'function') return [{ id: call.id, ...call.function }]
    const done = work.find(({ callId }) => callId === call.id)
    return done === undefined ? [] : [{ id: call.id, ...done }]
  })
  const toolCalls = answered.map(({ id, name, arguments: args }): ToolCall => ({ id, name, arguments: args }))
  return [
    { role: 'assistant', text: '', reasoning, reasoningItems, toolCalls },
    ...answered.map(({ id, output }): ChatTurn => ({ role: 'tool', callId: id, output: output ?? '' })),
  ]
}

/**
 * A run's own turns, of which the oldest outputs of the runtime's tools are left out where there is no room (tokens) for all. What the
 * model has called last it has not seen yet: that stays.
 */
function withinRoom(
  turns: readonly ChatTurn[],
  steps: readonly StepRow[],
  room: number,
): { turns: ChatTurn[]; canShrink: boolean } {
  const callIds = new Set(steps.flatMap(({ work = [] }) => work.map(({ callId }) => callId)))
  const lastCall = turns.findLastIndex((turn) => turn.role === 'assistant' && turn.toolCalls !== undefined)
  let over = sum(turns) - room
  let canShrink = false
  const fitted = turns.map((turn, index): ChatTurn => {
    const isOld = turn.role === 'tool' && index < lastCall && callIds.has(turn.callId)
    if (!isOld || turn.output.length <= LEFT_OUT.length) return turn
    if (over <= 0) {
      canShrink = true
      return turn
    }
    const short: ChatTurn = { ...turn, output: LEFT_OUT }
    over -= turnTokens(turn) - turnTokens(short)
    return short
  })
  return { turns: fitted, canShrink }
}

function sum(turns: readonly ChatTurn[]): number {
  return turns.reduce((total, turn) => total + turnTokens(turn), 0)
}

function turnTokens(turn: ChatTurn): number {
  // Each message has a few tokens of its own in every chat format.
  return 4 + partTokens(turn)
}

function partTokens(turn: ChatTurn): number {
  switch (turn.role) {
    case 'tool':
      return estimateTokens(turn.output)
    case 'assistant': {
      const calls = turn.toolCalls === undefined ? '' : JSON.stringify(turn.toolCalls)
      return estimateTokens(turn.text + calls)
    }
    case 'user':
      return 'parts' in turn
        ? turn.parts.reduce(
            (total, part) => total + (part.type === 'image' ? IMAGE_TOKENS : estimateTokens(part.text)),
            0,
          )
        : estimateTokens(turn.text)
  }
}

async function withImages(storage: Storage, turns: ChatTurn[]): Promise<ChatTurn[]> {
  return Promise.all(
    turns.map(async (turn) => {
      if (turn.role !== 'user' || !('parts' in turn)) return turn
      return { ...turn, parts: await Promise.all(turn.parts.map((part) => withImage(storage, part))) }
    }),
  )
}

async function withImage(storage: Storage, part: ContentPart): Promise<ContentPart> {
  if (part.type !== 'image' || !part.url.startsWith(FILE)) return part
  const id = part.url.slice(FILE.length)
  const { content, file } = await storage.read(['contents', 'files'], async (tx) => ({
    content: await tx.get('contents', id),
    file: await tx.get('files', id),
  }))
  if (content === undefined) return { type: 'text', text: `[The image ${id} has been deleted.]` }
  return {
    ...part,
    url: await dataURL(content.blob, imageType(content.blob.type, file?.object.filename ?? '')),
  }
}

const TYPE_OF_EXTENSION: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
}

function imageType(type: string, filename: string): string {
  if (type.startsWith('image/')) return type
  return TYPE_OF_EXTENSION[filename.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'image/png'
}

async function dataURL(blob: Blob, type: string): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let binary = ''
  // In slices: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x80_00) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x80_00))
  }
  return `data:${type};base64,${btoa(binary)}`
}
