import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

/** Anything that answers a web `Request`: the demo, an upstream, the runtime. */
export type FetchHandler = (request: Request) => Promise<Response>

export interface RunningServer {
  /** Without a trailing slash, e.g. `http://127.0.0.1:8788`. */
  url: string
  /** Ends what is under way and stops listening. */
  close: () => Promise<void>
}

/**
 * Serves a fetch handler over HTTP/1.1. A request's signal aborts when its client goes away.
 * @param options `port` 0 takes a free one; `host` is 127.0.0.1 unless given.
 * @throws the listening error, e.g. of code `EADDRINUSE`.
 */
export async function serve(
  handler: FetchHandler,
  { port, host = '127.0.0.1' }: { port: number; host?: string },
): Promise<RunningServer> {
  const server = createServer((incoming, outgoing) => {
    void answer(handler, incoming, outgoing)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const realPort = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host}:${realPort}`,
    async close() {
      const isClosed = new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      server.closeAllConnections()
      await isClosed
    },
  }
}

async function answer(
  handler: FetchHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  try {
    await send(await handler(await requestOf(incoming, gone.signal)), outgoing)
  } catch (error) {
    if (gone.signal.aborted) return
    // What has begun cannot be taken back: cutting the connection tells the client that it is not whole.
    if (outgoing.headersSent) outgoing.destroy()
    else await send(failure(error), outgoing)
  }
}

async function requestOf(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const { method = 'GET', url = '/', headers } = incoming
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  )
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? new Uint8Array(await buffer(incoming)) : null
  return new Request(`http://${headers.host ?? 'localhost'}${url}`, {
    method,
    headers: pairs,
    signal,
    body,
  })
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body === null) {
    outgoing.end()
    return
  }
  outgoing.flushHeaders()
  await pipeline(response.body, outgoing)
}

function failure(error: unknown): Response {
  const message = error instanceof Error ? error.message : String(error)
  return Response.json({ error: { message, type: 'server_error', param: null, code: null } }, { status: 500 })
}
