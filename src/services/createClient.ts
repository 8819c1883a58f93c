import type OpenAI from 'openai'
import type { ApiCall } from '../domain/apiCall.ts'
import type { Connection } from '../domain/connection.ts'
import { AppError } from '../domain/errors.ts'
import { recognizeErrorsOf } from './errors.ts'
import { createRecordedFetch } from './recordedFetch.ts'

export interface ClientOptions {
  /** `null` or empty: the endpoint wants none. */
  apiKey: string | null
  /** In place of the browser's own, for endpoints that live inside the page. */
  fetch?: typeof fetch
  /** How long to wait for an answer to begin. Default: ten minutes, as local models may load first. */
  timeoutMs?: number
  /** Told of each call when it is sent and when it is answered. */
  record?: (call: ApiCall) => void
}

/**
 * Every one of them must be allowed by name in a server's CORS preflight, and OpenRouter, Mistral, Perplexity, Moonshot,
 * Fireworks and Gemini allow fixed lists. `null` removes a header.
 */
const NO_STAINLESS_HEADERS: Record<string, null> = {
  'x-stainless-lang': null,
  'x-stainless-package-version': null,
  'x-stainless-os': null,
  'x-stainless-arch': null,
  'x-stainless-runtime': null,
  'x-stainless-runtime-version': null,
  'x-stainless-retry-count': null,
  'x-stainless-timeout': null,
  'x-stainless-helper-method': null,
}

/**
 * The SDK client of a connection.
 *
 * It never retries by itself: the SDK's own retrying also repeats a 429 for an exhausted quota, hides the waiting from
 * the person, and sends a prompt again that may have been paid for. The stores retry where it makes sense.
 * @throws AppError `auth` for a key that no header can carry; `chunk` when the SDK cannot be loaded.
 */
export async function createClient(connection: Connection, options: ClientOptions): Promise<OpenAI> {
  const apiKey = options.apiKey?.trim() ?? ''
  if (!/^[\x20-\x7e]*$/.test(apiKey)) {
    throw new AppError({ kind: 'auth', detail: 'The API key contains characters that no API key has.' })
  }
  const { OpenAI } = await import('./sdk.ts').catch((cause: unknown) => {
    throw new AppError({ kind: 'chunk', detail: String(cause) }, { cause })
  })
  recognizeErrorsOf(OpenAI)
  const { record } = options
  const sendingFetch =
    record === undefined
      ? options.fetch
      : createRecordedFetch(options.fetch ?? ((...request) => fetch(...request)), {
          placeId: connection.id,
          placeName: connection.id === 'browser' ? '' : connection.name,
          baseURL: connection.baseURL,
          record,
        })
  return new OpenAI({
    baseURL: connection.baseURL,
    // Never empty, or the SDK refuses to start; `authHeaders` decides what is sent.
    apiKey: apiKey === '' ? 'none' : apiKey,
    organization: connection.organization ?? null,
    project: connection.project ?? null,
    // The keys are the person's own, and stay in their browser.
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
    logLevel: 'off',
    defaultHeaders: {
      ...(connection.kind === 'openai' ? {} : NO_STAINLESS_HEADERS),
      ...authHeaders(connection, apiKey),
      ...connection.headers,
    },
    ...(sendingFetch && { fetch: sendingFetch }),
    ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs }),
  })
}

/** What differs from the SDK's `Authorization: Bearer <key>`. */
function authHeaders(connection: Connection, apiKey: string): Record<string, string | null> {
  if (apiKey === '') return { authorization: null }
  // Azure's v1 API takes a key in `api-key`; `Authorization` is for Entra tokens.
  if (connection.kind === 'azure') return { authorization: null, 'api-key': apiKey }
  return {}
}
