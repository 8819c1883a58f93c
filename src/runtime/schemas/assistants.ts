import * as v from 'valibot'
import { ASSISTANT_DESCRIPTION, ASSISTANT_NAME, ASSISTANT_TOOLS } from '../../facts/limits.ts'
import { textUpTo } from '../../http/bounds.ts'
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
import { newToolResourcesSchema, toolResourcesSchema } from './toolResources.ts'

const entries = {
  name: nullish(textUpTo(ASSISTANT_NAME)),
  description: nullish(textUpTo(ASSISTANT_DESCRIPTION)),
  instructions: instructionsSchema,
  tools: v.exactOptional(toolsSchema(ASSISTANT_TOOLS)),
  metadata: metadataSchema,
  temperature: temperatureSchema,
  top_p: topPSchema,
  response_format: nullish(responseFormatSchema),
  reasoning_effort: reasoningEffortSchema,
}

export const createAssistantSchema = v.strictObject({
  model: modelSchema,
  ...entries,
  tool_resources: nullish(newToolResourcesSchema),
})

export const updateAssistantSchema = v.strictObject({
  model: v.exactOptional(modelSchema),
  ...entries,
  tool_resources: nullish(toolResourcesSchema),
})

export type AssistantParams = v.InferOutput<typeof createAssistantSchema>
export type AssistantChanges = v.InferOutput<typeof updateAssistantSchema>
