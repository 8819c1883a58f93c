import { Hono } from 'hono'
import { createId } from '../../domain/ids.ts'
import { ApiError, errorResponse, unknownPath, wrongMethod } from '../../http/errors.ts'
import type { RuntimeContext } from '../context.ts'
import { assistantRoutes } from './assistants.ts'
import { asApiError } from './failures.ts'
import { fileRoutes } from './files.ts'
import { runRoutes } from './runs.ts'
import { runStepRoutes } from './runSteps.ts'
import { messageRoutes } from './messages.ts'
import { threadRoutes } from './threads.ts'
import { uploadRoutes } from './uploads.ts'
import { vectorStoreRoutes } from './vectorStores.ts'
import { vectorStoreFileRoutes } from './vectorStoreFiles.ts'
import { fileBatchRoutes } from './fileBatches.ts'

/** One resource's routes, added to the app. */
export type Routes = (app: Hono, context: RuntimeContext) => void

const RESOURCES: readonly Routes[] = [
  runRoutes,
  runStepRoutes,
  assistantRoutes,
  fileRoutes,
  uploadRoutes,
  vectorStoreRoutes,
  vectorStoreFileRoutes,
  fileBatchRoutes,
  threadRoutes,
  messageRoutes,
]

const METHODS = ['GET', 'POST', 'DELETE'] as const

/** The whole API as one fetch handler. Takes paths with and without `/v1` (and whatever stands before it). */
export function createApp(context: RuntimeContext): (request: Request) => Promise<Response> {
  const app = new Hono({ getPath: pathOf })
  for (const addRoutes of RESOURCES) addRoutes(app, context)
  app.notFound(({ req }) => {
    const path = `/v1${pathOf(req.raw)}`
    const isKnown = METHODS.some((method) => app.router.match(method, pathOf(req.raw))[0].length > 0)
    return errorResponse(isKnown ? wrongMethod(req.method, path) : unknownPath(req.method, path))
  })
  app.onError((error) => errorResponse(asApiError(error)))
  return async (request) => {
    const startedAt = context.clock.now()
    const response = refusalOfVersion(request) ?? (await app.fetch(request))
    response.headers.set('x-request-id', createId('req'))
    response.headers.set('openai-version', '2020-10-01')
    response.headers.set('openai-processing-ms', String(context.clock.now() - startedAt))
    return response
  }
}

/** Programs of the first version would misread the objects of the second. */
function refusalOfVersion(request: Request): Response | undefined {
  if (!/\bassistants=v1\b/.test(request.headers.get('openai-beta') ?? '')) return undefined
  const message =
    "Version 1 of the Assistants API is gone. Send the header 'OpenAI-Beta: assistants=v2', and what version 2 expects."
  return errorResponse(new ApiError(400, message, { code: 'unsupported_version' }))
}

function pathOf(request: Request): string {
  const path = new URL(request.url).pathname.replace(/^.*?\/v1(?=\/|$)/, '').replace(/\/+$/, '')
  return path === '' ? '/' : path
}
