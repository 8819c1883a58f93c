/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; other servers speak it on. */
import type OpenAI from 'openai'
import type {
  Message,
  MessageCreateParams,
  MessageDeleted,
  MessageListParams,
  MessageUpdateParams,
} from '../domain/api.ts'
import type { ListPage } from '../domain/listPage.ts'
import { requestObject, requestPage } from './requests.ts'

/** Where a message is. */
export interface MessageAddress {
  threadId: string
  messageId: string
}

function pathOf(threadId: string): string {
  return `/threads/${threadId}/messages`
}

/** Adds a message. @throws AppError `invalid` with its `param`, and without one while a run holds the thread. */
export function createMessage(
  client: OpenAI,
  threadId: string,
  params: MessageCreateParams,
  signal: AbortSignal,
): Promise<Message> {
  return requestObject({ client, path: pathOf(threadId), signal }, (options) =>
    client.beta.threads.messages.create(threadId, params, options),
  )
}

/** One page, the newest first where `params` say nothing else. @throws AppError `not-found` */
export function listMessages(
  client: OpenAI,
  threadId: string,
  params: MessageListParams,
  signal: AbortSignal,
): Promise<ListPage<Message>> {
  return requestPage({ client, path: pathOf(threadId), signal }, (options) =>
    client.beta.threads.messages.list(threadId, params, options),
  )
}

/** @throws AppError `not-found` */
export function retrieveMessage(
  client: OpenAI,
  { threadId, messageId }: MessageAddress,
  signal: AbortSignal,
): Promise<Message> {
  return requestObject({ client, path: `${pathOf(threadId)}/${messageId}`, signal }, (options) =>
    client.beta.threads.messages.retrieve(messageId, { thread_id: threadId }, options),
  )
}

/** Changes metadata. @throws AppError `not-found`; `invalid` with its `param`. */
export function updateMessage(
  client: OpenAI,
  { threadId, messageId }: MessageAddress,
  params: MessageUpdateParams,
  signal: AbortSignal,
): Promise<Message> {
  return requestObject({ client, path: `${pathOf(threadId)}/${messageId}`, signal }, (options) =>
    client.beta.threads.messages.update(messageId, { thread_id: threadId, ...params }, options),
  )
}

/** @throws AppError `not-found` */
export function deleteMessage(
  client: OpenAI,
  { threadId, messageId }: MessageAddress,
  signal: AbortSignal,
): Promise<MessageDeleted> {
  return requestObject({ client, path: `${pathOf(threadId)}/${messageId}`, signal }, (options) =>
    client.beta.threads.messages.delete(messageId, { thread_id: threadId }, options),
  )
}
