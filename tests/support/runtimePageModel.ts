import { chunk, eventStream, usageChunk } from './fakeModel.ts'

export const DATABASE_NAME = 'skein-runtime-test'

/** What the tool gives back. */
export const TOOL_OUTPUT = '21 degrees, light wind'

/** What the model says, so that a test can tell whether all of it was kept. */
export const PREAMBLE =
  'I will look up the weather of both cities before I answer the question that you asked.'
export const CALL_ARGUMENTS = '{"city":"Lisbon","unit":"celsius"}'
export const answerFrom = (output: string): string =>
  `The station says: ${output}. That is all that is known of the weather there at this time of the day.`

interface TalkingModel {
  /** Milliseconds between two pieces. */
  pieceMs: number
  /** Told of each request before it is answered. */
  onAsked: () => Promise<void>
}

/**
 * An endpoint that speaks chat completions, streamed: to a question it says a sentence and calls the tool it was given, in pieces;
 * to what the tool gave back it says a sentence about it.
 */
export function createTalkingModel({ pieceMs, onAsked }: TalkingModel): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const signal = init?.signal ?? request.signal
    await onAsked()
    const body: unknown = await request.json()
    const output = toolOutputIn(body)
    const chunks = output === null ? asking() : [...text(answerFrom(output)), ...end('stop')]
    return eventStream(paced(chunks, { pieceMs, signal }))
  }
}

/** What the last message is, when a tool gave it. */
function toolOutputIn(body: unknown): string | null {
  const messages: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'messages') : null
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : null
  if (typeof last !== 'object' || last === null || Reflect.get(last, 'role') !== 'tool') return null
  return String(Reflect.get(last, 'content'))
}

function asking(): object[] {
  const call = (part: object): object => chunk({ tool_calls: [{ index: 0, ...part }] })
  return [
    ...text(PREAMBLE),
    call({ id: 'call_weather', type: 'function', function: { name: 'get_weather', arguments: '' } }),
    ...pieces(CALL_ARGUMENTS).map((part) => call({ function: { arguments: part } })),
    ...end('tool_calls'),
  ]
}

const text = (words: string): object[] => pieces(words).map((content) => chunk({ content }))

const pieces = (words: string): string[] => words.match(/.{1,6}/gsu) ?? []

function end(reason: 'stop' | 'tool_calls'): object[] {
  return [chunk({}, reason), usageChunk(20, 10)]
}

/** The chunks at a pace at which a page can be killed between any two. */
async function* paced(
  chunks: readonly object[],
  { pieceMs, signal }: { pieceMs: number; signal: AbortSignal },
): AsyncGenerator<object> {
  for (const piece of chunks) {
    await new Promise((resolve) => setTimeout(resolve, pieceMs))
    signal.throwIfAborted()
    yield piece
  }
}
