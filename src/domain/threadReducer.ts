import { acceptRun } from './acceptRun.ts'
import type { Message, MessageContent, RunStep, ToolCall } from './api.ts'
import { furthest } from './growingParts.ts'
import { type Accept, withChanged, withReceived } from './knownItems.ts'
import { type MessageDelta, sizeOfContent, withMessageDelta } from './messageDeltas.ts'
import type { ThreadEvent } from './runEvents.ts'
import { EMPTY_THREAD, type Known, type ThreadState } from './threadState.ts'
import { sizeOfToolCall, withToolCallDelta } from './toolCallDeltas.ts'

/** What is known of a thread after one more event; `state` itself where that says nothing new. */
export function reduceThread(state: ThreadState, event: ThreadEvent): ThreadState {
  switch (event.type) {
    case 'run-changed':
      return withKnown(state, { runs: withChanged(state.runs, event.run, acceptRun) })
    case 'step-changed':
      return withKnown(state, { steps: withChanged(state.steps, event.step, acceptStep(state)) })
    case 'message-changed':
      return withKnown(state, { messages: withChanged(state.messages, event.message, acceptMessage(state)) })
    case 'runs-received':
    case 'steps-received':
    case 'messages-received':
      return withKnown(state, received(state, event))
    case 'text-delta':
    case 'refusal-delta':
    case 'image-delta':
    case 'annotations-delta':
      return withContent(state, event)
    case 'tool-call-delta':
      return withCall(state, event)
    case 'message-deleted':
      return withKnown(state, { messages: without(state.messages, event.messageId) })
    case 'step-deleted':
      return withKnown(state, { steps: without(state.steps, event.stepId) })
    case 'thread-created':
      return state
    case 'stream-ended':
      if (state.streamed === EMPTY_THREAD.streamed) return state
      return { ...state, streamed: EMPTY_THREAD.streamed }
  }
}

type ToolCallDeltaEvent = Extract<ThreadEvent, { type: 'tool-call-delta' }>
type Collections = Omit<ThreadState, 'streamed'>

function withKnown(state: ThreadState, changed: Partial<Collections>): ThreadState {
  const next = { ...state, ...changed }
  const isUnchanged =
    next.runs === state.runs && next.steps === state.steps && next.messages === state.messages
  return isUnchanged ? state : next
}

function without<Item>(known: Known<Item>, gone: string): Known<Item> {
  return known.has(gone) ? new Map([...known].filter(([id]) => id !== gone)) : known
}

function received(
  state: ThreadState,
  event: Extract<ThreadEvent, { since: ThreadState }>,
): Partial<Collections> {
  const { since, isOlder = false } = event
  switch (event.type) {
    case 'runs-received':
      return { runs: withReceived(state.runs, event.runs, { since: since.runs, isOlder, accept: acceptRun }) }
    case 'steps-received': {
      const accept = acceptStep(state)
      return { steps: withReceived(state.steps, event.steps, { since: since.steps, isOlder, accept }) }
    }
    case 'messages-received': {
      const accept = acceptMessage(state)
      return {
        messages: withReceived(state.messages, event.messages, { since: since.messages, isOlder, accept }),
      }
    }
  }
}

/** What is in progress only grows, and what is finished stays so. */
function acceptGrowing<Item extends Message | RunStep>(
  grow: (incoming: Item, previous?: Item) => Item,
): Accept<Item> {
  return (previous, incoming, isOvertaken) => {
    const isGrowing = incoming.status === 'in_progress'
    const isFinished = previous !== undefined && previous.status !== 'in_progress'
    if (isFinished && (isGrowing || isOvertaken)) return previous
    const item = isGrowing ? grow(incoming, previous) : incoming
    return previous !== undefined && JSON.stringify(previous) === JSON.stringify(item) ? previous : item
  }
}

function acceptMessage({ streamed }: ThreadState): Accept<Message> {
  return acceptGrowing((incoming, previous) => {
    const grown = grownMessage(incoming, previous?.content ?? [])
    return grownMessage(grown, streamed.content.get(incoming.id) ?? [])
  })
}

function acceptStep({ streamed }: ThreadState): Accept<RunStep> {
  return acceptGrowing((incoming, previous) => {
    const grown = grownStep(incoming, callsOf(previous))
    return grownStep(grown, streamed.calls.get(incoming.id) ?? [])
  })
}

/** A delta of a message that is not known yet waits for it; one of a finished message is late. */
function withContent(state: ThreadState, delta: MessageDelta): ThreadState {
  const { messageId: id } = delta
  const message = state.messages.get(id)
  if (message !== undefined && message.status !== 'in_progress') return state
  const before = state.streamed.content.get(id) ?? []
  const content = withMessageDelta(before, delta)
  if (content === before) return state
  const streamed = { ...state.streamed, content: new Map(state.streamed.content).set(id, content) }
  if (message === undefined) return { ...state, streamed }
  return { ...state, streamed, messages: new Map(state.messages).set(id, grownMessage(message, content)) }
}

function withCall(state: ThreadState, { stepId: id, call }: ToolCallDeltaEvent): ThreadState {
  const step = state.steps.get(id)
  if (step !== undefined && step.status !== 'in_progress') return state
  const before = state.streamed.calls.get(id) ?? []
  const calls = withToolCallDelta(before, call)
  if (calls === before) return state
  const streamed = { ...state.streamed, calls: new Map(state.streamed.calls).set(id, calls) }
  if (step === undefined) return { ...state, streamed }
  return { ...state, streamed, steps: new Map(state.steps).set(id, grownStep(step, calls)) }
}

function grownMessage(message: Message, seen: readonly MessageContent[]): Message {
  const content = furthest(message.content, seen, sizeOfContent)
  return content === message.content ? message : { ...message, content: [...content] }
}

function grownStep(step: RunStep, seen: readonly ToolCall[]): RunStep {
  if (step.step_details.type !== 'tool_calls') return step
  const calls = furthest(step.step_details.tool_calls, seen, sizeOfToolCall)
  if (calls === step.step_details.tool_calls) return step
  return { ...step, step_details: { type: 'tool_calls', tool_calls: [...calls] } }
}

function callsOf(step: RunStep | undefined): readonly ToolCall[] {
  return step?.step_details.type === 'tool_calls' ? step.step_details.tool_calls : []
}
