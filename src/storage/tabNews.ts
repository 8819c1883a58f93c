import { openTabChannel } from './tabChannel.ts'

/** What one tab of the console tells the others. They read the rows again; nothing but ids travels. */
export type TabNews =
  | { type: 'chats-changed'; chatIds: string[] }
  | { type: 'messages-changed'; chatId: string; messageIds: string[] }
  /** Stop the reply that is on its way in this chat, whichever tab it runs in. */
  | { type: 'stop'; chatId: string }
  /** What the console remembers of the Assistants API has changed. */
  | { type: 'threads-changed' | 'runs-changed' | 'handlers-changed' }

const listeners = new Set<(news: TabNews) => void>()
let channel: BroadcastChannel | null = null

function open(): BroadcastChannel | null {
  if (channel !== null) return channel
  channel = openTabChannel('skein-console')
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isTabNews(data)) return
    for (const listener of listeners) listener(data)
  })
  return channel
}

export function tellTabs(news: TabNews): void {
  open()?.postMessage(news)
}

/** Calls `listener` with what other tabs tell (not with what this one does). Gives the way to stop. */
export function onTabNews(listener: (news: TabNews) => void): () => void {
  open()
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A tab with another version of this page may say what this one does not know. */
function isTabNews(value: unknown): value is TabNews {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  const isIds = (ids: unknown): boolean => Array.isArray(ids) && ids.every((id) => typeof id === 'string')
  const hasChat = 'chatId' in value && typeof value.chatId === 'string'
  if (value.type === 'chats-changed') return 'chatIds' in value && isIds(value.chatIds)
  if (value.type === 'messages-changed') return hasChat && 'messageIds' in value && isIds(value.messageIds)
  if (value.type === 'stop') return hasChat
  return (
    value.type === 'threads-changed' || value.type === 'runs-changed' || value.type === 'handlers-changed'
  )
}
