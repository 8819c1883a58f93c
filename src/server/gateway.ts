import { ApiError, errorResponse } from '../http/errors.ts'
import { withCors } from './cors.ts'
import type { FetchHandler } from './serve.ts'

/** The paths that a model's server answers; every other path is the Assistants runtime's. */
const MODEL_PATH = /^\/(models|chat\/completions|responses|embeddings)(\/|$)/

export interface GatewayParts {
  /** Answers the paths of models; `path` is what follows the version. */
  models: (request: Request, path: string) => Promise<Response>
  runtime: FetchHandler
  /** Refuses requests without an API key. Any key will do: what is served is on this machine alone. */
  isKeyRequired: boolean
}

/** One base URL for models and assistants, with and without `/v1`, open to pages of any origin. */
export function createGateway({ models, runtime, isKeyRequired }: GatewayParts): FetchHandler {
  return withCors(async (request) => {
    if (isKeyRequired && !hasKey(request)) return errorResponse(keyMissing())
    const path = new URL(request.url).pathname.replace(/^.*?\/v1(?=\/|$)/, '')
    return MODEL_PATH.test(path) ? models(request, path) : runtime(request)
  })
}

function hasKey({ headers }: Request): boolean {
  return /^bearer +\S/i.test(headers.get('authorization') ?? '')
}

function keyMissing(): ApiError {
  return new ApiError(
    401,
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
  )
}
