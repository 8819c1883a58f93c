import type { RuntimeNews, TabChannel } from '@/runtime/deps.ts'

/** Channels of tabs that hear each other. */
export function createChannels(): () => TabChannel {
  const tabs = new Set<(news: RuntimeNews) => void>()
  return () => {
    let own: (news: RuntimeNews) => void = () => undefined
    return {
      post(news) {
        for (const tell of tabs) if (tell !== own) queueMicrotask(() => tell(structuredClone(news)))
      },
      listen(listener) {
        own = listener
        tabs.add(listener)
      },
      close: () => tabs.delete(own),
    }
  }
}
