/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; other servers speak it on. */
import type OpenAI from 'openai'
import type { Thread, ThreadCreateParams, ThreadDeleted, ThreadUpdateParams } from '../domain/api.ts'
import { requestObject } from './requests.ts'

const PATH = '/threads'

/** A thread, with first messages where `params` has them. @throws AppError `invalid` with its `param`. */
export function createThread(
  client: OpenAI,
  params: ThreadCreateParams,
  signal: AbortSignal,
): Promise<Thread> {
  return requestObject({ client, path: PATH, signal }, (options) =>
    client.beta.threads.create(params, options),
  )
}

/** @throws AppError `not-found` */
export function retrieveThread(client: OpenAI, id: string, signal: AbortSignal): Promise<Thread> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.beta.threads.retrieve(id, options),
  )
}

/** Changes metadata and tool resources. @throws AppError `not-found`; `invalid` with its `param`. */
export function updateThread(
  client: OpenAI,
  id: string,
  params: ThreadUpdateParams,
  signal: AbortSignal,
): Promise<Thread> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.beta.threads.update(id, params, options),
  )
}

/** @throws AppError `not-found` */
export function deleteThread(client: OpenAI, id: string, signal: AbortSignal): Promise<ThreadDeleted> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.beta.threads.delete(id, options),
  )
}
