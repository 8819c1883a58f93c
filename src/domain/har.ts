import type { ApiAnswer, ApiBody, ApiCall, ApiHeader } from './apiCall.ts'

/** Calls as an HTTP archive (HAR 1.2), the oldest first, which the developer tools of browsers open. Secrets were never in them. */
export function harOf(calls: readonly ApiCall[], version: string): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'Skein', version },
      entries: calls
        .filter(({ answer }) => 'durationMs' in answer)
        .toSorted((a, b) => a.sentAt - b.sentAt)
        .map(entryOf),
    },
  }
}

function entryOf(call: ApiCall): object {
  const { answer, placeName } = call
  const time = 'durationMs' in answer ? answer.durationMs : 0
  const wait = 'firstByteMs' in answer ? (answer.firstByteMs ?? time) : time
  return {
    startedDateTime: new Date(call.sentAt).toISOString(),
    time,
    request: requestOf(call),
    response: responseOf(answer),
    cache: {},
    timings: { send: 0, wait, receive: time - wait },
    ...(placeName !== '' && { comment: placeName }),
  }
}

function requestOf({ method, baseURL, path, headers, request, sentBytes }: ApiCall): object {
  const [address = '', version] = baseURL.split('?')
  const url = `${address}${path}${version === undefined ? '' : `${path.includes('?') ? '&' : '?'}${version}`}`
  return {
    method,
    url,
    httpVersion: 'unknown',
    cookies: [],
    headers: pairs(headers),
    queryString: pairs([...(URL.parse(url)?.searchParams ?? [])]),
    ...postDataOf(request),
    headersSize: -1,
    bodySize: sentBytes ?? -1,
  }
}

function postDataOf(body: ApiBody): object {
  switch (body.kind) {
    case 'none':
      return {}
    case 'json':
      return { postData: { mimeType: 'application/json', text: JSON.stringify(body.value) } }
    case 'text':
      return { postData: { mimeType: 'text/plain', text: body.text } }
    case 'left-out':
      return { postData: { mimeType: '', text: '', comment: 'not kept' } }
    case 'form': {
      const params = body.fields.map((field) =>
        'file' in field
          ? { name: field.name, fileName: field.file.name, contentType: field.file.type }
          : { name: field.name, value: field.text },
      )
      return { postData: { mimeType: 'multipart/form-data', params } }
    }
  }
}

function responseOf(answer: ApiAnswer): object {
  const isThere = 'status' in answer
  const bytes = 'bytes' in answer ? answer.bytes : 0
  const text = textOf(answer)
  const failure = 'failure' in answer ? answer.failure : null
  return {
    status: isThere ? answer.status : 0,
    statusText: '',
    httpVersion: 'unknown',
    cookies: [],
    headers: isThere ? pairs(answer.headers) : [],
    content: { size: bytes, mimeType: isThere ? answer.mediaType : '', ...(text !== null && { text }) },
    redirectURL: '',
    headersSize: -1,
    bodySize: isThere ? bytes : -1,
    ...(failure !== null && { comment: `${failure.name}: ${failure.message}` }),
  }
}

function textOf(answer: ApiAnswer): string | null {
  if (answer.kind === 'json') return JSON.stringify(answer.value)
  if (answer.kind === 'text') return answer.text
  if (answer.kind !== 'stream') return null
  return answer.events
    .map(
      ({ name, data }) =>
        `${name === null ? '' : `event: ${name}\n`}data: ${data.replaceAll('\n', '\ndata: ')}\n\n`,
    )
    .join('')
}

const pairs = (headers: readonly ApiHeader[]): { name: string; value: string }[] =>
  headers.map(([name, value]) => ({ name, value }))
