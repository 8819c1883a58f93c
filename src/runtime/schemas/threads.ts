import * as v from 'valibot'
import { metadataSchema, nullish, objectWith } from './common.ts'
import { createMessageSchema } from './messages.ts'
import { newToolResourcesSchema, toolResourcesSchema } from './toolResources.ts'

export const createThreadSchema = objectWith({
  messages: v.exactOptional(v.array(createMessageSchema)),
  tool_resources: nullish(newToolResourcesSchema),
  metadata: metadataSchema,
})

export const updateThreadSchema = v.strictObject({
  tool_resources: nullish(toolResourcesSchema),
  metadata: metadataSchema,
})

export type ThreadParams = v.InferOutput<typeof createThreadSchema>
export type ThreadChanges = v.InferOutput<typeof updateThreadSchema>
