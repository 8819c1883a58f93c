import type OpenAI from 'openai'
import type { FileCreateParams, FileDeleted, FileListParams, FileObject } from '../domain/api.ts'
import { OWN_CONTENT_HEADER } from '../domain/filePurpose.ts'
import type { ListPage } from '../domain/listPage.ts'
import { ask, requestObject, requestPage } from './requests.ts'

const PATH = '/files'

/** Uploads a file. How far it is, the client's `fetch` knows. @throws AppError `too-large`; `invalid` with its `param`. */
export function createFile(
  client: OpenAI,
  params: FileCreateParams,
  signal: AbortSignal,
): Promise<FileObject> {
  return requestObject({ client, path: PATH, signal }, (options) => client.files.create(params, options))
}

/** One page, the newest first where `params` say nothing else: up to 10,000, where `params` do not limit it. @throws AppError */
export function listFiles(
  client: OpenAI,
  params: FileListParams,
  signal: AbortSignal,
): Promise<ListPage<FileObject>> {
  return requestPage({ client, path: PATH, signal }, (options) => client.files.list(params, options))
}

/** @throws AppError `not-found` */
export function retrieveFile(client: OpenAI, id: string, signal: AbortSignal): Promise<FileObject> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.files.retrieve(id, options),
  )
}

/** @throws AppError `not-found` */
export function deleteFile(client: OpenAI, id: string, signal: AbortSignal): Promise<FileDeleted> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.files.delete(id, options),
  )
}

/** The bytes, with their type. @throws AppError `not-found`; `invalid` where the file's purpose forbids it. */
export function fileContent(client: OpenAI, id: string, stopped: AbortSignal): Promise<Blob> {
  return ask({ client, path: `${PATH}/${id}/content`, signal: stopped }, async (signal) => {
    const response = await client.files.content(id, { signal })
    return response.blob()
  })
}

/** The bytes of a file of this browser, whatever its purpose: its person may see what is theirs. @throws AppError `not-found` */
export function ownFileContent(client: OpenAI, id: string, stopped: AbortSignal): Promise<Blob> {
  return ask({ client, path: `${PATH}/${id}/content`, signal: stopped }, async (signal) => {
    const response = await client.files.content(id, { signal, headers: { [OWN_CONTENT_HEADER]: 'true' } })
    return response.blob()
  })
}
