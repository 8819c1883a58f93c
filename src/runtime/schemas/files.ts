import * as v from 'valibot'
import { FILE_EXPIRY_SECONDS } from '../../facts/limits.ts'
import { integerText } from '../../http/bounds.ts'

/** What a file may be uploaded for; the other purposes are those of files that the API makes itself. */
export const purposeSchema = v.picklist(['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'])

export const expirySecondsSchema = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(FILE_EXPIRY_SECONDS.min),
  v.maxValue(FILE_EXPIRY_SECONDS.max),
)

export const anchorSchema = v.literal('created_at')

/** The bytes of a multipart field. */
export const blobSchema = v.pipe(
  v.custom<Blob>((value) => value instanceof Blob, 'a file'),
  v.check(({ size }) => size > 0, 'The file is empty.'),
)

export const createFileSchema = v.strictObject({
  file: blobSchema,
  purpose: purposeSchema,
  expires_after: v.exactOptional(
    v.strictObject({
      anchor: anchorSchema,
      seconds: v.pipe(integerText, expirySecondsSchema),
    }),
  ),
})
