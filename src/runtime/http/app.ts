import { Hono } from 'hono'
import { createId } from '../../domain/ids.ts'
import { ApiError, errorResponse, unknownPath, wrongMethod } from '../../http/errors.ts'
import type { RuntimeContext } from '../context.ts'
import { StorageError } from '../db/port.ts'
import { assistantRoutes } from './assistants.ts'
import { fileRoutes } from './files.ts'
import { uploadRoutes } from './uploads.ts'

/** One resource's routes, added to the app. */
export type Routes = (app: Hono, context: RuntimeContext) => void

const RESOURCES: readonly Routes[] = [assistantRoutes, fileRoutes, uploadRoutes]

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
    const response = await app.fetch(request)
    response.headers.set('x-request-id', createId('req'))
    return response
  }
}

function pathOf(request: Request): string {
  const path = new URL(request.url).pathname.replace(/^.*?\/v1(?=\/|$)/, '').replace(/\/+$/, '')
  return path === '' ? '/' : path
}

function asApiError(error: Error): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof StorageError) return storageFailure(error)
  return new ApiError(500, `The server had an error while processing your request. (${error.message})`)
}

function storageFailure({ kind, message }: StorageError): ApiError {
  switch (kind) {
    case 'full':
      return new ApiError(507, `There is no room left to store this. Nothing was changed. (${message})`, {
        code: 'storage_full',
      })
    case 'outdated':
      return new ApiError(503, message, { code: 'outdated_tab' })
    case 'failed':
      return new ApiError(500, `The storage failed; nothing was changed. (${message})`, {
        code: 'storage_failed',
      })
  }
}
