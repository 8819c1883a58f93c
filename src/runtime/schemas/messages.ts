import * as v from 'valibot'
import { codeInterpreterSchema, metadataSchema, nullish } from './common.ts'

const detailSchema = v.exactOptional(v.picklist(['auto', 'low', 'high']))

const partSchema = v.variant('type', [
  v.strictObject({ type: v.literal('text'), text: v.string() }),
  v.strictObject({
    type: v.literal('image_file'),
    image_file: v.strictObject({ file_id: v.string(), detail: detailSchema }),
  }),
  v.strictObject({
    type: v.literal('image_url'),
    image_url: v.strictObject({ url: v.pipe(v.string(), v.url()), detail: detailSchema }),
  }),
])

const attachmentSchema = v.strictObject({
  file_id: v.string(),
  tools: v.exactOptional(
    v.array(v.variant('type', [codeInterpreterSchema, v.strictObject({ type: v.literal('file_search') })])),
  ),
})

export const createMessageSchema = v.strictObject({
  role: v.picklist(['user', 'assistant']),
  content: v.union([v.string(), v.pipe(v.array(partSchema), v.minLength(1))]),
  attachments: nullish(v.array(attachmentSchema)),
  metadata: metadataSchema,
})

export type MessageParams = v.InferOutput<typeof createMessageSchema>
export type MessagePart = v.InferOutput<typeof partSchema>
export type Attachment = v.InferOutput<typeof attachmentSchema>
