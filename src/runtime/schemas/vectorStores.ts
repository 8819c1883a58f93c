import * as v from 'valibot'
import { CHUNK_TOKENS, STORE_EXPIRY_DAYS, STORE_FILES_AT_ONCE } from '../../facts/limits.ts'
import { metadataSchema, nullish } from './common.ts'

const staticChunkingSchema = v.pipe(
  v.strictObject({
    max_chunk_size_tokens: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(CHUNK_TOKENS.min),
      v.maxValue(CHUNK_TOKENS.max),
    ),
    chunk_overlap_tokens: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  v.forward(
    v.partialCheck(
      [['max_chunk_size_tokens'], ['chunk_overlap_tokens']],
      ({ max_chunk_size_tokens, chunk_overlap_tokens }) => chunk_overlap_tokens * 2 <= max_chunk_size_tokens,
      "Invalid 'chunk_overlap_tokens': the overlap must not exceed half of 'max_chunk_size_tokens'.",
    ),
    ['chunk_overlap_tokens'],
  ),
)

export const chunkingStrategySchema = v.variant('type', [
  v.strictObject({ type: v.literal('auto') }),
  v.strictObject({ type: v.literal('static'), static: staticChunkingSchema }),
])

export const expiresAfterSchema = v.strictObject({
  anchor: v.literal('last_active_at'),
  days: v.pipe(v.number(), v.integer(), v.minValue(STORE_EXPIRY_DAYS.min), v.maxValue(STORE_EXPIRY_DAYS.max)),
})

export const createVectorStoreSchema = v.strictObject({
  name: nullish(v.string()),
  description: nullish(v.string()),
  file_ids: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(STORE_FILES_AT_ONCE))),
  expires_after: nullish(expiresAfterSchema),
  chunking_strategy: v.exactOptional(chunkingStrategySchema),
  metadata: metadataSchema,
})

export const updateVectorStoreSchema = v.strictObject({
  name: nullish(v.string()),
  expires_after: nullish(expiresAfterSchema),
  metadata: metadataSchema,
})

export type ChunkingStrategyParams = v.InferOutput<typeof chunkingStrategySchema>
export type VectorStoreParams = v.InferOutput<typeof createVectorStoreSchema>
export type VectorStoreChanges = v.InferOutput<typeof updateVectorStoreSchema>
