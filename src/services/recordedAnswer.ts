import type { AnswerEnd, AnswerHead, ApiAnswer, ApiEvent, ApiFailure, ApiTokens } from '../domain/apiCall.ts'
import { tokensOf } from '../domain/apiTokens.ts'
import { eventsIn } from '../domain/eventStream.ts'
import type { Redactor } from '../domain/redaction.ts'

/** Of longer bodies nothing is kept, and of longer streams the beginning; in bytes. */
export const LONGEST_BODY = 500_000
/** Of a stream too long to keep, so much of its end is looked at for its tokens. */
const TAIL_BYTES = 64_000
/** So many events of a stream are kept. */
const MOST_EVENTS = 5_000

interface Piece {
  atMs: number
  bytes: Uint8Array
}

export interface AnswerWatch {
  sentAt: number
  isStreamAsked: boolean
  redactor: Redactor
  /** Told when the head is there, and once more when the body has ended, has been given up, or broke off. */
  tell: (answer: ApiAnswer) => void
}

/**
 * The response, whose body is watched while whoever has asked for it reads it: it is neither copied nor read twice.
 * What is kept of it is taken apart at its end, not on the way.
 */
export function watchAnswer(response: Response, watch: AnswerWatch): Response {
  const { status, statusText, headers, body } = response
  const head = headOf(response, watch.redactor)
  const isStream = isStreamOf(head.mediaType, watch.isStreamAsked)
  const keeper = createKeeper(isStream, isStream || isText(head.mediaType))
  const startedAt = watch.sentAt
  function end(failure: ApiFailure | null): void {
    const durationMs = Date.now() - startedAt
    watch.tell(keeper.answer(head, { durationMs, failure }, watch.redactor))
  }
  if (body === null) {
    end(null)
    return response
  }
  watch.tell({ kind: 'coming', ...head })
  const passed = passing(body, {
    take: (bytes) => keeper.take({ atMs: Date.now() - startedAt, bytes }),
    end: (cause) => end(cause === undefined ? null : failureOf(cause, watch.redactor)),
  })
  return new Response(passed, { status, statusText, headers })
}

/** What an error says, without secrets. */
export function failureOf(cause: unknown, redactor: Redactor): ApiFailure {
  if (!(cause instanceof Error)) return { name: 'Error', message: redactor.text(String(cause)) }
  return { name: redactor.text(cause.name), message: redactor.text(cause.message) }
}

function headOf({ status, headers }: Response, redactor: Redactor): AnswerHead {
  const [mediaType = ''] = (headers.get('content-type') ?? '').split(';')
  // Azure and some gateways have names of their own.
  const requestId = ['x-request-id', 'request-id', 'apim-request-id']
    .map((name) => headers.get(name))
    .find(Boolean)
  return {
    status,
    headers: redactor.headers(headers),
    mediaType: redactor.text(mediaType.trim().toLowerCase()),
    requestId: requestId === undefined || requestId === null ? null : redactor.text(requestId),
  }
}

function isStreamOf(mediaType: string, isAsked: boolean): boolean {
  return mediaType === 'text/event-stream' || (isAsked && !/json|html/u.test(mediaType))
}

const isText = (mediaType: string): boolean =>
  /^text\/|[/+](?:json|xml|x-ndjson|jsonl|javascript)$/u.test(mediaType)

/** Hands on what `body` gives as it comes; nothing waits in between, so nothing that has arrived is lost when it breaks. */
function passing(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { take, end }: { take: (bytes: Uint8Array) => void; end: (cause?: unknown) => void },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { value, done } = await reader.read()
          if (done) {
            controller.close()
            end()
            return
          }
          take(value)
          controller.enqueue(value)
        } catch (cause) {
          controller.error(cause)
          end(cause)
        }
      },
      async cancel(reason) {
        end(new DOMException('The answer was not read to its end.', 'AbortError'))
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

interface Keeper {
  take: (piece: Piece) => void
  answer: (
    head: AnswerHead,
    ending: Pick<AnswerEnd, 'durationMs' | 'failure'>,
    redactor: Redactor,
  ) => ApiAnswer
}

function createKeeper(isStream: boolean, isKept: boolean): Keeper {
  const pieces: Piece[] = []
  let tail: Piece[] = []
  let bytes = 0
  let firstByteMs: number | null = null
  function take(piece: Piece): void {
    firstByteMs ??= piece.atMs
    bytes += piece.bytes.byteLength
    if (!isKept) return
    if (bytes <= LONGEST_BODY) pieces.push(piece)
    else if (isStream) tail = withPiece(tail, piece)
    else pieces.length = 0
  }
  return {
    take,
    answer(head, ending, redactor) {
      const end = { ...head, ...ending, bytes, firstByteMs, tokens: null }
      if (bytes === 0 || pieces.length === 0) return { kind: 'other', ...end }
      if (isStream) {
        const events = eventsOf(pieces)
        const tokens = tokensOfEvents([...events, ...eventsOf(tail)])
        const isWhole = bytes <= LONGEST_BODY && events.length <= MOST_EVENTS
        return { ...end, kind: 'stream', events: cleaned(events, redactor), isWhole, tokens }
      }
      const text = textOf(pieces)
      const value = valueOf(text, head.mediaType)
      return value === undefined
        ? { ...end, kind: 'text', text: redactor.text(text) }
        : { ...end, kind: 'json', value: redactor.json(value), tokens: tokensOf(value) }
    },
  }
}

function withPiece(tail: Piece[], piece: Piece): Piece[] {
  const longer = [...tail, piece]
  const size = longer.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
  return size > TAIL_BYTES && longer.length > 1 ? longer.slice(1) : longer
}

function eventsOf(pieces: readonly Piece[]): ApiEvent[] {
  const decoder = new TextDecoder()
  return eventsIn(pieces.map(({ atMs, bytes }) => ({ atMs, text: decoder.decode(bytes, { stream: true }) })))
}

/** JSON is cleaned as JSON: a secret may be spelled otherwise in it. */
function cleaned(events: readonly ApiEvent[], redactor: Redactor): ApiEvent[] {
  return events.slice(0, MOST_EVENTS).map(({ atMs, name, data }) => ({
    atMs,
    name: name === null ? null : redactor.text(name),
    data: redactor.text(data),
  }))
}

/** As the last of the events that count them says. */
function tokensOfEvents(events: readonly ApiEvent[]): ApiTokens | null {
  for (const { data } of events.toReversed()) {
    if (!data.includes('"usage"')) continue
    const tokens = tokensOf(valueOf(data, 'application/json'))
    if (tokens !== null) return tokens
  }
  return null
}

function textOf(pieces: readonly Piece[]): string {
  const decoder = new TextDecoder()
  return pieces.map(({ bytes }) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode()
}

/** `undefined`: it is no JSON. */
function valueOf(text: string, mediaType: string): unknown {
  if (!mediaType.endsWith('json')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
