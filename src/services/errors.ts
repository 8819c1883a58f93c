import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai/core/error'
import * as v from 'valibot'
import { AppError, type AppErrorData, type AppErrorKind } from '@/domain/errors.ts'
import { diagnoseNetworkError, pageEnvironment } from './network.ts'

export interface ErrorContext {
  /** What was asked; told without query or credentials. */
  url?: string
  /** The signal of the request: once it is aborted, whatever was thrown is an abort (or its timeout). */
  signal?: AbortSignal
}

/**
 * Turns whatever a service caught into an `AppError`: the one place that knows the SDK's errors. The kind is read from
 * the class, status, code, type and headers, never from a message.
 *
 * `openai/core/error` holds only these classes, and they are the ones that the SDK throws: importing it does not load the SDK.
 */
export function toAppError(error: unknown, context: ErrorContext = {}): AppError {
  return new AppError(
    { ...errorData(error, context), ...(context.url !== undefined && { url: publicURL(context.url) }) },
    { cause: error instanceof AppError ? error.cause : error },
  )
}

/** Awaits a service's request. @throws AppError */
export async function call<T>(promise: Promise<T>, context: ErrorContext): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw await refined(toAppError(error, context), context)
  }
}

/** Passes a service's events on. @throws AppError */
export async function* guard<T>(events: AsyncIterable<T>, context: ErrorContext): AsyncGenerator<T> {
  try {
    yield* events
  } catch (error) {
    throw await refined(toAppError(error, context), context)
  }
}

/** A browser only says "Failed to fetch"; this finds out what it can about why. */
async function refined(error: AppError, { url, signal }: ErrorContext): Promise<AppError> {
  if (error.kind !== 'unreachable' || url === undefined) return error
  const kind = await diagnoseNetworkError({ url, ...pageEnvironment() }, signal)
  return signal?.aborted === true
    ? toAppError(error, { url, signal })
    : new AppError({ ...error.data, kind }, { cause: error.cause })
}

function errorData(error: unknown, { signal }: ErrorContext): AppErrorData {
  if (signal?.aborted === true) return abortData(signal.reason)
  if (error instanceof AppError) return error.data
  if (error instanceof APIUserAbortError) return abortData(error.cause)
  if (error instanceof APIConnectionTimeoutError) return { kind: 'timeout', detail: error.message }
  if (error instanceof APIConnectionError) return { kind: 'unreachable', detail: connectionDetail(error) }
  if (error instanceof APIError) return answerData(error)
  if (isNamed(error, 'AbortError') || isNamed(error, 'TimeoutError')) return abortData(error)
  // The SDK parses JSON answers by itself.
  if (error instanceof SyntaxError) return { kind: 'not-json', detail: error.message }
  return { kind: 'unexpected', detail: error instanceof Error ? error.message : String(error) }
}

function abortData(reason: unknown): AppErrorData {
  if (isNamed(reason, 'TimeoutError')) return { kind: 'timeout', detail: reason.message }
  return { kind: 'aborted', detail: 'The request was aborted.' }
}

function isNamed(error: unknown, name: string): error is { message: string } {
  return error instanceof Error && error.name === name
}

function connectionDetail(error: APIConnectionError): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** An error that a server answered with; inside a stream it has no status. */
function answerData(error: APIError): AppErrorData {
  const body = wireError(error.error)
  const isInStream = error.status === undefined
  // Some servers answer an error with status 200.
  const status = isInStream || error.status < 400 ? statusIn(body) : error.status
  const isPage = error.headers?.get('content-type')?.includes('html') === true
  const retryAfter = error.headers === undefined ? null : retryAfterMs(error.headers)
  const data: AppErrorData = {
    kind: kindOf(body, status, { isPage, isInStream }),
    detail: detailOf(error, body, isPage),
  }
  if (status !== undefined) data.status = status
  if (body.code !== null && body.code !== String(status)) data.code = body.code
  if (body.param !== null) data.param = body.param
  if (error.requestID) data.requestId = error.requestID
  if (retryAfter !== null) data.retryAfterMs = retryAfter
  return data
}

const words = v.fallback(v.nullable(v.string()), null)
const wireErrorSchema = v.object({
  message: v.optional(words, null),
  /** FastAPI's word for it. */
  detail: v.optional(words, null),
  type: v.optional(words, null),
  param: v.optional(words, null),
  code: v.optional(
    v.fallback(v.nullable(v.pipe(v.union([v.string(), v.number()]), v.transform(String))), null),
    null,
  ),
})

type WireError = v.InferOutput<typeof wireErrorSchema>

const NO_WORDS: WireError = { message: null, detail: null, type: null, param: null, code: null }

/** The error object of an answer, of which servers leave out or bend every part; some send a bare string. */
function wireError(body: unknown): WireError {
  if (typeof body === 'string') return { ...NO_WORDS, message: body }
  const parsed = v.safeParse(wireErrorSchema, body)
  return parsed.success ? parsed.output : NO_WORDS
}

/** OpenRouter, llama.cpp and others repeat the status as the code. */
function statusIn({ code }: WireError): number | undefined {
  return code !== null && /^[45]\d\d$/.test(code) ? Number(code) : undefined
}

function detailOf(error: APIError, body: WireError, isPage: boolean): string {
  if (isPage) return pageTitle(error.message)
  const said = body.message ?? body.detail
  // Without an error object, the SDK's message is the status and the body.
  return said ?? error.message.replace(/^\d{3} /, '').slice(0, 1000)
}

/** What a proxy's HTML page calls itself. */
export function pageTitle(html: string): string {
  return /<title[^>]*>([^<]*)/iu.exec(html)?.[1]?.trim() ?? 'An HTML page'
}

const KIND_OF_CODE: ReadonlyMap<string | null, AppErrorKind> = new Map<string, AppErrorKind>([
  ['insufficient_quota', 'quota'],
  ['credit_balance_exhausted', 'quota'],
  ['organization_spend_limit_exceeded', 'quota'],
  ['project_spend_limit_exceeded', 'quota'],
  ['organization_usage_limit_exceeded', 'quota'],
  ['billing_hard_limit_reached', 'quota'],
  ['billing_not_active', 'quota'],
  ['rate_limit_exceeded', 'rate-limit'],
  ['rate_limit_error', 'rate-limit'],
  ['slow_down', 'rate-limit'],
  ['context_length_exceeded', 'context-length'],
  ['exceed_context_size_error', 'context-length'], // llama.cpp
  ['model_not_found', 'model-not-found'],
  ['invalid_api_key', 'auth'],
  ['server_is_overloaded', 'overloaded'],
  ['overloaded_error', 'overloaded'],
])

const KIND_OF_STATUS: Readonly<Record<number, AppErrorKind>> = {
  401: 'auth',
  402: 'quota', // DeepSeek, OpenRouter: no balance
  403: 'permission',
  404: 'not-found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  410: 'not-found',
  413: 'too-large',
  429: 'rate-limit',
  501: 'unsupported',
  503: 'overloaded',
  529: 'overloaded',
}

function kindOf(
  { code, type, param }: WireError,
  status: number | undefined,
  { isPage, isInStream }: { isPage: boolean; isInStream: boolean },
): AppErrorKind {
  // Groq answers 413 with the code of a rate limit; waiting does not make the request smaller.
  if (status === 413) return 'too-large'
  const named = KIND_OF_CODE.get(code) ?? KIND_OF_CODE.get(type)
  if (named !== undefined) return named
  if (status === 404 && param === 'model') return 'model-not-found'
  if (isInStream && (status === undefined || status >= 500)) return 'stream-error'
  const byStatus = status === undefined ? undefined : KIND_OF_STATUS[status]
  if (byStatus !== undefined) return byStatus
  if (isPage) return 'not-json'
  return status === undefined || status >= 500 ? 'server' : 'invalid'
}

/** How long a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. Not negative. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | null {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (Number.isFinite(exact)) return Math.max(0, exact)
  const header = headers.get('retry-after')
  if (header === null) return null
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : null
}

function publicURL(address: string): string {
  const url = URL.parse(address)
  return url === null ? '' : url.origin + url.pathname
}
