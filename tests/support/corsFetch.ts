// The SDK sends `user-agent` under Node alone.
const SAFE_HEADERS = new Set(['user-agent', 'accept', 'accept-language', 'content-language', 'content-type'])
const SAFE_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/

/**
 * A `fetch` that keeps the CORS protocol for a page at `origin`, as a browser does and Node does not: a preflight for what
 * is not simple, `TypeError` for an answer that the page may not read, an opaque answer for `no-cors`.
 * https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function corsFetch(origin: string): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    if (new URL(request.url).origin === origin) return fetch(request)
    if (init?.mode === 'no-cors') {
      await (await fetch(request.url, { signal: request.signal })).body?.cancel()
      return new Response(null)
    }
    const unsafe = unsafeHeaders(request.headers)
    const isSimple = ['GET', 'HEAD', 'POST'].includes(request.method) && unsafe.length === 0
    if (!isSimple) await preflight(request, origin, unsafe)
    const headers = new Headers(request.headers)
    headers.set('origin', origin)
    const response = await fetch(new Request(request, { headers }))
    if (!allows(response.headers.get('access-control-allow-origin'), origin)) {
      await response.body?.cancel()
      throw new TypeError('Failed to fetch')
    }
    return response
  }
}

function unsafeHeaders(headers: Headers): string[] {
  return [...headers]
    .filter(
      ([name, value]) => !SAFE_HEADERS.has(name) || (name === 'content-type' && !SAFE_TYPES.test(value)),
    )
    .map(([name]) => name)
    .sort()
}

async function preflight(request: Request, origin: string, unsafe: string[]): Promise<void> {
  const response = await fetch(request.url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': request.method,
      'access-control-request-headers': unsafe.join(','),
    },
    signal: request.signal,
  })
  const allowed = (response.headers.get('access-control-allow-headers') ?? '').toLowerCase().split(/\s*,\s*/)
  // `*` does not stand for Authorization.
  const isAllowed = (name: string): boolean =>
    allowed.includes(name) || (allowed.includes('*') && name !== 'authorization')
  const isReadable = allows(response.headers.get('access-control-allow-origin'), origin)
  if (!response.ok || !isReadable || !unsafe.every(isAllowed)) throw new TypeError('Failed to fetch')
}

function allows(header: string | null, origin: string): boolean {
  return header === '*' || header === origin
}
