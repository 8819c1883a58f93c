import type OpenAI from 'openai'
import * as v from 'valibot'
import { AppError, type AppErrorKind } from '../domain/errors.ts'
import { answerError, pageTitle } from './errors.ts'

/** An item of a stream: one event's JSON, or `[DONE]`. */
export type StreamItem = { data: unknown } | 'done'

/**
 * Whether an answer is a stream of events, by what it says it is: some servers stream without being asked to, others
 * answer in one piece although a stream was asked for.
 */
export function isEventStream(response: Response, wasAskedFor: boolean): boolean {
  const type = contentType(response)
  if (type.includes('event-stream')) return true
  return wasAskedFor && !type.includes('json') && !type.includes('html')
}

/**
 * The JSON of an answer, whatever content type it claims.
 * @throws AppError `empty`, `not-json`; the error that some servers answer with status 200.
 */
export async function readJSON(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text.trim() === '') throw failure('empty', 'The server answered with nothing.', response)
  const answer = parseJSON(text, response)
  const parsed = v.safeParse(
    v.object({
      error: v.pipe(
        v.unknown(),
        v.check((error) => Boolean(error)),
      ),
    }),
    answer,
  )
  if (parsed.success) throw answerError(parsed.output.error, response)
  return answer
}

function parseJSON(text: string, response: Response): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const isPage = contentType(response).includes('html') || text.trimStart().startsWith('<')
    throw failure('not-json', isPage ? pageTitle(text) : text.slice(0, 200), response, cause)
  }
}

/**
 * The events of a streamed answer, decoded by the SDK. The SDK ends its iteration in the same way at `[DONE]`, when the
 * server just closes, and after an abort; and what a network error looks like differs between browsers. So the bytes
 * are watched on their way to it.
 * @throws AppError `stream-cut`, `malformed`; the SDK's error for an error event; the signal's reason.
 */
export async function* readEvents(
  client: OpenAI,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<StreamItem> {
  // Already loaded: there is a client.
  const { Stream } = await import('./sdk.ts')
  const watched = watchBody(response)
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    const events = Stream.fromSSEResponse<unknown>(watched.response, controller, client)
    for await (const data of events) yield { data }
    signal.throwIfAborted()
    if (watched.isDoneSaid()) yield 'done'
  } catch (error) {
    signal.throwIfAborted()
    if (watched.cut() !== null) throw failure('stream-cut', 'The connection broke.', response, watched.cut())
    if (error instanceof SyntaxError) throw failure('malformed', error.message, response, error)
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

const TAIL_BYTES = 256

interface WatchedBody {
  response: Response
  /** Whether `[DONE]` has come. */
  isDoneSaid: () => boolean
  /** What broke the connection, or `null`. */
  cut: () => unknown
}

function watchBody(response: Response): WatchedBody {
  const { body, headers } = response
  if (body === null) throw failure('empty', 'The server answered with nothing.', response)
  const reader = body.getReader()
  const latin1 = new TextDecoder('latin1')
  let tail = ''
  let cut: unknown = null
  const watched = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { value, done } = await reader.read()
          if (done) {
            controller.close()
            return
          }
          tail = (tail + latin1.decode(value.subarray(-TAIL_BYTES))).slice(-TAIL_BYTES)
          controller.enqueue(value)
        } catch (error) {
          cut = error
          controller.error(error)
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing waits in between, so nothing that has arrived is lost when the connection breaks.
    { highWaterMark: 0 },
  )
  return {
    response: new Response(watched, { headers }),
    isDoneSaid: () => /(?:^|[\r\n])data: ?\[DONE\]/.test(tail),
    cut: () => cut,
  }
}

/** `answer` as `schema` sees it. @throws AppError `malformed` */
export function parseAnswer<T>(schema: v.GenericSchema<unknown, T>, answer: unknown, response: Response): T {
  const parsed = v.safeParse(schema, answer)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const path = v.getDotPath(issue) ?? 'answer'
  throw failure('malformed', `${path}: ${issue.message}`, response)
}

/** An error about an answer that has arrived, with its request id. */
export function failure(kind: AppErrorKind, detail: string, response: Response, cause?: unknown): AppError {
  const requestId = response.headers.get('x-request-id')
  return new AppError({ kind, detail, ...(requestId !== null && { requestId }) }, { cause })
}

function contentType(response: Response): string {
  return response.headers.get('content-type')?.toLowerCase() ?? ''
}
