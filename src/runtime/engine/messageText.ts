import type { MessageContent, RunEvent } from '../wire.ts'
import { createMarkReader } from './citationMarks.ts'
import type { MarkedText } from './citationMarks.ts'
import { SANDBOX } from './runReferences.ts'
import type { RunReferences } from './runReferences.ts'

type MessageDeltaEvent = Extract<RunEvent, { event: 'thread.message.delta' }>
export type PartDelta = NonNullable<MessageDeltaEvent['data']['delta']['content']>[number]
type TextPart = Extract<MessageContent, { type: 'text' }>
type Annotation = TextPart['text']['annotations'][number]

/** The content of a message that is being written. Each change of it is given as what a stream tells of it. */
export interface MessageText {
  add: (kind: 'text' | 'refusal', text: string) => PartDelta[]
  /** Shows the figures that the run's programs have made. */
  addFigures: () => PartDelta[]
  /** Adds what was held back, and points the links to files that programs have written to those files. */
  finish: () => PartDelta[]
  content: () => MessageContent[]
}

/** @param references what the text can point to */
export function createMessageText({ citedFile, written, figures }: RunReferences): MessageText {
  const marks = citedFile === null ? null : createMarkReader(citedFile)
  let content: MessageContent[] = []

  function add(kind: 'text' | 'refusal', text: string): PartDelta[] {
    if (kind === 'refusal') return [addRefusal(text)]
    return addPieces(marks === null ? [{ text, fileId: null }] : marks.take(text))
  }

  function addPieces(pieces: readonly MarkedText[]): PartDelta[] {
    return pieces.map(({ text, fileId }) => {
      const last = content.at(-1)
      const { value, annotations } = last?.type === 'text' ? last.text : { value: '', annotations: [] }
      const place = { text, start_index: value.length, end_index: value.length + text.length }
      const citations: Annotation[] =
        fileId === null ? [] : [{ type: 'file_citation', ...place, file_citation: { file_id: fileId } }]
      const part: TextPart = {
        type: 'text',
        text: { value: value + text, annotations: [...annotations, ...citations] },
      }
      const index = replaceLast(last?.type === 'text', part)
      return textDelta(index, { value: text, added: citations, before: annotations.length })
    })
  }

  function addRefusal(text: string): PartDelta {
    const last = content.at(-1)
    const before = last?.type === 'refusal' ? last.refusal : ''
    const index = replaceLast(last?.type === 'refusal', { type: 'refusal', refusal: before + text })
    return { index, type: 'refusal', refusal: text }
  }

  /** Puts a part in the place of the last one, or behind it. Gives its index. */
  function replaceLast(isSame: boolean, part: MessageContent): number {
    content = [...(isSame ? content.slice(0, -1) : content), part]
    return content.length - 1
  }

  function addLinks(): PartDelta[] {
    const deltas: PartDelta[] = []
    content = content.map((part, index) => {
      if (part.type !== 'text') return part
      const { value, annotations } = part.text
      const added = linksIn(value, written)
      if (added.length === 0) return part
      deltas.push(textDelta(index, { value: '', added, before: annotations.length }))
      return { type: 'text', text: { value, annotations: [...annotations, ...added] } }
    })
    return deltas
  }

  return {
    add,
    addFigures: () =>
      figures.map((fileId) => {
        const figure = {
          type: 'image_file' as const,
          image_file: { file_id: fileId, detail: 'auto' as const },
        }
        return { index: replaceLast(false, figure), ...figure }
      }),
    finish: () => [...addPieces(marks?.finish() ?? []), ...addLinks()],
    content: () => content,
  }
}

function textDelta(
  index: number,
  { value, added, before }: { value: string; added: readonly Annotation[]; before: number },
): PartDelta {
  const annotations = added.map((annotation, at) => ({ index: before + at, ...annotation }))
  return { index, type: 'text', text: { value, annotations } }
}

/** Where a text names files that programs have written, however the name is encoded. */
function linksIn(value: string, written: ReadonlyMap<string, string>): Annotation[] {
  // The longest name first, as one may begin as another does.
  const names = [...written.keys()]
    .flatMap((name) =>
      [...new Set([name, encodeURI(name), encodeURIComponent(name)])].map((as) => ({ name, as })),
    )
    .toSorted((a, b) => b.as.length - a.as.length)
  const links: Annotation[] = []
  for (let at = value.indexOf(SANDBOX); at !== -1; at = value.indexOf(SANDBOX, at + 1)) {
    const named = value.slice(at + SANDBOX.length)
    const found = names.find(({ as }) => named.startsWith(as) && !/^\.?[\w-]/u.test(named.slice(as.length)))
    const fileId = written.get(found?.name ?? '')
    if (found === undefined || fileId === undefined) continue
    const text = SANDBOX + found.as
    links.push({
      type: 'file_path',
      text,
      start_index: at,
      end_index: at + text.length,
      file_path: { file_id: fileId },
    })
  }
  return links
}
