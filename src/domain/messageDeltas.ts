import type { Annotation, AnnotationDelta, MessageContent } from './api.ts'
import { withPart } from './growingParts.ts'
import type { RunStreamEvent } from './runEvents.ts'

export type MessageDelta = Extract<RunStreamEvent, { messageId: string }>

const EMPTY = { type: 'text', text: { value: '', annotations: [] } } satisfies MessageContent

/** The content of a message with one more delta in it. */
export function withMessageDelta(
  content: readonly MessageContent[],
  delta: MessageDelta,
): readonly MessageContent[] {
  return withPart(content, delta.index, { filler: EMPTY, grow: (part) => grow(part, delta) })
}

/** How far a part has come: of two observations of one, the larger is the later. */
export function sizeOfContent(part: MessageContent): number {
  switch (part.type) {
    case 'text':
      return part.text.value.length + part.text.annotations.length
    case 'refusal':
      return part.refusal.length
    case 'image_file':
    case 'image_url':
      return 1
  }
}

function grow(part: MessageContent, delta: MessageDelta): MessageContent {
  const text = part.type === 'text' ? part.text : EMPTY.text
  switch (delta.type) {
    case 'text-delta':
      return { type: 'text', text: { ...text, value: text.value + delta.text } }
    case 'annotations-delta':
      return {
        type: 'text',
        text: { ...text, annotations: [...text.annotations, ...whole(delta.annotations)] },
      }
    case 'refusal-delta':
      return { type: 'refusal', refusal: (part.type === 'refusal' ? part.refusal : '') + delta.text }
    case 'image-delta':
      return delta.image
  }
}

/** Those that say all that is needed to show them; the others come with the finished message. */
function whole(deltas: readonly AnnotationDelta[]): Annotation[] {
  return deltas.flatMap((delta): Annotation[] => {
    const { text, start_index, end_index } = delta
    if (text === undefined || start_index === undefined || end_index === undefined) return []
    const place = { text, start_index, end_index }
    if (delta.type === 'file_citation') {
      const fileId = delta.file_citation?.file_id
      return fileId === undefined ? [] : [{ ...place, type: delta.type, file_citation: { file_id: fileId } }]
    }
    const fileId = delta.file_path?.file_id
    return fileId === undefined ? [] : [{ ...place, type: delta.type, file_path: { file_id: fileId } }]
  })
}
