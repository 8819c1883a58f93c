import * as limit from './limits.ts'
import type { SourceName } from './sources.ts'

export const LIMIT_GROUPS = ['files', 'requests', 'assistants', 'threads', 'runs', 'stores', 'tools'] as const
export type LimitGroup = (typeof LIMIT_GROUPS)[number]

export type LimitUnit =
  | 'bytes'
  | 'megabytes' // in steps of 1,000
  | 'tokens'
  | 'characters'
  | 'items'
  | 'number'
  | 'seconds'
  | 'days'
  | 'per_minute'
  | 'pixels'

/** A limit as the page lists it, named by what its words are under. At least one of `min`, `max` and `preset` is there. */
export interface LimitRow {
  name: string
  group: LimitGroup
  unit: LimitUnit
  min?: number
  max?: number
  /** What holds where nothing else is said. */
  preset?: number
  source: SourceName
}

type Bounds = Pick<LimitRow, 'min' | 'max' | 'preset'>

function rows(
  group: LimitGroup,
  source: SourceName,
  given: Readonly<Record<string, readonly [LimitUnit, number | Bounds]>>,
): LimitRow[] {
  return Object.entries(given).map(([name, [unit, bound]]) => ({
    name,
    group,
    unit,
    source,
    ...(typeof bound === 'number' ? { max: bound } : bound),
  }))
}

/** Every limit that is told of, in the order of the page. */
export const LIMITS: readonly LimitRow[] = [
  ...rows('files', 'specification', {
    file_size: ['bytes', limit.FILE_BYTES],
    file_tokens: ['tokens', limit.FILE_TOKENS],
    batch_size: ['bytes', limit.BATCH_FILE_BYTES],
    batch_requests: ['items', limit.BATCH_REQUESTS],
    project_size: ['bytes', limit.PROJECT_BYTES],
    uploads_rate: ['per_minute', limit.UPLOADS_PER_MINUTE],
    file_expiry: ['seconds', limit.FILE_EXPIRY_SECONDS],
    upload_size: ['bytes', limit.UPLOAD_BYTES],
    part_size: ['bytes', limit.PART_BYTES],
    upload_life: ['seconds', limit.UPLOAD_LIFE_SECONDS],
    files_listed: ['items', limit.FILES_LISTED],
  }),
  ...rows('files', 'sdk', { batch_expiry: ['days', { preset: limit.BATCH_FILE_DAYS }] }),
  ...rows('files', 'skein', {
    chat_text: ['megabytes', limit.CHAT_TEXT_BYTES],
    chat_image: ['megabytes', limit.CHAT_IMAGE_BYTES],
    chat_edge: ['pixels', limit.CHAT_IMAGE_EDGE_PX],
  }),
  ...rows('requests', 'specification', {
    listed: ['items', limit.LISTED],
    metadata_pairs: ['items', limit.METADATA_PAIRS],
    metadata_key: ['characters', limit.METADATA_KEY],
    metadata_value: ['characters', limit.METADATA_VALUE],
    temperature: ['number', limit.TEMPERATURE],
    top_p: ['number', limit.TOP_P],
    stops: ['items', limit.STOPS],
  }),
  ...rows('assistants', 'specification', {
    assistant_name: ['characters', limit.ASSISTANT_NAME],
    assistant_description: ['characters', limit.ASSISTANT_DESCRIPTION],
    instructions: ['characters', limit.INSTRUCTIONS],
    assistant_tools: ['items', limit.ASSISTANT_TOOLS],
    code_files: ['items', limit.CODE_FILES],
    stores: ['items', limit.STORES],
  }),
  ...rows('threads', 'guide', {
    messages: ['items', limit.THREAD_MESSAGES],
    helper_store: ['days', { preset: limit.HELPER_STORE_DAYS }],
  }),
  ...rows('runs', 'specification', {
    run_tools: ['items', limit.RUN_TOOLS],
    run_tokens: ['tokens', { min: limit.RUN_TOKENS }],
  }),
  ...rows('runs', 'guide', {
    run_life: ['seconds', limit.RUN_LIFE_SECONDS],
    store_wait: ['seconds', limit.STORE_WAIT_SECONDS],
  }),
  ...rows('runs', 'errors', { outputs: ['bytes', limit.HANDLER_OUTPUT_BYTES] }),
  ...rows('stores', 'specification', {
    files_at_once: ['items', limit.STORE_FILES_AT_ONCE],
    batch_files: ['items', limit.STORE_BATCH_FILES],
    requests_rate: ['per_minute', limit.STORE_REQUESTS_PER_MINUTE],
    files_rate: ['per_minute', limit.STORE_FILES_PER_MINUTE],
    store_expiry: ['days', limit.STORE_EXPIRY_DAYS],
    chunk: ['tokens', limit.CHUNK_TOKENS],
    overlap: ['tokens', { preset: limit.CHUNK_OVERLAP }],
    attributes: ['items', limit.ATTRIBUTES],
    attribute_key: ['characters', limit.ATTRIBUTE_KEY],
    attribute_value: ['characters', limit.ATTRIBUTE_VALUE],
    store_results: ['items', limit.STORE_RESULTS],
  }),
  ...rows('tools', 'specification', {
    tool_results: ['items', limit.TOOL_RESULTS],
    score: ['number', limit.SCORE],
    function_name: ['characters', limit.NAME_LENGTH],
  }),
  ...rows('tools', 'skein', { handler: ['seconds', limit.HANDLER_MS / 1000] }),
]
