import type { ReadTransaction, Storage } from '../db/port.ts'
import type { StepRow } from '../db/tables.ts'
import type { Message, Run, RunStep } from '../wire.ts'
import { citationMark } from './citationMarks.ts'
import { hasOwnTools } from './runFiles.ts'

/** What an answer can point to. */
export interface RunReferences {
  /** The file that a mark cites; `null` for a mark that the model made up. Without a search, no text is looked through for marks. */
  citedFile: ((mark: string) => string | null) | null
  /** The files that programs have written, by their names under `/mnt/data`. */
  written: ReadonlyMap<string, string>
  /** The figures that no message has shown yet. */
  figures: readonly string[]
}

/** How far back the thread is looked through for what was cited and written before. */
const HISTORY = 100

/** What a run's next message can point to: what its steps have found and made, and what the messages before it point to. */
export async function readReferences(storage: Storage, run: Run): Promise<RunReferences> {
  if (!hasOwnTools(run)) return { citedFile: null, written: new Map(), figures: [] }
  return storage.read(['steps', 'messages'], async (tx) => {
    const steps = await tx.scan('steps', 'run', { prefix: [run.id] })
    const before = await pointersBefore(tx, run.thread_id)
    const work = steps.flatMap((step) => step.work ?? [])
    return {
      citedFile: run.tools.some(({ type }) => type === 'file_search')
        ? citedFileOf(steps, before.cited)
        : null,
      written: new Map([
        ...before.written,
        ...work.flatMap(({ files }) => files.map(({ name, fileId }): [string, string] => [name, fileId])),
      ]),
      figures: figuresOf(steps),
    }
  })
}

async function pointersBefore(
  tx: ReadTransaction,
  threadId: string,
): Promise<{ cited: Map<string, string>; written: Map<string, string> }> {
  const cited = new Map<string, string>()
  const written = new Map<string, string>()
  const rows = await tx.scan('messages', 'thread', { prefix: [threadId], order: 'desc', limit: HISTORY })
  for (const annotation of rows.reverse().flatMap(({ object }) => annotationsOf(object))) {
    if (annotation.type === 'file_citation') cited.set(annotation.text, annotation.file_citation.file_id)
    else written.set(annotation.text.replace(SANDBOX, ''), annotation.file_path.file_id)
  }
  return { cited, written }
}

/** How a text names a file that a program has written. */
export const SANDBOX = 'sandbox:/mnt/data/'

function annotationsOf({ content }: Message): TextAnnotation[] {
  return content.flatMap((part) => (part.type === 'text' ? part.text.annotations : []))
}

type TextAnnotation = Extract<Message['content'][number], { type: 'text' }>['text']['annotations'][number]

function citedFileOf(
  steps: readonly StepRow[],
  before: ReadonlyMap<string, string>,
): (mark: string) => string | null {
  const cited = new Map<string, string>()
  for (const [step, { object }] of steps.entries()) {
    for (const [result, { file_id: fileId, file_name: name }] of resultsOf(object).entries()) {
      cited.set(citationMark(step, result, name), fileId)
      cited.set(`${step}:${result}`, fileId)
    }
  }
  return (mark) =>
    cited.get(mark) ??
    before.get(mark) ??
    // Some models write `†source` for every file.
    cited.get(/\d+:\d+/u.exec(mark)?.[0] ?? '') ??
    null
}

type SearchCall = Extract<
  Extract<RunStep['step_details'], { type: 'tool_calls' }>['tool_calls'][number],
  { type: 'file_search' }
>

/** What the searches of a step have found, in the order in which it is numbered. */
export function resultsOf({
  step_details: details,
}: RunStep): NonNullable<SearchCall['file_search']['results']> {
  if (details.type !== 'tool_calls') return []
  return details.tool_calls.flatMap((call) =>
    call.type === 'file_search' ? (call.file_search.results ?? []) : [],
  )
}

function figuresOf(steps: readonly StepRow[]): string[] {
  const lastMessage = steps.findLastIndex(({ object }) => object.type === 'message_creation')
  return steps.slice(lastMessage + 1).flatMap(({ object: { step_details: details } }) => {
    if (details.type !== 'tool_calls') return []
    const outputs = details.tool_calls.flatMap((call) =>
      call.type === 'code_interpreter' ? call.code_interpreter.outputs : [],
    )
    return outputs.flatMap((output) => (output.type === 'image' ? [output.image.file_id] : []))
  })
}
