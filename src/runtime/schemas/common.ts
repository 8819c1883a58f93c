import * as v from 'valibot'
import { REASONING_EFFORTS } from '../../domain/chat.ts'
import {
  INSTRUCTIONS,
  METADATA_KEY,
  METADATA_PAIRS,
  METADATA_VALUE,
  NAME_LENGTH,
  SCORE,
  TEMPERATURE,
  TOOL_RESULTS,
  TOP_P,
} from '../../facts/limits.ts'
import { decimalBetween, textUpTo } from '../../http/bounds.ts'
import type { AssistantTool } from '../wire.ts'

/** The parts that several bodies share. Sources of the limits: OpenAI's specification and guide of the Assistants API v2. */

/** A parameter that may be left out, or be null. */
export function nullish<S extends v.GenericSchema>(
  schema: S,
): v.ExactOptionalSchema<v.NullableSchema<S, undefined>, undefined> {
  return v.exactOptional(v.nullable(schema))
}

/** Any JSON object, kept as it is. (`v.record` takes arrays too, and drops keys such as `constructor`.) */
export const jsonObject = v.custom<Record<string, unknown>>(isJsonObject, 'an object')

/** An object of these parameters and no others. (`v.strictObject` takes an empty array where none is required.) */
export function objectWith<E extends v.ObjectEntries>(
  entries: E,
): v.SchemaWithPipe<readonly [typeof jsonObject, v.StrictObjectSchema<E, undefined>]> {
  return v.pipe(jsonObject, v.strictObject(entries))
}

/** An object of at most 16 short keys. */
export function pairsSchema<S extends v.GenericSchema>(
  value: S,
): v.GenericSchema<Record<string, unknown>, Record<string, v.InferOutput<S>>> {
  return v.pipe(
    jsonObject,
    v.transform((given) => new Map(Object.entries(given))),
    v.map(textUpTo(METADATA_KEY), value),
    v.maxSize(METADATA_PAIRS),
    v.transform((pairs): Record<string, v.InferOutput<S>> => Object.fromEntries(pairs)),
  )
}

export const metadataSchema = nullish(pairsSchema(textUpTo(METADATA_VALUE)))

/** The body of a modification of nothing but the metadata. */
export const metadataOnlySchema = v.strictObject({ metadata: metadataSchema })

export const codeInterpreterSchema = v.strictObject({ type: v.literal('code_interpreter') })

const rankingOptionsSchema = v.strictObject({
  ranker: v.exactOptional(v.picklist(['auto', 'default_2024_08_21'])),
  score_threshold: decimalBetween(SCORE.min, SCORE.max),
})

const nameSchema = v.pipe(v.string(), v.regex(new RegExp(`^[a-zA-Z0-9_-]{1,${NAME_LENGTH}}$`)))

const functionSchema = v.strictObject({
  name: nameSchema,
  description: v.exactOptional(v.string()),
  parameters: v.exactOptional(jsonObject),
  strict: nullish(v.boolean()),
})

const toolSchema = v.variant('type', [
  codeInterpreterSchema,
  v.strictObject({
    type: v.literal('file_search'),
    file_search: v.exactOptional(
      objectWith({
        max_num_results: v.exactOptional(
          v.pipe(v.number(), v.integer(), v.minValue(TOOL_RESULTS.min), v.maxValue(TOOL_RESULTS.max)),
        ),
        ranking_options: v.exactOptional(rankingOptionsSchema),
      }),
    ),
  }),
  v.strictObject({ type: v.literal('function'), function: functionSchema }),
])

export function toolsSchema(max: number): v.GenericSchema<unknown, AssistantTool[]> {
  return v.pipe(v.array(toolSchema), v.maxLength(max))
}

export const responseFormatSchema = v.union([
  v.literal('auto'),
  v.variant('type', [
    v.strictObject({ type: v.literal('text') }),
    v.strictObject({ type: v.literal('json_object') }),
    v.strictObject({
      type: v.literal('json_schema'),
      json_schema: v.strictObject({
        name: nameSchema,
        description: v.exactOptional(v.string()),
        schema: v.exactOptional(jsonObject),
        strict: nullish(v.boolean()),
      }),
    }),
  ]),
])

export const temperatureSchema = nullish(decimalBetween(TEMPERATURE.min, TEMPERATURE.max))
export const topPSchema = nullish(decimalBetween(TOP_P.min, TOP_P.max))
export const reasoningEffortSchema = nullish(v.picklist(REASONING_EFFORTS))
export const modelSchema = v.pipe(v.string(), v.minLength(1))
export const instructionsSchema = nullish(textUpTo(INSTRUCTIONS))

function isJsonObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
