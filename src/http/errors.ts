export interface ErrorFields {
  code?: string | null
  param?: string | null
  /** `invalid_request_error`, or `server_error` from status 500 on, unless given. */
  type?: string
}

/** A refusal in OpenAI's words: an HTTP status and the fields of its error envelope. */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly code: string | null
  readonly param: string | null

  constructor(status: number, message: string, fields: ErrorFields = {}) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.type = fields.type ?? (status >= 500 ? 'server_error' : 'invalid_request_error')
    this.code = fields.code ?? null
    this.param = fields.param ?? null
  }
}

/** The error object of the envelope, as a body and as the `error` event of a stream carry it. */
export function errorBody({ message, type, param, code }: ApiError): {
  error: { message: string; type: string; param: string | null; code: string | null }
} {
  return { error: { message, type, param, code } }
}

/** The error as an HTTP answer, in the envelope `{ error: { message, type, param, code } }`. */
export function errorResponse(error: ApiError): Response {
  return Response.json(errorBody(error), { status: error.status })
}

const MAX_QUOTED = 200

/** What a client has sent, as far as a message repeats it. */
export function quotable(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text
}

/** What OpenAI says to a path it does not know. `path` begins at `/v1`. */
export function unknownPath(method: string, path: string): ApiError {
  return new ApiError(
    404,
    `Unknown request URL: ${method} ${quotable(path)}. Please check the URL for typos, or see the docs at https://platform.openai.com/docs/api-reference/.`,
    { code: 'unknown_url' },
  )
}

/** What OpenAI says to a method that a path does not take. `path` begins at `/v1`. */
export function wrongMethod(method: string, path: string): ApiError {
  return new ApiError(405, `Invalid method for URL (${method} ${quotable(path)}).`, {
    code: 'method_not_supported',
  })
}
