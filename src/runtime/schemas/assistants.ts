import * as v from 'valibot'
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
  name: nullish(textUpTo(256)),
  description: nullish(textUpTo(512)),
  instructions: instructionsSchema,
  tools: v.exactOptional(toolsSchema(128)),
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
