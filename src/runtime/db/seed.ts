import * as v from 'valibot'
import { RUN_STATUSES, isTerminal } from '../../domain/runMachine.ts'
import type { Assistant, FileObject, Message, Run, RunStep, Thread, VectorStore } from '../wire.ts'
import type { Storage } from './port.ts'

/** Objects to begin with, as they travel. */
export interface Seed {
  assistants?: Assistant[]
  threads?: Thread[]
  messages?: Message[]
  runs?: Run[]
  steps?: RunStep[]
  files?: SeedFile[]
  vectorStores?: VectorStore[]
}

/** A file that says neither has no content to download. */
export type SeedFile = FileObject & { content?: string; content_base64?: string }

/** Says what is wrong with a seed, and where. */
export class SeedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SeedError'
  }
}

const text = v.pipe(v.string(), v.minLength(1))
const base = { id: text, created_at: v.pipe(v.number(), v.integer()) }
const list = <S extends v.GenericSchema>(schema: S) => v.exactOptional(v.array(schema))

/** What an unfinished run is continued from. */
const liveRunSchema = v.looseObject({
  model: text,
  instructions: v.string(),
  tools: v.array(v.looseObject({ type: text })),
  tool_choice: v.union([text, v.looseObject({ type: text })]),
  truncation_strategy: v.looseObject({ type: text }),
  parallel_tool_calls: v.boolean(),
  response_format: v.union([text, v.looseObject({ type: text })]),
  expires_at: v.pipe(v.number(), v.integer()),
})

/** What the runtime itself goes by. The rest of an object is its owner's, and is given back as it came. */
const seedSchema = v.strictObject({
  assistants: list(
    v.looseObject({ ...base, object: v.literal('assistant'), model: text, tools: v.array(v.unknown()) }),
  ),
  threads: list(v.looseObject({ ...base, object: v.literal('thread') })),
  messages: list(
    v.looseObject({
      ...base,
      object: v.literal('thread.message'),
      thread_id: text,
      run_id: v.nullish(text),
      role: v.picklist(['user', 'assistant']),
      content: v.array(v.looseObject({ type: text })),
    }),
  ),
  runs: list(
    v.pipe(
      v.looseObject({
        ...base,
        object: v.literal('thread.run'),
        thread_id: text,
        assistant_id: text,
        status: v.picklist(RUN_STATUSES),
      }),
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed || isTerminal(dataset.value.status)) return
        const [issue] = v.safeParse(liveRunSchema, dataset.value).issues ?? []
        if (issue === undefined) return
        addIssue({ message: `Unfinished, and without a right ${v.getDotPath(issue) ?? 'form'}` })
      }),
    ),
  ),
  steps: list(
    v.looseObject({
      ...base,
      object: v.literal('thread.run.step'),
      run_id: text,
      step_details: v.looseObject({ type: v.picklist(['message_creation', 'tool_calls']) }),
    }),
  ),
  files: list(
    v.looseObject({
      ...base,
      object: v.literal('file'),
      filename: text,
      purpose: text,
      content: v.exactOptional(v.string()),
      content_base64: v.exactOptional(v.pipe(v.string(), v.base64())),
    }),
  ),
  vectorStores: list(v.looseObject({ ...base, object: v.literal('vector_store') })),
})

function isSeed(value: unknown): value is Seed {
  return v.is(seedSchema, value)
}

/** `value` as a seed. @throws SeedError that names the place of the first fault. */
export function readSeed(value: unknown): Seed {
  // To valibot, an array is an object without properties.
  if (Array.isArray(value)) throw new SeedError('The seed: An object of lists is expected, not a list.')
  if (!isSeed(value)) {
    const issue = v.safeParse(seedSchema, value).issues?.[0]
    const place = issue === undefined ? null : v.getDotPath(issue)
    throw new SeedError(`${asPlace(place)}: ${issue?.message ?? 'not a seed'}.`)
  }
  for (const objects of Object.values(value)) requireUnique(objects)
  const known = { thread: idsOf(value.threads), run: idsOf(value.runs) }
  value.messages?.forEach(({ thread_id }, at) =>
    requireKnown(known.thread, thread_id, `messages[${at}].thread_id`),
  )
  value.runs?.forEach(({ thread_id }, at) => requireKnown(known.thread, thread_id, `runs[${at}].thread_id`))
  value.steps?.forEach(({ run_id }, at) => requireKnown(known.run, run_id, `steps[${at}].run_id`))
  return value
}

/** `runs.2.status` as `runs[2].status`. */
function asPlace(path: string | null): string {
  return path === null ? 'The seed' : path.replaceAll(/\.(\d+)/g, '[$1]')
}

function idsOf(objects: readonly { id: string }[] = []): ReadonlySet<string> {
  return new Set(objects.map(({ id }) => id))
}

function requireUnique(objects: readonly { id: string }[]): void {
  const seen = new Set<string>()
  for (const { id } of objects) {
    if (seen.has(id)) throw new SeedError(`Two objects of one list have the id '${id}'.`)
    seen.add(id)
  }
}

function requireKnown(known: ReadonlySet<string>, id: string, place: string): void {
  if (!known.has(id)) throw new SeedError(`${place}: The seed has no object with the id '${id}'.`)
}

/** Puts a seed's objects into an empty storage, all or none. Lists are in the order of `created_at`, and then of the seed. */
export function plantSeed(storage: Storage, seed: Seed): Promise<void> {
  const tables = [
    'assistants',
    'threads',
    'messages',
    'runs',
    'steps',
    'files',
    'contents',
    'vectorStores',
  ] as const
  return storage.write(tables, async (tx) => {
    for (const row of rowsOf(seed.assistants)) await tx.put('assistants', row)
    for (const row of rowsOf(seed.threads)) await tx.put('threads', row)
    for (const row of rowsOf(seed.vectorStores)) await tx.put('vectorStores', row)
    for (const row of rowsOf(seed.messages)) {
      const { thread_id: threadId, run_id: runId } = row.object
      await tx.put('messages', { ...row, threadId, runId: runId ?? '' })
    }
    for (const row of rowsOf(seed.runs)) {
      await tx.put('runs', {
        ...row,
        threadId: row.object.thread_id,
        isLive: isTerminal(row.object.status) ? 0 : 1,
        reasoningEffort: null,
        toolResources: null,
        interruptions: 0,
        heldText: '',
        spent: { prompt: 0, completion: 0 },
      })
    }
    for (const row of rowsOf(seed.steps)) {
      const { run_id: runId, usage } = row.object
      await tx.put('steps', { ...row, runId, reasoning: '', reasoningItems: [], usage: usage ?? null })
    }
    for (const { id, position, object: file } of rowsOf(seed.files)) {
      const { content, content_base64: encoded, ...object } = file
      await tx.put('files', { id, position, object, purpose: object.purpose })
      const bytes = encoded === undefined ? content : bytesOf(encoded)
      if (bytes !== undefined) await tx.put('contents', { id, blob: new Blob([bytes]) })
    }
  })
}

function rowsOf<T extends { id: string; created_at: number }>(
  objects: readonly T[] = [],
): { id: string; position: number; object: T }[] {
  return objects
    .toSorted((a, b) => a.created_at - b.created_at)
    .map((object, index) => ({ id: object.id, position: index + 1, object }))
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
