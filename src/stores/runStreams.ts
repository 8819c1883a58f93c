import type { Run } from '@/domain/api.ts'
import { AppError } from '@/domain/errors.ts'
import type { RunKey, ThreadKey } from '@/domain/place.ts'
import type { RunStreamEvent } from '@/domain/runEvents.ts'

interface StreamsOptions {
  accept: (key: ThreadKey, event: RunStreamEvent) => void
  openStream: (key: RunKey, controller: AbortController) => () => void
}

type OpenEvents = (signal: AbortSignal) => AsyncGenerator<RunStreamEvent>

/** Takes streams of runs in, to their end. */
export function createRunStreams({ accept, openStream }: StreamsOptions): {
  take: (placeId: string, open: OpenEvents) => Promise<Run>
} {
  /** Resolves once the stream has told of its run, and takes it in on from there. @throws AppError when it does not come to that */
  function take(placeId: string, open: OpenEvents): Promise<Run> {
    const begun = Promise.withResolvers<Run>()
    void read(placeId, open, begun)
    return begun.promise
  }

  async function read(
    placeId: string,
    open: OpenEvents,
    begun: Pick<PromiseWithResolvers<Run>, 'resolve' | 'reject'>,
  ): Promise<void> {
    const controller = new AbortController()
    let key: ThreadKey | null = null
    let close: (() => void) | null = null
    try {
      for await (const event of open(controller.signal)) {
        // Whoever let go of the run wants nothing of it any more.
        if (controller.signal.aborted) break
        if (event.type === 'run-changed') key ??= { placeId, threadId: event.run.thread_id }
        if (key === null) continue // that the thread was made is told by its run
        accept(key, event)
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
      close?.()
    }
  }

  return { take }
}
