/** What can go wrong, as a person meets it. Each kind has a sentence of its own in `i18n/locales/<locale>/errors.json`. */
export const ERROR_KINDS = [
  'auth', // 401
  'permission', // 403
  'not-found', // 404: a path or an object
  'model-not-found', // 404 whose code or param names the model
  'conflict', // 409
  'invalid', // 400 and 422; `param` where the server names one
  'context-length', // 400 context_length_exceeded
  'too-large', // 413
  'rate-limit', // 429; `retryAfterMs` where the server says
  'quota', // 429 insufficient_quota, credit_balance_exhausted, spend limits: never retried
  'server', // 5xx
  'overloaded', // 503
  'offline', // the browser says that there is no network
  'unreachable', // host down or name not resolved; a browser does not tell which
  'cors', // the server answers, but does not let this page read the answer
  'mixed-content', // an https page asking an http host
  'local-network', // the browser's local-network permission is denied
  'timeout',
  'aborted',
  'stream-cut', // the stream ended before its end was said
  'malformed', // a chunk that is not what the protocol says
  'stream-error', // an `error` event inside a stream
  'not-json', // an answer that is not JSON, such as a proxy's HTML page
  'empty', // a well-formed answer with nothing in it
  'locked', // the key is encrypted and not unlocked yet
  'storage-full', // the browser refuses to store more
  'storage', // the browser's storage failed otherwise
  'chunk', // a part of the page itself could not be loaded
  'handler', // a function's handler gave no output; `code` says why
  'unsupported', // the endpoint, or this page, cannot do that
  'unexpected',
] as const

export type AppErrorKind = (typeof ERROR_KINDS)[number]

/** The plain, storable form of an `AppError`. */
export interface AppErrorData {
  kind: AppErrorKind
  /** What the server (or the browser) said, in its own words. */
  detail: string
  /** HTTP status. */
  status?: number
  code?: string
  param?: string
  requestId?: string
  /** Milliseconds to wait before trying again, as the server says. */
  retryAfterMs?: number
  /** The address that was asked, without key or query. */
  url?: string
}

/** The one error type above `services`. */
export class AppError extends Error {
  readonly data: AppErrorData

  constructor(data: AppErrorData, options?: ErrorOptions) {
    super(`${data.kind}: ${data.detail}`, options)
    this.name = 'AppError'
    this.data = data
  }

  get kind(): AppErrorKind {
    return this.data.kind
  }
}

const RETRYABLE: ReadonlySet<AppErrorKind> = new Set([
  'conflict',
  'rate-limit',
  'server',
  'overloaded',
  'offline',
  'unreachable',
  'timeout',
  'stream-cut',
  'stream-error',
])

/** Whether the same request may succeed later without anybody changing anything. */
export function isRetryable({ kind, status }: AppErrorData): boolean {
  const isProxyError = kind === 'not-json' && status !== undefined && status >= 500
  return RETRYABLE.has(kind) || isProxyError
}

/** Marks a branch that the types say cannot be reached. */
export function assertNever(value: never): never {
  throw new Error(`Unreachable: ${String(value)}`)
}
