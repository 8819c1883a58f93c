import type OpenAI from 'openai'
import type { APIPromise } from 'openai'
import * as v from 'valibot'
import type { ListPage } from '../domain/listPage.ts'
import { parseAnswer, readJSON } from './answer.ts'
import { call } from './errors.ts'

/** What is asked of whom. `path` is what errors tell. */
export interface Target {
  client: OpenAI
  path: string
  signal: AbortSignal
  /** How long the answer may take, in milliseconds. Without: as long as the client waits. */
  timeoutMs?: number
}

/** Makes the request; called once, with what stops it. */
type Send<T> = (options: { signal: AbortSignal }) => APIPromise<T>

/** A list is there at once or not at all. */
const LIST_TIMEOUT_MS = 20_000

/**
 * One object of the API. The SDK believes every answer; here one that is no object with an id, such as a proxy's page, is an error.
 * @throws AppError
 */
export async function requestObject<T>(target: Target, send: Send<T>): Promise<T> {
  const { object } = await requestAnswer(target, send)
  return object
}

/** The same, with the answer's headers. @throws AppError */
export function requestAnswer<T>(target: Target, send: Send<T>): Promise<{ object: T; headers: Headers }> {
  return ask(target, async (signal) => {
    const response = await send({ signal }).asResponse()
    return { object: await readObject<T>(response), headers: response.headers }
  })
}

/** The object that an answer is. Throws what it meets. */
export async function readObject<T>(response: Response): Promise<T> {
  return parseAnswer(v.custom<T>(hasId, NOT_AN_OBJECT), await readJSON(response), response)
}

/** One page of a list. @throws AppError */
export async function requestPage<T extends { id: string }>(
  target: Target,
  send: Send<{ data: T[] }>,
): Promise<ListPage<T>> {
  const { items, hasMore } = await requestList({ timeoutMs: LIST_TIMEOUT_MS, ...target }, send, hasId)
  return { items, next: hasMore ? (items.at(-1)?.id ?? null) : null }
}

/** The items of a list that has no cursor, and whose items have no ids. @throws AppError */
export async function requestItems<T>(target: Target, send: Send<{ data: T[] }>): Promise<T[]> {
  const { items } = await requestList(target, send, isObject)
  return items
}

/** The items of a list whose pages are asked for by the `next_page` of the one before. @throws AppError */
export async function requestPagedItems<T>(
  target: Target,
  send: (options: { signal: AbortSignal; query?: { page: string } }) => APIPromise<{ data: T[] }>,
): Promise<T[]> {
  const all: T[] = []
  let page: string | null = null
  do {
    const query: { query?: { page: string } } = page === null ? {} : { query: { page } }
    const { items, nextPage }: { items: T[]; nextPage: string | null } = await requestList(
      target,
      (options) => send({ ...options, ...query }),
      isObject,
    )
    all.push(...items)
    // A server that names the same page again would never come to an end.
    page = nextPage === page ? null : nextPage
  } while (page !== null)
  return all
}

function requestList<T>(
  target: Target,
  send: Send<{ data: T[] }>,
  isItem: (value: unknown) => boolean,
): Promise<{ items: T[]; hasMore: boolean; nextPage: string | null }> {
  return ask(target, async (signal) => {
    const response = await send({ signal }).asResponse()
    const schema = v.object({
      // Some servers have `null` for an empty list.
      data: v.nullable(v.array(v.custom<T>(isItem, NOT_AN_OBJECT))),
      has_more: v.optional(v.fallback(v.boolean(), false), false),
      next_page: v.optional(v.fallback(v.nullable(v.string()), null), null),
    })
    const page = parseAnswer(schema, await readJSON(response), response)
    return { items: page.data ?? [], hasMore: page.has_more, nextPage: page.next_page }
  })
}

/** Awaits what `send` asks for, until the target's signal or its time ends it. @throws AppError */
export function ask<T>(target: Target, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { client, path, timeoutMs } = target
  const signal =
    timeoutMs === undefined ? target.signal : AbortSignal.any([target.signal, AbortSignal.timeout(timeoutMs)])
  return call(send(signal), { url: client.baseURL + path, signal })
}

const NOT_AN_OBJECT = 'Not an object of the API.'

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function hasId(value: unknown): boolean {
  return isObject(value) && typeof Reflect.get(value, 'id') === 'string'
}
