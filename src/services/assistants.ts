/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; other servers speak it on. */
import type OpenAI from 'openai'
import type {
  Assistant,
  AssistantCreateParams,
  AssistantDeleted,
  AssistantListParams,
  AssistantUpdateParams,
} from '../domain/api.ts'
import type { ListPage } from '../domain/listPage.ts'
import { requestObject, requestPage } from './requests.ts'

const PATH = '/assistants'

/** @throws AppError `invalid` with the `param` that the server refuses. */
export function createAssistant(
  client: OpenAI,
  params: AssistantCreateParams,
  signal: AbortSignal,
): Promise<Assistant> {
  return requestObject({ client, path: PATH, signal }, (options) =>
    client.beta.assistants.create(params, options),
  )
}

/** One page, the newest first where `params` say nothing else. @throws AppError */
export function listAssistants(
  client: OpenAI,
  params: AssistantListParams,
  signal: AbortSignal,
): Promise<ListPage<Assistant>> {
  return requestPage({ client, path: PATH, signal }, (options) =>
    client.beta.assistants.list(params, options),
  )
}

/** @throws AppError `not-found` */
export function retrieveAssistant(client: OpenAI, id: string, signal: AbortSignal): Promise<Assistant> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.beta.assistants.retrieve(id, options),
  )
}

/** Changes the fields that `params` has. @throws AppError `not-found`; `invalid` with its `param`. */
export function updateAssistant(
  client: OpenAI,
  id: string,
  params: AssistantUpdateParams,
  signal: AbortSignal,
): Promise<Assistant> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.beta.assistants.update(id, params, options),
  )
}

/** @throws AppError `not-found` */
export function deleteAssistant(client: OpenAI, id: string, signal: AbortSignal): Promise<AssistantDeleted> {
  return requestObject({ client, path: `${PATH}/${id}`, signal }, (options) =>
    client.beta.assistants.delete(id, options),
  )
}
