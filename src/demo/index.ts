import { createChatCompletion } from './chatCompletions.ts'
import { createEmbeddings } from './embeddings.ts'
import { ApiError, errorResponse, unknownPath, wrongMethod } from '../http/errors.ts'
import { listModels, retrieveModel } from './models.ts'
import { sleep } from './pace.ts'
import type { Timing } from './pace.ts'
import { createResponse } from './responses.ts'
import { createId } from '../domain/ids.ts'

export type DemoOptions = Partial<Timing>

export interface DemoEndpoint {
  /** Usable wherever a `fetch` is wanted, e.g. as the OpenAI SDK's `fetch` option. */
  fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>
}

interface Route {
  method: 'GET' | 'POST'
  path: RegExp
  answer: (call: Call) => Response | Promise<Response>
}

interface Call {
  request: Request
  /** What the path's group matched. */
  id: string
  context: { timing: Timing; signal: AbortSignal }
}

const ROUTES: Route[] = [
  { method: 'GET', path: /^\/models$/, answer: listModels },
  { method: 'GET', path: /^\/models\/(.+)$/, answer: ({ id }) => retrieveModel(id) },
  {
    method: 'POST',
    path: /^\/chat\/completions$/,
    answer: ({ request, context }) => createChatCompletion(request, context),
  },
  {
    method: 'POST',
    path: /^\/responses$/,
    answer: ({ request, context }) => createResponse(request, context),
  },
  {
    method: 'POST',
    path: /^\/embeddings$/,
    answer: ({ request }) => createEmbeddings(request),
  },
]

/**
 * An OpenAI-compatible endpoint that answers from a script, without a network: `/models`, `/chat/completions`, `/responses`
 * and `/embeddings` under any base URL, with or without `/v1`. The same question always gets the same answer.
 */
export function createDemoEndpoint(options: DemoOptions = {}): DemoEndpoint {
  const timing: Timing = { now: () => performance.now(), sleep, pace: 1, ...options }
  return {
    async fetch(input, init) {
      const request = new Request(input, init)
      const signal = init?.signal ?? request.signal
      signal.throwIfAborted()
      const response = await answer(request, { timing, signal })
      response.headers.set('x-request-id', createId('req'))
      return response
    },
  }
}

async function answer(request: Request, context: Call['context']): Promise<Response> {
  try {
    return await dispatch(request, context)
  } catch (error) {
    if (error instanceof ApiError) return errorResponse(error)
    throw error
  }
}

async function dispatch(request: Request, context: Call['context']): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^.*?\/v1(?=\/)/, '').replace(/\/$/, '')
  const routes = ROUTES.filter((route) => route.path.test(path))
  if (routes.length === 0) throw unknownPath(request.method, `/v1${path}`)
  const route = routes.find(({ method }) => method === request.method)
  if (route === undefined) {
    throw wrongMethod(request.method, `/v1${path}`)
  }
  return route.answer({ request, id: route.path.exec(path)?.[1] ?? '', context })
}
