import type { Annotation, ImageContent, Message, MessageContent, RunStep } from './api.ts'
import { findPassage } from './passage.ts'

/** What a message's text points to: a passage that it cites, or a file that was made for it. */
export type AnnotationMark =
  | {
      type: 'citation'
      /** What the reader sees, from 1. */
      number: number
      fileId: string
      /** Stands in the message where the mark belongs. */
      text: string
      /** What the message says with it: the words before it, in its paragraph. */
      claim: string
      quote: string | null
    }
  | { type: 'file'; fileId: string; name: string }

export type MessagePart =
  | { type: 'text'; markdown: string }
  | { type: 'refusal'; text: string }
  | { type: 'image'; image: ImageContent }

/** The scheme of links in a message's Markdown that are marks: `skein:2` is the third one. */
export const MARK_SCHEME = 'skein:'

/** A message's content as it is shown: its texts as Markdown, with links to `marks` in place of the annotations. */
export function partsOf(content: readonly MessageContent[]): {
  parts: MessagePart[]
  marks: AnnotationMark[]
} {
  const marks: AnnotationMark[] = []
  const parts = content.map((part): MessagePart => {
    switch (part.type) {
      case 'text':
        return { type: 'text', markdown: withMarks(part.text, marks) }
      case 'refusal':
        return { type: 'refusal', text: part.refusal }
      case 'image_file':
      case 'image_url':
        return { type: 'image', image: part }
    }
  })
  return { parts, marks }
}

/** The files that messages name as made for them, each once. */
export function filesMadeIn(
  messages: readonly Pick<Message, 'content'>[],
): { fileId: string; name: string }[] {
  const made = messages
    .flatMap(({ content }) => partsOf(content).marks)
    .flatMap((mark) => (mark.type === 'file' ? [{ fileId: mark.fileId, name: mark.name }] : []))
  return [...new Map(made.map((file) => [file.fileId, file])).values()]
}

/** Adds to `marks` what the annotations point to, each thing once. */
function withMarks(
  { value, annotations }: { value: string; annotations: readonly Annotation[] },
  marks: AnnotationMark[],
): string {
  const byText = new Map(annotations.filter(({ text }) => text !== '').map((one) => [one.text, one]))
  let markdown = value
  for (const [text, annotation] of byText) {
    const number = marks.filter(({ type }) => type === 'citation').length + 1
    const mark = markOf(annotation, number, claimBefore(value, text))
    const address = `${MARK_SCHEME}${marks.push(mark) - 1}`
    markdown =
      mark.type === 'citation'
        ? markdown.replaceAll(text, (_, at: number) => `${joint(markdown, at)}[${mark.number}](${address})`)
        : // As the address of a link that the model wrote; elsewhere the words stay, and the file is named under them.
          markdown.replaceAll(`](${text})`, `](${address})`)
  }
  return markdown
}

function markOf(annotation: Annotation, number: number, claim: string): AnnotationMark {
  const { text } = annotation
  if (annotation.type === 'file_path') {
    return { type: 'file', fileId: annotation.file_path.file_id, name: text.split('/').at(-1) ?? text }
  }
  const { file_citation: citation } = annotation
  const quote = 'quote' in citation && typeof citation.quote === 'string' ? citation.quote : ''
  return {
    type: 'citation',
    number,
    fileId: citation.file_id,
    text,
    claim,
    quote: quote === '' ? null : quote,
  }
}

/** What stands before a mark, behind the end of the paragraph and the mark before. */
function claimBefore(value: string, mark: string): string {
  return (
    value
      .slice(0, Math.max(0, value.indexOf(mark)))
      .split(/】|\n\s*\n/u)
      .at(-1) ?? ''
  )
}

/** Keeps a link from being read as an image, or as the address of a label, with what stands before it. */
function joint(markdown: string, at: number): string {
  const before = markdown[at - 1]
  return before === '!' || before === ']' ? '\u2060' : ''
}

/**
 * The passage that a mark cites, where the mark or the steps of its run, oldest first, tell it: what the message quotes of it, or the
 * whole of what was found.
 */
export function passageOf(mark: AnnotationMark, steps: readonly RunStep[]): string | undefined {
  if (mark.type !== 'citation') return undefined
  if (mark.quote !== null) return mark.quote
  const result = resultOf(mark, steps.map(resultsOf))
  const passage = (result?.content ?? []).map(({ text = '' }) => text).join('\n')
  const quoted = findPassage(passage, mark.claim)
  const quote = quoted === null ? '' : passage.slice(quoted.start, quoted.end)
  if (lettersOf(quote) >= QUOTE_LETTERS) return quote
  return passage === '' ? undefined : passage
}

/** Fewer letters stand somewhere by chance, or in several places. */
const QUOTE_LETTERS = 20

/** How long a text is; a Chinese character says as much as three letters. */
function lettersOf(text: string): number {
  return text.replaceAll(/\p{Script=Han}/gu, 'xxx').length
}

/** `【4:2†notes.pdf】` names the third result of the fifth step; other servers count otherwise, and then it may be any search's third. */
function resultOf(
  { text, fileId }: Extract<AnnotationMark, { type: 'citation' }>,
  results: readonly SearchResult[][],
): SearchResult | undefined {
  const [, step, index] = /^【(\d+):(\d+)†/u.exec(text) ?? []
  const isOfFile = (result: SearchResult | undefined): boolean => result?.file_id === fileId
  const named = step === undefined || index === undefined ? undefined : results[Number(step)]?.[Number(index)]
  if (isOfFile(named)) return named
  const all = results.flat()
  const numbered = index === undefined ? undefined : all[Number(index)]
  return isOfFile(numbered) ? numbered : all.find(isOfFile)
}

type SearchResult = NonNullable<
  Extract<
    Extract<RunStep['step_details'], { type: 'tool_calls' }>['tool_calls'][number],
    { type: 'file_search' }
  >['file_search']['results']
>[number]

function resultsOf({ step_details: details }: RunStep): SearchResult[] {
  if (details.type !== 'tool_calls') return []
  return details.tool_calls.flatMap((call) =>
    call.type === 'file_search' ? (call.file_search.results ?? []) : [],
  )
}
