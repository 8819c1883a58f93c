import type { ApiBody, ApiCall, ApiField } from '../domain/apiCall.ts'
import { createId } from '../domain/ids.ts'
import { createRedactor, secretsOf, type Redactor } from '../domain/redaction.ts'
import { failureOf, LONGEST_BODY, watchAnswer } from './recordedAnswer.ts'

export interface CallRecorder {
  placeId: string
  /** As the person has named the connection; empty for the place `browser`. */
  placeName: string
  baseURL: string
  /** Told when a call is sent, and again, with the same id, when its answer begins, and when it has ended. */
  record: (call: ApiCall) => void
}

/**
 * A fetch that does what `inner` does, and tells of each call. Secrets are taken out here, before anything is told: the key
 * that the call carries, wherever it stands, and whatever goes by a secret's name.
 */
export function createRecordedFetch(inner: typeof fetch, recorder: CallRecorder): typeof fetch {
  const { record } = recorder
  const recordedFetch: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
    const redactor = createRedactor(secretsOf(headers, url, recorder.baseURL))
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
    const sent = { url, method, headers, body: init?.body }
    const call = callOf(sent, recorder, redactor)
    record(call)
    try {
      const response = await inner(input, init)
      return watchAnswer(response, {
        sentAt: call.sentAt,
        isStreamAsked: typeof init?.body === 'string' && init.body.includes('"stream":true'),
        redactor,
        tell: (answer) => record({ ...call, answer }),
      })
    } catch (cause) {
      const durationMs = Date.now() - call.sentAt
      record({ ...call, answer: { kind: 'none', durationMs, failure: failureOf(cause, redactor) } })
      throw cause
    }
  }
  // The SDK asks a fetch without it for a `Response`, to find out whether it can send forms.
  return Object.assign(recordedFetch, { Response })
}

interface Sent {
  url: string
  method: string
  headers: Headers
  body: BodyInit | null | undefined
}

function callOf(sent: Sent, { placeId, placeName, baseURL }: CallRecorder, redactor: Redactor): ApiCall {
  return {
    id: createId('call'),
    placeId: redactor.text(placeId),
    placeName: redactor.text(placeName),
    baseURL: redactor.text(addressOf(baseURL)),
    method: sent.method.toUpperCase(),
    path: redactor.path(pathOf(sent.url, baseURL)),
    sentAt: Date.now(),
    headers: redactor.headers(sent.headers),
    request: bodyOf(sent.body, redactor),
    sentBytes: bytesOf(sent.body),
    answer: { kind: 'pending' },
  }
}

/** Without what may be a secret besides its host and path; Azure wants its `api-version` in every call. */
function addressOf(baseURL: string): string {
  const url = URL.parse(baseURL)
  if (url === null) return ''
  const version = url.searchParams.get('api-version')
  const query = version === null ? '' : `?api-version=${encodeURIComponent(version)}`
  return url.origin + url.pathname.replace(/\/$/u, '') + query
}

function pathOf(address: string, baseURL: string): string {
  const url = URL.parse(address)
  if (url === null) return ''
  const base = URL.parse(baseURL)
  const basePath = base?.origin === url.origin ? base.pathname.replace(/\/$/u, '') : ''
  // A query of the base's own belongs to how the connection is reached, and may be a secret by any name.
  for (const name of base?.searchParams.keys() ?? []) url.searchParams.delete(name)
  const { search } = url
  return (
    (url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : url.pathname) + search
  )
}

function bodyOf(body: BodyInit | null | undefined, redactor: Redactor): ApiBody {
  if (body === null || body === undefined) return { kind: 'none' }
  if (body instanceof FormData) return { kind: 'form', fields: fieldsOf(body, redactor) }
  if (typeof body !== 'string' || body.length > LONGEST_BODY) return { kind: 'left-out' }
  try {
    const value: unknown = JSON.parse(body)
    return { kind: 'json', value: redactor.json(value) }
  } catch {
    return { kind: 'text', text: redactor.text(body) }
  }
}

function fieldsOf(form: FormData, { text }: Redactor): ApiField[] {
  return [...form].map(([name, value]) =>
    typeof value === 'string'
      ? { name: text(name), text: text(value) }
      : { name: text(name), file: { name: text(value.name), type: text(value.type), bytes: value.size } },
  )
}

function bytesOf(body: BodyInit | null | undefined): number | null {
  if (body === null || body === undefined) return 0
  if (typeof body === 'string') return new Blob([body]).size
  if (!(body instanceof FormData)) return null
  return [...body].reduce(
    (sum, [, value]) => sum + (typeof value === 'string' ? new Blob([value]).size : value.size),
    0,
  )
}
