import type OpenAI from 'openai'
import * as v from 'valibot'
import { AppError, type AppErrorData, type AppErrorKind } from '../domain/errors.ts'
import { KIND_OF_CODE, KIND_OF_STATUS } from '../facts/errorCodes.ts'
import { diagnoseNetworkError, pageEnvironment } from './network.ts'

interface ErrorContext {
  /** What was asked; told without query or credentials. */
  url?: string
  /** The signal of the request: once it is aborted, whatever was thrown is an abort (or its timeout). */
  signal?: AbortSignal
}

type SDKErrors = Pick<
  typeof OpenAI,
  'APIError' | 'APIUserAbortError' | 'APIConnectionError' | 'APIConnectionTimeoutError'
>

/** Without the SDK loaded, nothing that is caught can be one of its errors. */
let sdk: SDKErrors | null = null

/** Called by `createClient` once the SDK is loaded, so that these checks need not load it. */
export function recognizeErrorsOf(loaded: SDKErrors): void {
  sdk = loaded
}

/**
 * Turns whatever a service caught into an `AppError`: the one place that knows the SDK's errors. The kind is read from
 * the class, status, code, type and headers, never from a message.
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
  const known = sdk === null ? null : sdkErrorData(error, sdk)
  if (known !== null) return known
  if (isNamed(error, 'AbortError') || isNamed(error, 'TimeoutError')) return abortData(error)
  // The SDK parses JSON answers by itself.
  if (error instanceof SyntaxError) return { kind: 'not-json', detail: error.message }
  return { kind: 'unexpected', detail: error instanceof Error ? error.message : String(error) }
}

function sdkErrorData(error: unknown, classes: SDKErrors): AppErrorData | null {
  if (error instanceof classes.APIUserAbortError) return abortData(error.cause)
  if (error instanceof classes.APIConnectionTimeoutError) return { kind: 'timeout', detail: error.message }
  if (error instanceof classes.APIConnectionError) {
    return { kind: 'unreachable', detail: error.cause instanceof Error ? error.cause.message : error.message }
  }
  if (!(error instanceof classes.APIError)) return null
  // Without an error object, the SDK's message is the status and the body.
  const text = error.message.replace(/^\d{3} /, '')
  return answerData(error.error, { text, headers: error.headers, status: error.status })
}

function abortData(reason: unknown): AppErrorData {
  if (isNamed(reason, 'TimeoutError')) return { kind: 'timeout', detail: reason.message }
  return { kind: 'aborted', detail: 'The request was aborted.' }
}

function isNamed(error: unknown, name: string): error is { message: string } {
  return error instanceof Error && error.name === name
}

interface Answer {
  /** `undefined` inside a stream. */
  status: number | undefined
  headers: Headers | undefined
  /** The body as it came, for when it is no error object. */
  text: string
}

/** An error that an answer with status 200 or an event of a stream (without `status`) tells of. */
export function answerError(
  error: unknown,
  { status, headers }: { headers: Headers; status?: number },
): AppError {
  return new AppError(answerData(error, { status, headers, text: JSON.stringify(error) }), { cause: error })
}

function answerData(error: unknown, { status: httpStatus, headers, text }: Answer): AppErrorData {
  const body = wireError(error)
  const isInStream = httpStatus === undefined
  // Some servers answer an error with status 200.
  const status = isInStream || httpStatus < 400 ? statusIn(body) : httpStatus
  const isPage = headers?.get('content-type')?.includes('html') === true
  const requestId = headers?.get('x-request-id') ?? null
  const retryAfter = headers === undefined ? null : retryAfterMs(headers)
  const said = isPage ? pageTitle(text) : (body.message ?? body.detail)
  return {
    kind: kindOf(body, status, { isPage, isInStream }),
    detail: said ?? text.slice(0, 1000),
    ...(status !== undefined && { status }),
    ...(body.code !== null && body.code !== String(status) && { code: body.code }),
    ...(body.param !== null && { param: body.param }),
    ...(requestId !== null && { requestId }),
    ...(retryAfter !== null && { retryAfterMs: retryAfter }),
  }
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

/** What a proxy's HTML page calls itself. */
export function pageTitle(html: string): string {
  return /<title[^>]*>([^<]*)/iu.exec(html)?.[1]?.trim() ?? 'An HTML page'
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
  if (isInStream && (status === undefined || status >= 500)) {
    return type === 'invalid_request_error' ? 'invalid' : 'stream-error'
  }
  const byStatus = status === undefined ? undefined : KIND_OF_STATUS[status]
  if (byStatus !== undefined) return byStatus
  if (isPage) return 'not-json'
  return status === undefined || status >= 500 ? 'server' : 'invalid'
}

/** How long a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. Not negative. */
function retryAfterMs(headers: Headers, now = Date.now()): number | null {
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
