import type { FetchHandler } from './serve.ts'

export interface Upstream {
  /** Without a trailing slash, e.g. `https://api.openai.com/v1`. */
  baseURL: string
  /** Replaces the client's own key; `null` lets that through. */
  key: string | null
}

/** Headers that belong to one connection, or that `fetch` sets itself. */
const NOT_FORWARDED = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'proxy-authorization',
]
const NOT_SENT = [
  ...NOT_FORWARDED,
  'host',
  'content-length',
  'expect',
  'accept-encoding',
  'origin',
  'referer',
  'cookie',
]
const NOT_RETURNED = [...NOT_FORWARDED, 'content-length', 'content-encoding', 'set-cookie']

/** Passes requests on to another OpenAI-compatible server; `path` is what follows the base URL. */
export function forwardTo(upstream: Upstream): (request: Request, path: string) => ReturnType<FetchHandler> {
  return async (request, path) => {
    const headers = without(request.headers, NOT_SENT)
    if (upstream.key !== null) headers.set('authorization', `Bearer ${upstream.key}`)
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const body = hasBody ? await request.arrayBuffer() : null
    try {
      const answer = await fetch(`${upstream.baseURL}${path}${new URL(request.url).search}`, {
        method: request.method,
        headers,
        body,
        redirect: 'manual',
        signal: request.signal,
      })
      const { status, statusText } = answer
      return new Response(answer.body, { status, statusText, headers: without(answer.headers, NOT_RETURNED) })
    } catch (error) {
      if (request.signal.aborted) throw error
      return unreachable(upstream, error)
    }
  }
}

function without(headers: Headers, names: string[]): Headers {
  const rest = new Headers(headers)
  for (const name of names) rest.delete(name)
  return rest
}

function unreachable({ baseURL }: Upstream, error: unknown): Response {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `The upstream ${baseURL} did not answer: ${reason}`
  const code = 'upstream_unreachable'
  return Response.json({ error: { message, type: 'server_error', param: null, code } }, { status: 502 })
}
