/**
 * The figures of OpenAI's API, and of this page, that checks, messages and the pages under Help share: the one place where each is
 * written. `facts/limitTable.ts` says where each comes from. Where OpenAI says MB or GB, its server counts in steps of 1,024.
 */
const MB = 1024 ** 2
const GB = 1024 ** 3

// Files
export const FILE_BYTES = 512 * MB
export const PROJECT_BYTES = 2.5 * 1024 * GB
export const FILE_TOKENS = 2_000_000
export const UPLOADS_PER_MINUTE = 1000
export const BATCH_FILE_BYTES = 200 * MB
export const BATCH_REQUESTS = 50_000
export const BATCH_FILE_DAYS = 30
/** How long a file may be told to be kept. */
export const FILE_EXPIRY_SECONDS = { min: 3600, max: 30 * 24 * 3600 } as const
export const FILES_LISTED = 10_000
export const UPLOAD_BYTES = 8 * GB
export const PART_BYTES = 64 * MB
export const UPLOAD_LIFE_SECONDS = 3600
/** What a chat message takes, in steps of 1,000; images with longer edges are scaled down, since models see no more. */
export const CHAT_TEXT_BYTES = 2_000_000
export const CHAT_IMAGE_BYTES = 20_000_000
export const CHAT_IMAGE_EDGE_PX = 2048

// Requests
export const LISTED = { min: 1, max: 100, preset: 20 } as const
export const METADATA_PAIRS = 16
export const METADATA_KEY = 64
export const METADATA_VALUE = 512
export const STOPS = 4
export const TEMPERATURE = { min: 0, max: 2 } as const
export const TOP_P = { min: 0, max: 1 } as const

// Assistants
export const ASSISTANT_NAME = 256
export const ASSISTANT_DESCRIPTION = 512
export const INSTRUCTIONS = 256_000
export const ASSISTANT_TOOLS = 128
/** Of an assistant or a thread. */
export const CODE_FILES = 20
export const STORES = 1

// Threads and runs
export const THREAD_MESSAGES = 100_000
export const HELPER_STORE_DAYS = 7
export const RUN_TOOLS = 20
export const RUN_LIFE_SECONDS = 600
/** The least that `max_prompt_tokens` and `max_completion_tokens` may be. */
export const RUN_TOKENS = 256
export const STORE_WAIT_SECONDS = 60

// Vector stores
export const STORE_FILES_AT_ONCE = 500
export const STORE_BATCH_FILES = 2000
export const STORE_REQUESTS_PER_MINUTE = 300
export const STORE_FILES_PER_MINUTE = 2000
export const STORE_EXPIRY_DAYS = { min: 1, max: 365 } as const
export const CHUNK_TOKENS = { min: 100, max: 4096, preset: 800 } as const
export const CHUNK_OVERLAP = 400
export const ATTRIBUTES = 16
export const ATTRIBUTE_KEY = 64
export const ATTRIBUTE_VALUE = 512
export const STORE_RESULTS = { min: 1, max: 50, preset: 10 } as const

// Tools
export const TOOL_RESULTS = { min: 1, max: 50, preset: 20 } as const
export const SCORE = { min: 0, max: 1 } as const
export const NAME_LENGTH = 64
/** Longer than any answer a person waits for; it ends an endless loop. */
export const HANDLER_MS = 10_000
/** All outputs of a run together. */
export const HANDLER_OUTPUT_BYTES = 512 * 1024
