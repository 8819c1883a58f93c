import * as v from 'valibot'
import {
  ASSISTANT_DESCRIPTION,
  ASSISTANT_NAME,
  INSTRUCTIONS,
  METADATA_KEY,
  METADATA_PAIRS,
  METADATA_VALUE,
} from '../facts/limits.ts'
import type {
  Assistant,
  AssistantCreateParams,
  AssistantTool,
  AssistantUpdateParams,
  ResponseFormatOption,
} from './api.ts'
import { REASONING_EFFORTS, type ReasoningEffort } from './chat.ts'

/** One entry of an object's metadata, as it is typed. */
export interface MetadataPair {
  key: string
  value: string
}

/** An assistant as a form has it. What is blank or null is up to the server. */
export interface AssistantDraft {
  name: string
  description: string
  instructions: string
  model: string
  tools: AssistantTool[]
  /**
   * For each tool the text of its parameters where that is no JSON object (yet), and so not in `tools`; null where it is. As long as `tools`.
   */
  unparsed: (string | null)[]
  codeFileIds: string[]
  vectorStoreId: string | null
  metadata: MetadataPair[]
  temperature: number | null
  top_p: number | null
  response_format: ResponseFormatOption | null
  reasoning_effort: ReasoningEffort | null
}

/** What the API takes, in characters. */
export const ASSISTANT_LIMITS = {
  name: ASSISTANT_NAME,
  description: ASSISTANT_DESCRIPTION,
  instructions: INSTRUCTIONS,
} as const
export const METADATA_LIMITS = { pairs: METADATA_PAIRS, key: METADATA_KEY, value: METADATA_VALUE } as const

export function newDraft(changes: Partial<AssistantDraft> = {}): AssistantDraft {
  return {
    name: '',
    description: '',
    instructions: '',
    model: '',
    tools: [],
    unparsed: (changes.tools ?? []).map(() => null),
    codeFileIds: [],
    vectorStoreId: null,
    metadata: [],
    temperature: null,
    top_p: null,
    response_format: null,
    reasoning_effort: null,
    ...changes,
  }
}

/** The form of an assistant as the server has it. */
export function draftOf(assistant: Assistant): AssistantDraft {
  const { tool_resources: resources, response_format: format } = assistant
  return newDraft({
    name: assistant.name ?? '',
    description: assistant.description ?? '',
    instructions: assistant.instructions ?? '',
    model: assistant.model,
    tools: assistant.tools,
    codeFileIds: resources?.code_interpreter?.file_ids ?? [],
    vectorStoreId: resources?.file_search?.vector_store_ids?.[0] ?? null,
    metadata: pairsOf(assistant.metadata),
    temperature: assistant.temperature ?? null,
    top_p: assistant.top_p ?? null,
    response_format: format === 'auto' ? null : (format ?? null),
    reasoning_effort: assistant.reasoning_effort ?? null,
  })
}

/** What makes an assistant of a draft. */
export function createParams(draft: AssistantDraft): AssistantCreateParams {
  const { name, description, instructions, tools, codeFileIds, vectorStoreId, metadata } = draft
  const resources = {
    ...(codeFileIds.length > 0 && { code_interpreter: { file_ids: codeFileIds } }),
    ...(vectorStoreId !== null && { file_search: { vector_store_ids: [vectorStoreId] } }),
  }
  return {
    model: draft.model.trim(),
    ...(name !== '' && { name }),
    ...(description !== '' && { description }),
    ...(instructions !== '' && { instructions }),
    ...(tools.length > 0 && { tools }),
    ...(Object.keys(resources).length > 0 && { tool_resources: resources }),
    ...(metadata.length > 0 && { metadata: metadataOf(metadata) }),
    ...(draft.temperature !== null && { temperature: draft.temperature }),
    ...(draft.top_p !== null && { top_p: draft.top_p }),
    ...(draft.response_format !== null && { response_format: draft.response_format }),
    ...(draft.reasoning_effort !== null && { reasoning_effort: draft.reasoning_effort }),
  }
}

/** What makes the assistant that `before` is the draft of into what `draft` says: only what differs. */
export function updateParams(draft: AssistantDraft, before: AssistantDraft): AssistantUpdateParams {
  const isChanged = (...fields: (keyof AssistantDraft)[]): boolean =>
    fields.some((field) => !isSameJSON(draft[field], before[field]))
  return {
    ...(isChanged('model') && { model: draft.model.trim() }),
    ...(isChanged('name') && { name: draft.name === '' ? null : draft.name }),
    ...(isChanged('description') && { description: draft.description === '' ? null : draft.description }),
    ...(isChanged('instructions') && { instructions: draft.instructions === '' ? null : draft.instructions }),
    ...(isChanged('tools') && { tools: draft.tools }),
    // Some servers drop what is not sent: the resources of both tools.
    ...(isChanged('codeFileIds', 'vectorStoreId') && {
      tool_resources: {
        code_interpreter: { file_ids: draft.codeFileIds },
        file_search: { vector_store_ids: draft.vectorStoreId === null ? [] : [draft.vectorStoreId] },
      },
    }),
    ...(isChanged('metadata') && { metadata: metadataOf(draft.metadata) }),
    ...(isChanged('temperature') && { temperature: draft.temperature }),
    ...(isChanged('top_p') && { top_p: draft.top_p }),
    ...(isChanged('response_format') && { response_format: draft.response_format ?? 'auto' }),
    ...(isChanged('reasoning_effort') && { reasoning_effort: draft.reasoning_effort }),
  }
}

/** What makes a second assistant like this one. */
export function copyParams(assistant: Assistant): AssistantCreateParams {
  return createParams(draftOf(assistant))
}

/** Whether two drafts, or two values of a field, say the same. */
export function isSameJSON(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** `draft` over an assistant that has changed from `before` to `after`: fields that were not touched follow it. */
export function rebasedDraft(
  draft: AssistantDraft,
  before: AssistantDraft,
  after: AssistantDraft,
): AssistantDraft {
  const touched = Object.entries(draft).filter(
    ([field, value]) => !isSameJSON(value, Reflect.get(before, field)),
  )
  const rebased = { ...after, ...Object.fromEntries(touched) }
  // Two lists of one length.
  const isToolsTouched = touched.some(([field]) => field === 'tools' || field === 'unparsed')
  return isToolsTouched ? { ...rebased, tools: draft.tools, unparsed: draft.unparsed } : rebased
}

export function pairsOf(metadata: Record<string, string> | null | undefined): MetadataPair[] {
  return Object.entries(metadata ?? {}).map(([key, value]) => ({ key, value }))
}

/** What the pairs say; rows that were left blank say nothing. */
export function metadataOf(pairs: readonly MetadataPair[]): Record<string, string> {
  const filled = pairs.filter(({ key, value }) => key !== '' || value !== '')
  return Object.fromEntries(filled.map(({ key, value }) => [key, value]))
}

const record = v.record(v.string(), v.unknown())

/** An object in which `null` stands for what is not set, as some servers write it. */
function unlessNull<E extends v.ObjectEntries>(
  entries: E,
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<E, undefined>>> {
  return v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))),
    v.object(entries),
  )
}

const fileSearchSchema = unlessNull({
  max_num_results: v.exactOptional(v.number()),
  ranking_options: v.exactOptional(
    unlessNull({
      score_threshold: v.number(),
      ranker: v.exactOptional(v.picklist(['auto', 'default_2024_08_21'])),
    }),
  ),
})

/** A tool as it comes from a file or from a draft, of a type that is known. */
export const toolSchema: v.GenericSchema<unknown, AssistantTool> = v.union([
  unlessNull({ type: v.literal('code_interpreter') }),
  unlessNull({ type: v.literal('file_search'), file_search: v.exactOptional(fileSearchSchema) }),
  unlessNull({
    type: v.literal('function'),
    function: unlessNull({
      name: v.string(),
      description: v.exactOptional(v.string()),
      parameters: v.exactOptional(record),
      strict: v.exactOptional(v.boolean()),
    }),
  }),
])

const KNOWN_TOOLS: readonly unknown[] = ['code_interpreter', 'file_search', 'function']

/** A tool of a type that servers of later versions have: it is kept as it is, as if it were one that is known. */
const laterToolSchema = v.custom<AssistantTool>((tool) => {
  const type: unknown = typeof tool === 'object' && tool !== null ? Reflect.get(tool, 'type') : undefined
  return typeof type === 'string' && !KNOWN_TOOLS.includes(type)
})

export const responseFormatSchema: v.GenericSchema<unknown, ResponseFormatOption> = v.union([
  v.literal('auto'),
  v.variant('type', [
    v.object({ type: v.literal('text') }),
    v.object({ type: v.literal('json_object') }),
    v.object({
      type: v.literal('json_schema'),
      json_schema: unlessNull({
        name: v.string(),
        description: v.exactOptional(v.string()),
        schema: v.exactOptional(record),
        strict: v.exactOptional(v.boolean()),
      }),
    }),
  ]),
])

const draftSchema: v.GenericSchema<unknown, AssistantDraft> = v.pipe(
  v.object({
    name: v.string(),
    description: v.string(),
    instructions: v.string(),
    model: v.string(),
    tools: v.array(v.union([toolSchema, laterToolSchema])),
    unparsed: v.array(v.nullable(v.string())),
    codeFileIds: v.array(v.string()),
    vectorStoreId: v.nullable(v.string()),
    metadata: v.array(v.object({ key: v.string(), value: v.string() })),
    temperature: v.nullable(v.number()),
    top_p: v.nullable(v.number()),
    response_format: v.nullable(responseFormatSchema),
    reasoning_effort: v.nullable(v.picklist(REASONING_EFFORTS)),
  }),
  v.check(({ tools, unparsed }) => tools.length === unparsed.length),
)

/** What was kept of a form, over a reload; null where it is no such thing (of an older version, say). */
export function parseDraft(kept: unknown): AssistantDraft | null {
  const parsed = v.safeParse(draftSchema, kept)
  return parsed.success ? parsed.output : null
}
