import type { SentBytes } from '../domain/uploadProgress.ts'

export interface UploadFetchOptions {
  /** Told about 20 times a second while a form is sent, and when all of it is. */
  onProgress: (progress: SentBytes) => void
}

/**
 * A fetch for one upload to an endpoint of the network, as an option of `client.withOptions`. It sends forms by
 * `XMLHttpRequest`, as only that tells how much is sent; a file in one is read from the disk as it goes. All else, and all
 * where there is no `XMLHttpRequest`, it leaves to the global fetch.
 *
 * It resolves when the whole answer is there. The SDK's timeout runs until then: give it hours, not its ten minutes.
 */
export function createUploadFetch({ onProgress }: UploadFetchOptions): typeof fetch {
  const uploadFetch: typeof fetch = async (input, init) => {
    const form = init?.body
    if (typeof XMLHttpRequest === 'undefined' || !(form instanceof FormData)) return fetch(input, init)
    init?.signal?.throwIfAborted()
    const request = open(new Request(input, { ...init, body: null }))
    request.upload.onprogress = ({ loaded, total }) => onProgress({ sentBytes: loaded, totalBytes: total })
    await sent(request, form, init?.signal)
    init?.signal?.throwIfAborted()
    // Also when the connection breaks in the middle of the answer.
    if (request.status === 0) throw new TypeError('Failed to fetch')
    return responseOf(request)
  }
  // Where a fetch has no `Response`, the SDK makes a request of its own to find out whether it can send forms.
  return Object.assign(uploadFetch, { Response })
}

/** From a `Request`, which has left out the headers that a page may not set, and has none for the form's type. */
function open({ method, url, headers }: Request): XMLHttpRequest {
  const request = new XMLHttpRequest()
  request.open(method, url)
  request.responseType = 'blob'
  for (const [name, value] of headers) request.setRequestHeader(name, value)
  return request
}

/** Resolves when the request has ended, one way or another. */
async function sent(
  request: XMLHttpRequest,
  form: FormData,
  signal: AbortSignal | null | undefined,
): Promise<void> {
  const abort = (): void => request.abort()
  signal?.addEventListener('abort', abort)
  await new Promise<void>((resolve) => {
    request.onloadend = () => resolve()
    request.send(form)
  })
  signal?.removeEventListener('abort', abort)
}

function responseOf(request: XMLHttpRequest): Response {
  const { status, statusText } = request
  const body: unknown = request.response
  const headers = new Headers()
  for (const line of request.getAllResponseHeaders().split('\r\n').filter(Boolean)) {
    const colon = line.indexOf(':')
    headers.append(line.slice(0, colon), line.slice(colon + 1))
  }
  // No body at all where it is empty: a `Response` of status 204 refuses one.
  return new Response(body instanceof Blob && body.size > 0 ? body : null, { status, statusText, headers })
}
