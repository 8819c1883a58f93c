import { createDemoEndpoint } from '../demo/index.ts'
import { errorResponse, unknownPath } from '../http/errors.ts'
import { withCors } from './cors.ts'
import type { FetchHandler } from './serve.ts'
import { forwardTo } from './upstream.ts'
import type { Upstream } from './upstream.ts'

/** The paths that a model's server answers; every other path is the Assistants runtime's. */
const MODEL_PATH = /^\/(models|chat\/completions|responses|embeddings)(\/|$)/

/** What is served: models from the upstream, or from the offline demo where there is none. Takes paths with and without `/v1`. */
export function createGateway(upstream: Upstream | null): FetchHandler {
  const demo = createDemoEndpoint()
  const forward = upstream === null ? null : forwardTo(upstream)
  return withCors(async (request) => {
    const path = new URL(request.url).pathname.replace(/^\/v1(?=\/|$)/, '')
    if (!MODEL_PATH.test(path)) return errorResponse(unknownPath(request.method, `/v1${path}`))
    return forward === null ? demo.fetch(request) : forward(request, path)
  })
}
