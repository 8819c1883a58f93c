import { errorBody } from '../../http/errors.ts'
import { eventStream } from '../../http/sse.ts'
import { asApiError } from './failures.ts'
import { withIncluded } from './include.ts'
import type { RunWatch } from '../engine/runHub.ts'
import type { RunEvent, Thread } from '../wire.ts'

/**
 * A run's events as server-sent events, until it stands still; then `done`. What breaks the stream is told by an `error` event. A client
 * that goes away ends the watching, not the run. `isContentIncluded`: whether steps come with the contents of their search results.
 */
export function runEventStream(
  watch: RunWatch,
  { thread, isContentIncluded }: { thread?: Thread | undefined; isContentIncluded: boolean },
): Response {
  return eventStream(linesOf(watch, thread, isContentIncluded), watch.close)
}

async function* linesOf(
  { events }: RunWatch,
  thread: Thread | undefined,
  isContentIncluded: boolean,
): AsyncGenerator<string> {
  try {
    if (thread !== undefined) yield line({ event: 'thread.created', data: thread })
    for await (const event of events) yield line(asIncluded(event, isContentIncluded))
  } catch (error) {
    yield line({ event: 'error', data: errorBody(asApiError(error)).error })
  }
  yield 'event: done\ndata: [DONE]\n\n'
}

function asIncluded(event: RunEvent, isContentIncluded: boolean): RunEvent {
  switch (event.event) {
    case 'thread.run.step.created':
    case 'thread.run.step.in_progress':
    case 'thread.run.step.completed':
    case 'thread.run.step.failed':
    case 'thread.run.step.cancelled':
    case 'thread.run.step.expired':
      return { event: event.event, data: withIncluded(event.data, isContentIncluded) }
    default:
      return event
  }
}

function line({ event, data }: RunEvent | { event: 'error'; data: object }): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
