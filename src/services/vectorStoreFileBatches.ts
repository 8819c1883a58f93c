import type OpenAI from 'openai'
import type {
  VectorStoreFile,
  VectorStoreFileBatch,
  VectorStoreFileBatchCreateParams,
  VectorStoreFileBatchListParams,
} from '../domain/api.ts'
import type { ListPage } from '../domain/listPage.ts'
import { requestObject, requestPage } from './requests.ts'

/** Where a batch of files is. */
export interface FileBatchAddress {
  vectorStoreId: string
  batchId: string
}

function pathOf(vectorStoreId: string): string {
  return `/vector_stores/${vectorStoreId}/file_batches`
}

/** Puts several files into a store at once. @throws AppError `not-found`; `invalid` with its `param`. */
export function createFileBatch(
  client: OpenAI,
  vectorStoreId: string,
  params: VectorStoreFileBatchCreateParams,
  signal: AbortSignal,
): Promise<VectorStoreFileBatch> {
  return requestObject({ client, path: pathOf(vectorStoreId), signal }, (options) =>
    client.vectorStores.fileBatches.create(vectorStoreId, params, options),
  )
}

/** How far a batch is. @throws AppError `not-found` */
export function retrieveFileBatch(
  client: OpenAI,
  { vectorStoreId, batchId }: FileBatchAddress,
  signal: AbortSignal,
): Promise<VectorStoreFileBatch> {
  return requestObject({ client, path: `${pathOf(vectorStoreId)}/${batchId}`, signal }, (options) =>
    client.vectorStores.fileBatches.retrieve(batchId, { vector_store_id: vectorStoreId }, options),
  )
}

/** Stops reading those files of a batch that are not read yet. @throws AppError `not-found`; `invalid` */
export function cancelFileBatch(
  client: OpenAI,
  { vectorStoreId, batchId }: FileBatchAddress,
  signal: AbortSignal,
): Promise<VectorStoreFileBatch> {
  return requestObject({ client, path: `${pathOf(vectorStoreId)}/${batchId}/cancel`, signal }, (options) =>
    client.vectorStores.fileBatches.cancel(batchId, { vector_store_id: vectorStoreId }, options),
  )
}

/** One page of a batch's files. @throws AppError `not-found` */
export function listFileBatchFiles(
  client: OpenAI,
  { vectorStoreId, batchId }: FileBatchAddress,
  params: VectorStoreFileBatchListParams,
  signal: AbortSignal,
): Promise<ListPage<VectorStoreFile>> {
  const query = { ...params, vector_store_id: vectorStoreId }
  return requestPage({ client, path: `${pathOf(vectorStoreId)}/${batchId}/files`, signal }, (options) =>
    client.vectorStores.fileBatches.listFiles(batchId, query, options),
  )
}
