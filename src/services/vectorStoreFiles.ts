import type OpenAI from 'openai'
import type {
  VectorStoreFile,
  VectorStoreFileContent,
  VectorStoreFileCreateParams,
  VectorStoreFileDeleted,
  VectorStoreFileListParams,
  VectorStoreFileUpdateParams,
} from '../domain/api.ts'
import type { ListPage } from '../domain/listPage.ts'
import { requestAnswer, requestObject, requestPage, requestPagedItems } from './requests.ts'

/** Where a file of a vector store is; `fileId` is the file's own. */
export interface VectorStoreFileAddress {
  vectorStoreId: string
  fileId: string
}

function pathOf(vectorStoreId: string): string {
  return `/vector_stores/${vectorStoreId}/files`
}

/** Puts a file into a store, which reads it by and by. @throws AppError `not-found`; `invalid` with its `param`. */
export function createVectorStoreFile(
  client: OpenAI,
  vectorStoreId: string,
  params: VectorStoreFileCreateParams,
  signal: AbortSignal,
): Promise<VectorStoreFile> {
  return requestObject({ client, path: pathOf(vectorStoreId), signal }, (options) =>
    client.vectorStores.files.create(vectorStoreId, params, options),
  )
}

/** One page, the newest first where `params` say nothing else. @throws AppError `not-found` */
export function listVectorStoreFiles(
  client: OpenAI,
  vectorStoreId: string,
  params: VectorStoreFileListParams,
  signal: AbortSignal,
): Promise<ListPage<VectorStoreFile>> {
  return requestPage({ client, path: pathOf(vectorStoreId), signal }, (options) =>
    client.vectorStores.files.list(vectorStoreId, params, options),
  )
}

/** @throws AppError `not-found` */
export function retrieveVectorStoreFile(
  client: OpenAI,
  { vectorStoreId, fileId }: VectorStoreFileAddress,
  signal: AbortSignal,
): Promise<VectorStoreFile> {
  return requestObject({ client, path: `${pathOf(vectorStoreId)}/${fileId}`, signal }, (options) =>
    client.vectorStores.files.retrieve(fileId, { vector_store_id: vectorStoreId }, options),
  )
}

/** The header of this browser's own server in which it says how much of a file it has read. */
const PROGRESS_HEADER = 'skein-progress'

/** The same, and how much of it has been read, from 0 to 1; `null` where the server does not say. @throws AppError `not-found` */
export async function vectorStoreFileProgress(
  client: OpenAI,
  { vectorStoreId, fileId }: VectorStoreFileAddress,
  signal: AbortSignal,
): Promise<{ file: VectorStoreFile; progress: number | null }> {
  const path = `${pathOf(vectorStoreId)}/${fileId}`
  const { object, headers } = await requestAnswer({ client, path, signal }, (options) =>
    client.vectorStores.files.retrieve(fileId, { vector_store_id: vectorStoreId }, options),
  )
  const said = headers.get(PROGRESS_HEADER)
  const progress = said === null ? Number.NaN : Number(said)
  return { file: object, progress: progress >= 0 && progress <= 1 ? progress : null }
}

/** Changes the attributes. @throws AppError `not-found`; `invalid` with its `param`. */
export function updateVectorStoreFile(
  client: OpenAI,
  { vectorStoreId, fileId }: VectorStoreFileAddress,
  params: VectorStoreFileUpdateParams,
  signal: AbortSignal,
): Promise<VectorStoreFile> {
  return requestObject({ client, path: `${pathOf(vectorStoreId)}/${fileId}`, signal }, (options) =>
    client.vectorStores.files.update(fileId, { vector_store_id: vectorStoreId, ...params }, options),
  )
}

/** Takes a file out of a store; the file itself stays. @throws AppError `not-found` */
export function deleteVectorStoreFile(
  client: OpenAI,
  { vectorStoreId, fileId }: VectorStoreFileAddress,
  signal: AbortSignal,
): Promise<VectorStoreFileDeleted> {
  return requestObject({ client, path: `${pathOf(vectorStoreId)}/${fileId}`, signal }, (options) =>
    client.vectorStores.files.delete(fileId, { vector_store_id: vectorStoreId }, options),
  )
}

/** The text that the store read out of a file, in parts where it is long. @throws AppError `not-found` */
export function vectorStoreFileContent(
  client: OpenAI,
  { vectorStoreId, fileId }: VectorStoreFileAddress,
  signal: AbortSignal,
): Promise<VectorStoreFileContent[]> {
  return requestPagedItems(
    { client, path: `${pathOf(vectorStoreId)}/${fileId}/content`, signal },
    (options) => client.vectorStores.files.content(fileId, { vector_store_id: vectorStoreId }, options),
  )
}
