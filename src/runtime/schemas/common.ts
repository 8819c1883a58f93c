import * as v from 'valibot'
import { REASONING_EFFORTS } from '../../domain/chat.ts'

/** A parameter that may be left out, or be null. */
export const nullish = <S extends v.GenericSchema>(schema: S) => v.exactOptional(v.nullable(schema))

/** The parts that several bodies share. Sources of the limits: OpenAI's specification and guide of the Assistants API v2. */
export const metadataSchema = nullish(
  v.pipe(
    v.record(v.pipe(v.string(), v.maxLength(64)), v.pipe(v.string(), v.maxLength(512))),
    v.maxEntries(16),
  ),
)

const rankingOptionsSchema = v.strictObject({
  ranker: v.exactOptional(v.picklist(['auto', 'default_2024_08_21'])),
  score_threshold: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
})

const functionSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,64}$/)),
  description: v.exactOptional(v.string()),
  parameters: v.exactOptional(v.record(v.string(), v.unknown())),
  strict: nullish(v.boolean()),
})

const toolSchema = v.variant('type', [
  v.strictObject({ type: v.literal('code_interpreter') }),
  v.strictObject({
    type: v.literal('file_search'),
    file_search: v.exactOptional(
      v.strictObject({
        max_num_results: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50))),
        ranking_options: v.exactOptional(rankingOptionsSchema),
      }),
    ),
  }),
  v.strictObject({ type: v.literal('function'), function: functionSchema }),
])

export const toolsSchema = (max: number) => v.pipe(v.array(toolSchema), v.maxLength(max))

export const responseFormatSchema = v.union([
  v.literal('auto'),
  v.strictObject({ type: v.literal('text') }),
  v.strictObject({ type: v.literal('json_object') }),
  v.strictObject({
    type: v.literal('json_schema'),
    json_schema: v.strictObject({
      name: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,64}$/)),
      description: v.exactOptional(v.string()),
      schema: v.exactOptional(v.record(v.string(), v.unknown())),
      strict: nullish(v.boolean()),
    }),
  }),
])

export const temperatureSchema = nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(2)))
export const topPSchema = nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))
export const reasoningEffortSchema = nullish(v.picklist(REASONING_EFFORTS))
export const modelSchema = v.pipe(v.string(), v.minLength(1))
export const instructionsSchema = nullish(v.pipe(v.string(), v.maxLength(256_000)))
