/** A refusal in OpenAI's words: an HTTP status and the fields of its error envelope. */
export class DemoError extends Error {
  readonly status: number
  readonly code: string | null
  readonly param: string | null

  constructor(status: number, message: string, fields: { code?: string; param?: string } = {}) {
    super(message)
    this.name = 'DemoError'
    this.status = status
    this.code = fields.code ?? null
    this.param = fields.param ?? null
  }
}

/** The error as an HTTP answer, in the envelope `{ error: { message, type, param, code } }`. */
export function errorResponse(error: DemoError): Response {
  const type = error.status >= 500 ? 'server_error' : 'invalid_request_error'
  const { message, param, code } = error
  return Response.json({ error: { message, type, param, code } }, { status: error.status })
}

/** What OpenAI says to a path it does not know. `path` begins at `/v1`. */
export function unknownPath(method: string, path: string): DemoError {
  return new DemoError(
    404,
    `Unknown request URL: ${method} ${path}. Please check the URL for typos, or see the docs at https://platform.openai.com/docs/api-reference/.`,
    { code: 'unknown_url' },
  )
}
