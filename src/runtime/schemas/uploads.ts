import * as v from 'valibot'
import { UPLOAD_BYTES } from '../../facts/limits.ts'
import { anchorSchema, blobSchema, expirySecondsSchema, purposeSchema } from './files.ts'

export const createUploadSchema = v.strictObject({
  filename: v.pipe(v.string(), v.minLength(1)),
  purpose: purposeSchema,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(UPLOAD_BYTES)),
  mime_type: v.string(),
  expires_after: v.exactOptional(v.strictObject({ anchor: anchorSchema, seconds: expirySecondsSchema })),
})

export const createPartSchema = v.strictObject({ data: blobSchema })

export const completeUploadSchema = v.strictObject({
  part_ids: v.array(v.string()),
  md5: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i), v.toLowerCase())),
})

export type UploadParams = v.InferOutput<typeof createUploadSchema>
export type CompletionParams = v.InferOutput<typeof completeUploadSchema>
