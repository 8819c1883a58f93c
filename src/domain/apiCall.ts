/** A header's name and value, in the order they were sent. */
export type ApiHeader = readonly [name: string, value: string]

/** A field of a form; of a file, what it is, and not what is in it. */
export type ApiField =
  | { name: string; text: string }
  | { name: string; file: { name: string; type: string; bytes: number } }

export type ApiBody =
  | { kind: 'none' }
  | { kind: 'json'; value: unknown }
  | { kind: 'text'; text: string }
  | { kind: 'form'; fields: readonly ApiField[] }
  /** Too long to keep, or no text. */
  | { kind: 'left-out' }

/** An event of a stream, and when it came. */
export interface ApiEvent {
  /** Milliseconds since the call was sent. */
  atMs: number
  /** As the server names it, in its `event:` line. */
  name: string | null
  data: string
}

/** What the server counted; `null` where it didn't say. */
export interface ApiTokens {
  input: number | null
  cached: number | null
  output: number | null
  reasoning: number | null
}

/** Why there was no answer, or no end of it, in the words of the browser. */
export interface ApiFailure {
  name: string
  message: string
}

export interface AnswerHead {
  status: number
  headers: readonly ApiHeader[]
  /** Without its parameters; empty where the server named none. */
  mediaType: string
  /** As support asks for it; `null` where the server names none, or does not let a page see it. */
  requestId: string | null
}

export interface AnswerEnd {
  durationMs: number
  /** Until the first byte of the body; `null`: it has none. */
  firstByteMs: number | null
  /** Of the body, as it was read. */
  bytes: number
  tokens: ApiTokens | null
  /** What broke it off, if anything did. */
  failure: ApiFailure | null
}

/** What came back of a call. */
export type ApiAnswer =
  | { kind: 'pending' }
  /** Its head is there; the body is on its way. */
  | ({ kind: 'coming' } & AnswerHead)
  | ({ kind: 'json'; value: unknown } & AnswerHead & AnswerEnd)
  | ({ kind: 'text'; text: string } & AnswerHead & AnswerEnd)
  /** `isWhole`: no event is left out. */
  | ({ kind: 'stream'; events: readonly ApiEvent[]; isWhole: boolean } & AnswerHead & AnswerEnd)
  /** Nothing of the body is kept: it is empty, no text, or too long. */
  | ({ kind: 'other' } & AnswerHead & AnswerEnd)
  /** It was stopped, or broke, before there was an answer. */
  | { kind: 'none'; durationMs: number; failure: ApiFailure }

/** A call of the API as a person reads it. Secrets have been taken out of everything in it. */
export interface ApiCall {
  id: string
  /** The connection that was asked, or the place `browser`. */
  placeId: string
  /** As it was named then; empty for the place `browser`, which has a name in each language. */
  placeName: string
  /** Without query and trailing slash. */
  baseURL: string
  method: string
  /** Below the base URL, with its query: `/files?limit=100`. */
  path: string
  /** Milliseconds since 1970. */
  sentAt: number
  headers: readonly ApiHeader[]
  request: ApiBody
  /** Of the request's body, without the frame of a form; `null`: not known. */
  sentBytes: number | null
  answer: ApiAnswer
}

/** Whether a call is about one of these: `/files` is about `/files`, `/files?limit=1` and `/files/file_1`. */
export function isCallOf({ path }: Pick<ApiCall, 'path'>, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix) && !/^\w/u.test(path.slice(prefix.length)))
}

/** How much of a record its bodies are, roughly, in characters. */
export function bodySizeOf({ request, sentBytes, answer }: ApiCall): number {
  const sent = request.kind === 'json' || request.kind === 'text' ? (sentBytes ?? 0) : 0
  if (answer.kind === 'json' || answer.kind === 'text') return sent + answer.bytes
  if (answer.kind !== 'stream') return sent
  return answer.events.reduce((sum, { data }) => sum + data.length + 40, sent)
}

/** The record without its bodies, as for an old one: what was called, and how it went. */
export function withoutBodies(call: ApiCall): ApiCall {
  const { request, answer } = call
  return {
    ...call,
    request: request.kind === 'none' ? request : { kind: 'left-out' },
    answer: withoutBody(answer),
  }
}

function withoutBody(answer: ApiAnswer): ApiAnswer {
  if (answer.kind === 'stream') return { ...answer, events: [], isWhole: false }
  if (answer.kind !== 'json' && answer.kind !== 'text') return answer
  const { status, headers, mediaType, requestId, durationMs, firstByteMs, bytes, tokens, failure } = answer
  const head = { status, headers, mediaType, requestId }
  return { kind: 'other', ...head, durationMs, firstByteMs, bytes, tokens, failure }
}
