import * as v from 'valibot'
import { ATTRIBUTE_VALUE, STORE_BATCH_FILES } from '../../facts/limits.ts'
import { textUpTo } from '../../http/bounds.ts'
import { pairsSchema } from './common.ts'
import { chunkingStrategySchema } from './vectorStores.ts'

const attributesSchema = v.nullable(
  pairsSchema(v.union([textUpTo(ATTRIBUTE_VALUE), v.pipe(v.number(), v.finite()), v.boolean()])),
)

const settings = {
  attributes: v.exactOptional(attributesSchema),
  chunking_strategy: v.exactOptional(chunkingStrategySchema),
}

export const addFileSchema = v.strictObject({ file_id: v.string(), ...settings })
export const updateAttributesSchema = v.strictObject({ attributes: attributesSchema })

const batchOf = <S extends v.GenericSchema>(entry: S) =>
  v.exactOptional(v.pipe(v.array(entry), v.minLength(1), v.maxLength(STORE_BATCH_FILES)))

export const createFileBatchSchema = v.pipe(
  v.strictObject({ file_ids: batchOf(v.string()), files: batchOf(addFileSchema), ...settings }),
  v.forward(
    v.check(
      ({ file_ids, files }) => (file_ids === undefined) !== (files === undefined),
      "Exactly one of 'file_ids' and 'files' must be given.",
    ),
    ['file_ids'],
  ),
)

export type AddedFile = v.InferOutput<typeof addFileSchema>
export type FileAttributes = v.InferOutput<typeof attributesSchema>
export type FileBatchParams = v.InferOutput<typeof createFileBatchSchema>
