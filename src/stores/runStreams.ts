import type { Run } from '@/domain/api.ts'
import { AppError } from '@/domain/errors.ts'
import type { RunKey, ThreadKey } from '@/domain/place.ts'
import type { RunStreamEvent } from '@/domain/runEvents.ts'

interface StreamsOptions {
  accept: (key: ThreadKey, event: RunStreamEvent) => void
  openStream: (key: RunKey, controller: AbortController) => () => void
}

type OpenEvents = (signal: AbortSignal) => AsyncGenerator<RunStreamEvent>

/** A connection can be dead without anybody having been told: a stream that says nothing for so long is given up, and its run is polled. */
const SILENCE_MS = 120_000

/** Takes streams of runs in, to their end. */
export function createRunStreams({ accept, openStream }: StreamsOptions): {
  take: (placeId: string, open: OpenEvents, signal: AbortSignal) => Promise<Run>
} {
  /**
   * Resolves once the stream has told of its run, and takes it in on from there. Until then `signal` ends it.
   * @throws AppError when it does not come to that
   */
  async function take(placeId: string, open: OpenEvents, signal: AbortSignal): Promise<Run> {
    const controller = new AbortController()
    const begun = Promise.withResolvers<Run>()
    const giveUp = (): void => controller.abort()
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
    void read(placeId, open(controller.signal), { begun, controller })
    try {
      return await begun.promise
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  interface Reading {
    begun: Pick<PromiseWithResolvers<Run>, 'resolve' | 'reject'>
    controller: AbortController
  }

  async function read(
    placeId: string,
    events: AsyncGenerator<RunStreamEvent>,
    { begun, controller }: Reading,
  ): Promise<void> {
    let key: ThreadKey | null = null
    let close: (() => void) | null = null
    let silence: ReturnType<typeof setTimeout> | undefined
    try {
      for await (const event of events) {
        // Whoever let go of the run wants nothing of it any more.
        if (controller.signal.aborted) break
        if (event.type === 'run-changed') key ??= { placeId, threadId: event.run.thread_id }
        if (key === null) continue // that the thread was made is told by its run
        accept(key, event)
        clearTimeout(silence)
        silence = setTimeout(() => controller.abort(), SILENCE_MS)
        if (event.type !== 'run-changed') continue
        close ??= openStream({ ...key, runId: event.run.id }, controller)
        begun.resolve(event.run)
      }
      begun.reject(
        new AppError({ kind: 'stream-cut', detail: 'The stream ended before it told of its run.' }),
      )
    } catch (cause) {
      // After its run was told this rejects nothing: polling takes over, and tells itself what it meets.
      begun.reject(cause)
    } finally {
      clearTimeout(silence)
      close?.()
    }
  }

  return { take }
}
