import * as v from 'valibot'
import { RUN_TOKENS, RUN_TOOLS } from '../../facts/limits.ts'
import {
  instructionsSchema,
  metadataSchema,
  modelSchema,
  nullish,
  reasoningEffortSchema,
  responseFormatSchema,
  temperatureSchema,
  toolsSchema,
  topPSchema,
} from './common.ts'
import { createMessageSchema } from './messages.ts'
import { createThreadSchema } from './threads.ts'
import { toolResourcesSchema } from './toolResources.ts'

const tokenLimitSchema = nullish(v.pipe(v.number(), v.integer(), v.minValue(RUN_TOKENS)))

const truncationSchema = v.pipe(
  v.strictObject({
    type: v.picklist(['auto', 'last_messages']),
    last_messages: nullish(v.pipe(v.number(), v.integer(), v.minValue(1))),
  }),
  v.transform(({ type, last_messages: count }) => ({ type, last_messages: count ?? null })),
)

const toolChoiceSchema = v.union([
  v.picklist(['none', 'auto', 'required']),
  v.variant('type', [
    v.strictObject({ type: v.picklist(['code_interpreter', 'file_search']) }),
    v.strictObject({
      type: v.literal('function'),
      function: v.strictObject({ name: v.pipe(v.string(), v.minLength(1)) }),
    }),
  ]),
])

const runEntries = {
  assistant_id: v.string(),
  model: nullish(modelSchema),
  instructions: instructionsSchema,
  tools: nullish(toolsSchema(RUN_TOOLS)),
  metadata: metadataSchema,
  temperature: temperatureSchema,
  top_p: topPSchema,
  stream: nullish(v.boolean()),
  max_prompt_tokens: tokenLimitSchema,
  max_completion_tokens: tokenLimitSchema,
  truncation_strategy: nullish(truncationSchema),
  tool_choice: nullish(toolChoiceSchema),
  parallel_tool_calls: nullish(v.boolean()),
  response_format: nullish(responseFormatSchema),
  reasoning_effort: reasoningEffortSchema,
}

export const createRunSchema = v.strictObject({
  ...runEntries,
  additional_instructions: nullish(v.string()),
  additional_messages: nullish(v.array(createMessageSchema)),
})

export const createThreadAndRunSchema = v.strictObject({
  ...runEntries,
  thread: nullish(createThreadSchema),
  tool_resources: nullish(toolResourcesSchema),
})

export const modifyRunSchema = v.strictObject({ metadata: metadataSchema })

const toolOutputSchema = v.strictObject({
  tool_call_id: v.exactOptional(v.string()),
  output: v.exactOptional(v.string()),
})

export const submitToolOutputsSchema = v.strictObject({
  tool_outputs: v.array(toolOutputSchema),
  stream: nullish(v.boolean()),
})

/** What a run is made of, whether its thread is made with it or was there. */
export type CreateRunParams = v.InferOutput<typeof createRunSchema>
export type ToolOutput = v.InferOutput<typeof toolOutputSchema>
