import type OpenAI from 'openai'
import type {
  VectorStore,
  VectorStoreCreateParams,
  VectorStoreDeleted,
  VectorStoreListParams,
  VectorStoreSearchParams,
  VectorStoreSearchResult,
  VectorStoreUpdateParams,
} from '../domain/api.ts'
import type { ListPage } from '../domain/listPage.ts'
import { requestItems, requestObject, requestPage } from './requests.ts'

const PATH = '/vector_stores'

/** @throws AppError `not-found` for a file; `invalid` with its `param`. */
export function createVectorStore(
  client: OpenAI,
  params: VectorStoreCreateParams,
  signal: AbortSignal,
): Promise<VectorStore> {
  return requestObject({ client, path: PATH, signal }, (options) =>
    client.vectorStores.create(params, options),
  )
}

/** One page, the newest first where `params` say nothing else. @throws AppError */
export function listVectorStores(
  client: OpenAI,
  params: VectorStoreListParams,
  signal: AbortSignal,
): Promise<ListPage<VectorStore>> {
  return requestPage({ client, path: PATH, signal }, (options) => client.vectorStores.list(params, options))
}

/** @throws AppError `not-found` */
export function retrieveVectorStore(client: OpenAI, id: string, signal: AbortSignal): Promise<VectorStore> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.vectorStores.retrieve(id, options),
  )
}

/** Changes the fields that `params` has. @throws AppError `not-found`; `invalid` with its `param`. */
export function updateVectorStore(
  client: OpenAI,
  id: string,
  params: VectorStoreUpdateParams,
  signal: AbortSignal,
): Promise<VectorStore> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.vectorStores.update(id, params, options),
  )
}

/** Its files stay. @throws AppError `not-found` */
export function deleteVectorStore(
  client: OpenAI,
  id: string,
  signal: AbortSignal,
): Promise<VectorStoreDeleted> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.vectorStores.delete(id, options),
  )
}

/** The passages that fit a query, the best first. @throws AppError `not-found`; `invalid` with its `param`. */
export function searchVectorStore(
  client: OpenAI,
  id: string,
  params: VectorStoreSearchParams,
  signal: AbortSignal,
): Promise<VectorStoreSearchResult[]> {
  return requestItems({ client, path: `${PATH}/${id}/search`, signal }, (options) =>
    client.vectorStores.search(id, params, options),
  )
}
