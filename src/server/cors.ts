import type { FetchHandler } from './serve.ts'

/** Lets pages of any origin use a handler: answers preflights, and opens every answer and all its headers. */
export function withCors(handler: FetchHandler): FetchHandler {
  return async (request) => {
    if (request.method === 'OPTIONS' && request.headers.has('access-control-request-method')) {
      return new Response(null, { status: 204, headers: preflightHeaders(request) })
    }
    const { status, statusText, headers, body } = await handler(request)
    const open = new Headers(headers)
    for (const name of headers.keys()) if (name.startsWith('access-control-')) open.delete(name)
    open.set('access-control-allow-origin', '*')
    open.set('access-control-expose-headers', '*')
    return new Response(body, { status, statusText, headers: open })
  }
}

function preflightHeaders(request: Request): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    // `*` would not cover `Authorization`; what is asked for is allowed by name.
    'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? '*',
    'access-control-max-age': '86400',
  }
}
