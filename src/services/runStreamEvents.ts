import * as v from 'valibot'
import type { AssistantStreamEvent } from '../domain/api.ts'
import type { RunStreamEvent } from '../domain/runEvents.ts'
import { parseAnswer } from './answer.ts'
import { knownRun } from './knownRun.ts'

type ObjectEvent = Exclude<AssistantStreamEvent, { event: 'error' }>
type MessageDelta = Extract<ObjectEvent, { event: 'thread.message.delta' }>['data']
type MessagePart = NonNullable<MessageDelta['delta']['content']>[number]
type StepDelta = Extract<ObjectEvent, { event: 'thread.run.step.delta' }>['data']

/**
 * Our events of one of a run's stream; none of one that is unknown.
 * @throws AppError `malformed`; `unsupported` for an unknown status.
 */
export function runStreamEvents(event: unknown, response: Response): RunStreamEvent[] {
  if (!v.is(knownSchema, event)) return []
  const { data } = parseAnswer(eventSchema, event, response)
  switch (data.object) {
    case 'thread':
      return [{ type: 'thread-created', thread: data }]
    case 'thread.run':
      return [{ type: 'run-changed', run: knownRun(data) }]
    case 'thread.run.step':
      return [{ type: 'step-changed', step: data }]
    case 'thread.message':
      return [{ type: 'message-changed', message: data }]
    case 'thread.message.delta':
      return (data.delta.content ?? []).flatMap((part) => partEvents(data.id, part))
    case 'thread.run.step.delta':
      return callEvents(data)
  }
}

const OBJECTS = ['thread', 'thread.run', 'thread.run.step', 'thread.message'] as const
const DELTAS = ['thread.message.delta', 'thread.run.step.delta'] as const

const knownSchema = v.object({ data: v.object({ object: v.picklist([...OBJECTS, ...DELTAS]) }) })

const dataSchema = v.variant('object', [
  v.object({ object: v.picklist(OBJECTS), id: v.string() }),
  v.object({ object: v.picklist(DELTAS), id: v.string(), delta: v.object({}) }),
])

const eventSchema = v.object({
  data: v.custom<ObjectEvent['data']>((data) => v.is(dataSchema, data), 'Not an object of the API.'),
})

function partEvents(messageId: string, part: MessagePart): RunStreamEvent[] {
  const { index } = part
  const place = { messageId, index }
  switch (part.type) {
    case 'text': {
      const { value = '', annotations = [] } = part.text ?? {}
      return [
        ...(value === '' ? [] : [{ type: 'text-delta' as const, ...place, text: value }]),
        ...(annotations.length === 0 ? [] : [{ type: 'annotations-delta' as const, ...place, annotations }]),
      ]
    }
    case 'refusal':
      return part.refusal === undefined ? [] : [{ type: 'refusal-delta', ...place, text: part.refusal }]
    case 'image_file': {
      const { file_id, ...rest } = part.image_file ?? {}
      if (file_id === undefined) return []
      return [
        { type: 'image-delta', ...place, image: { type: 'image_file', image_file: { file_id, ...rest } } },
      ]
    }
    case 'image_url': {
      const { url, ...rest } = part.image_url ?? {}
      if (url === undefined) return []
      return [{ type: 'image-delta', ...place, image: { type: 'image_url', image_url: { url, ...rest } } }]
    }
  }
}

/** That a step makes a message is told by the message. */
function callEvents({ id: stepId, delta }: StepDelta): RunStreamEvent[] {
  const details = delta.step_details
  const calls = details?.type === 'tool_calls' ? (details.tool_calls ?? []) : []
  return calls.map((call) => ({ type: 'tool-call-delta', stepId, call }))
}
