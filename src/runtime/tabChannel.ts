import { openTabChannel } from '../storage/tabChannel.ts'
import type { RuntimeNews, TabChannel } from './deps.ts'

/** The channel of that name to the runtimes of the other tabs; in a browser without channels nothing is told, and nothing heard. */
export function createTabChannel(name: string): TabChannel {
  let channel = openTabChannel(name)
  return {
    post: (news) => channel?.postMessage(news),
    listen(listener) {
      channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (isRuntimeNews(data)) listener(data)
      })
    },
    close() {
      channel?.close()
      // What is still under way may have something to tell, which a closed channel would refuse with an error.
      channel = null
    },
  }
}

/** A tab with another version of this page may say what this one does not know. */
function isRuntimeNews(value: unknown): value is RuntimeNews {
  if (!isObject(value) || !('runId' in value) || typeof value.runId !== 'string' || !('type' in value))
    return false
  if (value.type === 'run-changed') return true
  return value.type === 'run-event' && 'event' in value && isRunEvent(value.event)
}

function isRunEvent(value: unknown): boolean {
  return (
    isObject(value) &&
    'event' in value &&
    typeof value.event === 'string' &&
    value.event.startsWith('thread.') &&
    'data' in value &&
    isObject(value.data)
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
