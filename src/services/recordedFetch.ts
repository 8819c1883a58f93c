import type { ApiAnswer, ApiCall } from '../domain/apiCall.ts'
import { createId } from '../domain/ids.ts'

/** Bodies longer than this are not kept, in characters. */
const LONGEST_BODY = 500_000

export interface CallRecorder {
  placeId: string
  baseURL: string
  /** Told when a call is sent, and once more, with the same id, when its answer is there. */
  record: (call: ApiCall) => void
}

/** A fetch that does what `inner` does, and tells of each call. What it tells holds no header, and so no key. */
export function createRecordedFetch(
  inner: typeof fetch,
  { placeId, baseURL, record }: CallRecorder,
): typeof fetch {
  const recordedFetch: typeof fetch = async (input, init) => {
    const sentAt = Date.now()
    const call: ApiCall = {
      id: createId('call'),
      placeId,
      method: init?.method?.toUpperCase() ?? 'GET',
      path: pathOf(input, baseURL),
      sentAt,
      request: sentBody(init?.body),
      answer: { kind: 'pending' },
    }
    const end = (answer: ApiAnswer): void => record({ ...call, answer })
    record(call)
    try {
      const response = await inner(input, init)
      void answerOf(response, sentAt).then(end)
      return response
    } catch (cause) {
      end({ kind: 'none', durationMs: Date.now() - sentAt })
      throw cause
    }
  }
  // The SDK asks a fetch without it for a `Response`, to find out whether it can send forms.
  return Object.assign(recordedFetch, { Response })
}

function pathOf(input: RequestInfo | URL, baseURL: string): string {
  const url = input instanceof Request ? input.url : String(input)
  const base = baseURL.replace(/\/$/u, '')
  // Elsewhere, what an address holds besides its path may be a secret.
  return url.startsWith(base) ? url.slice(base.length) : (URL.parse(url)?.pathname ?? '')
}

function sentBody(body: BodyInit | null | undefined): unknown {
  if (typeof body === 'string') return body.length > LONGEST_BODY ? undefined : jsonOrText(body)
  if (!(body instanceof FormData)) return undefined
  return Object.fromEntries(
    [...body].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : { name: value.name, type: value.type, bytes: value.size },
    ]),
  )
}

async function answerOf(response: Response, sentAt: number): Promise<ApiAnswer> {
  const { status } = response
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? ''
  const durationMs = (): number => Date.now() - sentAt
  if (!mediaType.endsWith('json')) return { kind: 'other', status, durationMs: durationMs(), mediaType }
  try {
    const text = await response.clone().text()
    if (text.length > LONGEST_BODY) return { kind: 'other', status, durationMs: durationMs(), mediaType }
    return { kind: 'json', status, durationMs: durationMs(), value: jsonOrText(text) }
  } catch {
    // The call was stopped, or broke, while its answer came in: whoever made it is told by its own body.
    return { kind: 'none', durationMs: durationMs() }
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
