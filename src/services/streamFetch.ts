import { isInward, pageEnvironment } from './network.ts'
import type { RelayAnswer, RelayRequest } from './streamRelay.ts'

/** Hands a request over to a worker. */
type Send = (request: RelayRequest) => void

/**
 * A fetch that has streams read by a worker: to the page, each piece that arrives is a task, however little is in it, and
 * a model's reply comes in thousands. All else, and everything until the worker is there, it leaves to the global fetch.
 * So it does with what the page reaches inward for, as the browser may have to ask the person, which it does for pages.
 *
 * The answer is as `fetch` gives it, but for `url`, `type` and `redirected`. It rejects, or its body breaks off, with
 * the signal's reason or with a `TypeError`.
 * @param start begins a worker, which calls back once it is ready
 */
export function createStreamFetch(start: (ready: (send: Send) => void) => void = startWorker): typeof fetch {
  let send: Send | null = null
  start((ready) => (send = ready))
  const streamFetch: typeof fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const isForPage = init === undefined || !asksForStream(init) || isInward(url, pageEnvironment().pageURL)
    if (send === null || isForPage) return fetch(input, init)
    return relayed(send, url, init)
  }
  // The SDK asks a fetch without it for a `Response`, to find out whether it can send forms.
  return Object.assign(streamFetch, { Response })
}

function startWorker(ready: (send: Send) => void): void {
  if (typeof Worker === 'undefined') return
  // When it cannot be loaded, it never gets ready.
  const worker = new Worker(new URL('./streamWorker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', () => ready((request) => worker.postMessage(request, [request.port])), {
    once: true,
  })
}

/** In a text within the JSON, the quotes would be escaped. */
function asksForStream({ body }: RequestInit): boolean {
  return typeof body === 'string' && body.includes('"stream":true')
}

async function relayed(send: Send, url: string, init: RequestInit): Promise<Response> {
  const { signal, headers, ...rest } = init
  signal?.throwIfAborted()
  const { port1: port, port2 } = new MessageChannel()
  const answered = Promise.withResolvers<Response>()
  let body: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => void (body = controller),
    cancel: stop,
  })
  function end(): void {
    signal?.removeEventListener('abort', abort)
    port.close()
  }
  function stop(): void {
    port.postMessage('stop')
    end()
  }
  function fail(cause: unknown): void {
    answered.reject(cause)
    body?.error(cause)
  }
  function abort(): void {
    stop()
    fail(signal?.reason)
  }
  signal?.addEventListener('abort', abort)
  port.onmessage = ({ data }: MessageEvent<RelayAnswer>) => {
    switch (data.type) {
      case 'response':
        answered.resolve(new Response(data.hasBody ? stream : null, data))
        return
      case 'bytes':
        body?.enqueue(data.bytes)
        return
      case 'end':
        end()
        body?.close()
        return
      case 'failed':
        end()
        fail(new TypeError(data.message))
    }
  }
  send({ url, init: { ...rest, headers: [...new Headers(headers)] }, port: port2 })
  return answered.promise
}
