import * as v from 'valibot'
import type { Assistant, AssistantTool } from './api.ts'
import { newDraft, pairsOf, responseFormatSchema, toolSchema, type AssistantDraft } from './assistantDraft.ts'
import { REASONING_EFFORTS } from './chat.ts'
import { AppError } from './errors.ts'

const FORMAT = 'skein-assistants'
const VERSION = 1

/** Something of an imported assistant that does not come along: a tool of a type that nobody here has, a file or a store of elsewhere. */
export interface LeftBehind {
  kind: 'tool' | 'file' | 'store'
  /** The tool's type, or the id. */
  name: string
}

export interface ImportedAssistant {
  draft: AssistantDraft
  left: LeftBehind[]
}

/** Assistants as one file, as the API has them. */
export function exportAssistants(assistants: readonly Assistant[]): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, assistants }, null, 2)
}

/** A file's name for an export. */
export function exportFileName(assistants: readonly Assistant[]): string {
  const [only, ...others] = assistants
  const name = others.length === 0 ? (only?.name ?? only?.id) : null
  return `${(name ?? 'assistants').replaceAll(/[\\/:*?"<>|\s]+/gu, '-').slice(0, 80)}.json`
}

const text = v.fallback(v.nullish(v.string(), ''), '')
const ids = v.fallback(v.optional(v.array(v.string()), []), [])

const assistantSchema = v.object({
  name: text,
  description: text,
  instructions: text,
  model: v.pipe(v.string(), v.nonEmpty()),
  tools: v.fallback(v.nullish(v.array(v.unknown()), []), []),
  tool_resources: v.fallback(
    v.nullish(
      v.object({
        code_interpreter: v.optional(v.object({ file_ids: ids })),
        file_search: v.optional(v.object({ vector_store_ids: ids })),
      }),
    ),
    null,
  ),
  /** Of version 1 of the API. */
  file_ids: ids,
  metadata: v.fallback(v.nullish(v.record(v.string(), v.string())), null),
  temperature: v.fallback(v.nullish(v.number(), null), null),
  top_p: v.fallback(v.nullish(v.number(), null), null),
  response_format: v.fallback(v.nullish(responseFormatSchema), null),
  reasoning_effort: v.fallback(v.nullish(v.picklist(REASONING_EFFORTS), null), null),
})

/**
 * The assistants in a file: an export of ours, an assistant as the API gives it (of version 1, too), or a list of them.
 * @throws AppError `invalid` that says what is wrong with the file.
 */
export function readAssistants(json: string): ImportedAssistant[] {
  const value = parseJSON(json)
  const given = listOf(value)
  if (given.length === 0) throw invalid('There is no assistant in the file.')
  return given.map((one, index) => {
    const parsed = v.safeParse(assistantSchema, one)
    if (!parsed.success) {
      const [issue] = parsed.issues
      throw invalid(`assistants[${index}].${v.getDotPath(issue) ?? ''}: ${issue.message}`)
    }
    return importedOf(parsed.output)
  })
}

/** An imported assistant without what is `missing` in the place where it goes. */
export function withoutMissing(
  { draft, left }: ImportedAssistant,
  missing: ReadonlySet<string>,
): ImportedAssistant {
  const { codeFileIds, vectorStoreId } = draft
  const files = codeFileIds.filter((id) => missing.has(id))
  const isStoreMissing = vectorStoreId !== null && missing.has(vectorStoreId)
  return {
    draft: {
      ...draft,
      codeFileIds: codeFileIds.filter((id) => !missing.has(id)),
      vectorStoreId: isStoreMissing ? null : vectorStoreId,
    },
    left: [
      ...left,
      ...files.map((name) => ({ kind: 'file' as const, name })),
      ...(isStoreMissing ? [{ kind: 'store' as const, name: vectorStoreId }] : []),
    ],
  }
}

function importedOf(given: v.InferOutput<typeof assistantSchema>): ImportedAssistant {
  const { name, description, instructions, model, temperature, top_p, reasoning_effort } = given
  const { tools, unknown } = toolsOf(given.tools)
  const format = given.response_format
  const resources = given.tool_resources
  return {
    draft: newDraft({
      name,
      description,
      instructions,
      model,
      tools,
      codeFileIds: resources?.code_interpreter?.file_ids ?? given.file_ids,
      vectorStoreId: resources?.file_search?.vector_store_ids[0] ?? null,
      metadata: pairsOf(given.metadata),
      temperature,
      top_p,
      response_format: format === 'auto' ? null : (format ?? null),
      reasoning_effort,
    }),
    left: unknown.map((type) => ({ kind: 'tool', name: type })),
  }
}

function toolsOf(given: readonly unknown[]): { tools: AssistantTool[]; unknown: string[] } {
  const tools: AssistantTool[] = []
  const unknown: string[] = []
  for (const one of given) {
    const type: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'type') : undefined
    // What file search was called in version 1.
    const parsed = v.safeParse(toolSchema, type === 'retrieval' ? { type: 'file_search' } : one)
    if (parsed.success) tools.push(parsed.output)
    else unknown.push(typeof type === 'string' ? type : JSON.stringify(one))
  }
  return { tools, unknown }
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return []
  const format: unknown = Reflect.get(value, 'format')
  const version: unknown = Reflect.get(value, 'version')
  if (format === FORMAT && typeof version === 'number' && version > VERSION) {
    throw invalid(`The file has version ${version}; this page reads up to ${VERSION}.`)
  }
  for (const name of ['assistants', 'data']) {
    const list: unknown = Reflect.get(value, name)
    if (Array.isArray(list)) return list
  }
  return [value]
}

function parseJSON(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json)
    return value
  } catch (cause) {
    throw new AppError({ kind: 'invalid', detail: `The file is not JSON: ${String(cause)}` }, { cause })
  }
}

function invalid(detail: string): AppError {
  return new AppError({ kind: 'invalid', detail })
}
