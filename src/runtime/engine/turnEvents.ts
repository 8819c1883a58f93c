import type { Message, RunEvent, RunStep } from '../wire.ts'
import type { PartDelta } from './messageText.ts'
import type { ToolCallDelta } from './turnCalls.ts'

export interface OpenMessage {
  message: Message
  step: RunStep
}

/** A step begins. */
export function openedEvents(step: RunStep): RunEvent[] {
  return [
    { event: 'thread.run.step.created', data: step },
    { event: 'thread.run.step.in_progress', data: step },
  ]
}

/** The step of a message begins, and the message with it. */
export function messageOpenedEvents({ message, step }: OpenMessage): RunEvent[] {
  return [
    ...openedEvents(step),
    { event: 'thread.message.created', data: message },
    { event: 'thread.message.in_progress', data: message },
  ]
}

/** Pieces of a message's content. */
export function messageDelta(id: string, content: PartDelta[]): RunEvent {
  return { event: 'thread.message.delta', data: { id, object: 'thread.message.delta', delta: { content } } }
}

/** Pieces of the calls of a step. */
export function callsDelta(id: string, calls: readonly ToolCallDelta[]): RunEvent {
  return {
    event: 'thread.run.step.delta',
    data: {
      id,
      object: 'thread.run.step.delta',
      delta: { step_details: { type: 'tool_calls', tool_calls: [...calls] } },
    },
  }
}
