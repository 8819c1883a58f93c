import * as v from 'valibot'
import { CODE_FILES, STORES } from '../../facts/limits.ts'
import { metadataSchema, objectWith } from './common.ts'
import { chunkingStrategySchema } from './vectorStores.ts'

const codeInterpreter = v.exactOptional(
  objectWith({ file_ids: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(CODE_FILES))) }),
)

const storeIdsSchema = v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(STORES)))

/** The files and the store of an assistant's or a thread's tools, where they are changed. */
export const toolResourcesSchema = objectWith({
  code_interpreter: codeInterpreter,
  file_search: v.exactOptional(objectWith({ vector_store_ids: storeIdsSchema })),
})

const newStoreSchema = objectWith({
  file_ids: v.exactOptional(v.array(v.string())),
  chunking_strategy: v.exactOptional(chunkingStrategySchema),
  metadata: metadataSchema,
})

/** The same where the assistant or the thread is made: a store may be described, to be made with it. */
export const newToolResourcesSchema = objectWith({
  code_interpreter: codeInterpreter,
  file_search: v.exactOptional(
    v.pipe(
      objectWith({
        vector_store_ids: storeIdsSchema,
        vector_stores: v.exactOptional(v.pipe(v.array(newStoreSchema), v.maxLength(STORES))),
      }),
      v.check(
        (given) => (given.vector_store_ids === undefined) !== (given.vector_stores === undefined),
        "Exactly one of 'vector_store_ids' and 'vector_stores' must be given for file search.",
      ),
    ),
  ),
})

export type NewToolResources = v.InferOutput<typeof newToolResourcesSchema>
