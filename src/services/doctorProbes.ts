import type OpenAI from 'openai'
import type { Connection } from '../domain/connection.ts'
import type { AppErrorData } from '../domain/errors.ts'
import { createClient } from './createClient.ts'
import { toAppError } from './errors.ts'

/** How long a probe waits for its answer. */
export const PROBE_TIMEOUT_MS = 15_000

/** What came back: a status below 400 with its body, an error that the server said, or nothing that the page may read. */
export type Answer =
  | { kind: 'answered'; body: unknown }
  | { kind: 'refused'; error: AppErrorData & { status: number } }
  | { kind: 'unanswered'; error: AppErrorData }

export interface Probe {
  client: OpenAI
  urlOf: (path: string) => string
  ask: (method: 'get' | 'post', path: string) => Promise<Answer>
  /** The headers of the last request, but for those that every page may send. */
  sentHeaders: () => [name: string, value: string][]
}

/**
 * Asks an endpoint through the same client that chats use, so that what is found out holds for them.
 * A POST is sent with an empty object: it asks for nothing that could cost money, and the refusal shows that the path is there.
 */
export async function openProbe(
  connection: Connection,
  apiKey: string | null,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Probe> {
  let sent = new Headers()
  const client = await createClient(connection, {
    apiKey,
    timeoutMs: PROBE_TIMEOUT_MS,
    fetch: (input, init) => {
      sent = new Headers(init?.headers)
      return fetch(input, { ...init, cache: 'no-store' })
    },
  })
  const urlOf = (path: string): string => connection.baseURL + path
  return {
    client,
    urlOf,
    ask: (method, path) => askEndpoint(client, { method, path }, signal),
    sentHeaders: () =>
      [...sent].filter(([name]) => !/^(accept|content-language|accept-language)$/.test(name)),
  }
}

export interface Question {
  method: 'get' | 'post'
  path: string
  headers?: Record<string, string>
}

/** Asks an endpoint once; a POST with an empty object. @throws AppError of kind `aborted`. */
export async function askEndpoint(
  client: OpenAI,
  { method, path, headers = {} }: Question,
  signal: AbortSignal,
): Promise<Answer> {
  const options = { signal, headers, ...(method === 'post' && { body: {} }) }
  try {
    return { kind: 'answered', body: await client[method]<unknown>(path, options) }
  } catch (cause) {
    const error = toAppError(cause, { url: client.baseURL + path, signal })
    if (signal.aborted) throw error
    const { status } = error.data
    if (status === undefined) return { kind: 'unanswered', error: error.data }
    return { kind: 'refused', error: { ...error.data, status } }
  }
}

/** Whether the page may read the answer to a GET with these headers and no others. */
export async function isReadable(
  url: string,
  headers: Record<string, string>,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await fetch(url, {
      headers,
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
    })
    return true
  } catch (cause) {
    if (signal.aborted) throw toAppError(cause, { url, signal })
    // A browser says no more than that it failed; which headers fail is what the caller finds out.
    return false
  }
}

/** The entries of a list as OpenAI sends it; `null` when the body is not one. */
export function listEntries(answer: Answer): unknown[] | null {
  if (answer.kind !== 'answered' || typeof answer.body !== 'object' || answer.body === null) return null
  const entries: unknown = Reflect.get(answer.body, 'data')
  return Array.isArray(entries) ? entries : null
}

/**
 * Whether an endpoint has the path of a POST that it was asked with an empty body: `null` when the answer tells neither.
 * LM Studio answers an unknown path with 200 and an error.
 */
export function isOffered(answer: Answer): boolean | null {
  if (answer.kind === 'unanswered') return null
  if (answer.kind === 'answered') return hasAny(answer.body, ['choices', 'output', 'data'])
  const { status, kind } = answer.error
  if (kind === 'model-not-found') return true
  if (status === 404 || status === 405 || status === 410 || status === 501) return false
  return status < 502 || status > 504 ? true : null
}

function hasAny(body: unknown, names: string[]): boolean {
  return typeof body === 'object' && body !== null && names.some((name) => name in body)
}
