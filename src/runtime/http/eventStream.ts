import { errorBody } from '../../http/errors.ts'
import { eventStream } from '../../http/sse.ts'
import { asApiError } from './failures.ts'
import type { RunWatch } from '../engine/runHub.ts'
import type { RunEvent, Thread } from '../wire.ts'

/**
 * A run's events as server-sent events, until it stands still; then `done`. What breaks the stream is told by an `error` event. A client
 * that goes away ends the watching, not the run.
 */
export function runEventStream(watch: RunWatch, thread?: Thread): Response {
  return eventStream(linesOf(watch, thread), watch.close)
}

async function* linesOf({ events }: RunWatch, thread?: Thread): AsyncGenerator<string> {
  try {
    if (thread !== undefined) yield line({ event: 'thread.created', data: thread })
    for await (const event of events) yield line(event)
  } catch (error) {
    yield line({ event: 'error', data: errorBody(asApiError(error)).error })
  }
  yield 'event: done\ndata: [DONE]\n\n'
}

function line({ event, data }: RunEvent | { event: 'error'; data: object }): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
