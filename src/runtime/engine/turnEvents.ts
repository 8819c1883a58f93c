import type { ChatEvent } from '../../domain/chat.ts'
import type { Message, RunEvent, RunStep } from '../wire.ts'

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

/** A piece of a message's part `index`. */
export function messageDelta(
  id: string,
  { index, kind, text }: { index: number; kind: 'text' | 'refusal'; text: string },
): RunEvent {
  const part =
    kind === 'text'
      ? { index, type: 'text' as const, text: { value: text, annotations: [] } }
      : { index, type: 'refusal' as const, refusal: text }
  return {
    event: 'thread.message.delta',
    data: { id, object: 'thread.message.delta', delta: { content: [part] } },
  }
}

/** A piece of a tool call of a step; the first one has what identifies it. */
export function callDelta(
  id: string,
  delta: Extract<ChatEvent, { type: 'tool-call-delta' }>,
  isFirst: boolean,
): RunEvent {
  const { index, name, arguments: args } = delta
  const call = isFirst
    ? {
        index,
        id: delta.id ?? '',
        type: 'function' as const,
        function: { name: name ?? '', arguments: args, output: null },
      }
    : {
        index,
        type: 'function' as const,
        function: { arguments: args, ...(name !== null && name !== '' && { name }) },
      }
  return {
    event: 'thread.run.step.delta',
    data: {
      id,
      object: 'thread.run.step.delta',
      delta: { step_details: { type: 'tool_calls', tool_calls: [call] } },
    },
  }
}
