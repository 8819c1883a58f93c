import type { Chat } from '@/domain/chat.ts'

export type ChatGroupKey = 'pinned' | 'today' | 'yesterday' | 'week' | 'older'

export interface ChatGroup {
  key: ChatGroupKey
  chats: Chat[]
}

/** Which chats the list shows: all that are not archived, those of a folder, or the archive. */
export type ChatFilter = { kind: 'all' } | { kind: 'folder'; folder: string } | { kind: 'archive' }

/** The chats that pass a filter, in the order given. */
export function filterChats(chats: readonly Chat[], filter: ChatFilter): Chat[] {
  return chats.filter((chat) => {
    if (filter.kind === 'archive') return chat.isArchived
    return !chat.isArchived && (filter.kind === 'all' || chat.folder === filter.folder)
  })
}

/** Chats (newest first) by the local day of their last change, pinned ones before all; empty groups are left out. */
export function groupChats(chats: readonly Chat[], now: number): ChatGroup[] {
  const startOf = (daysAgo: number): number => {
    const day = new Date(now)
    day.setHours(0, 0, 0, 0)
    day.setDate(day.getDate() - daysAgo)
    return day.getTime()
  }
  const [today, yesterday, week] = [startOf(0), startOf(1), startOf(7)]
  const keyOf = (chat: Chat): ChatGroupKey => {
    if (chat.isPinned) return 'pinned'
    if (chat.updatedAt >= today) return 'today'
    if (chat.updatedAt >= yesterday) return 'yesterday'
    return chat.updatedAt >= week ? 'week' : 'older'
  }
  const groups: ChatGroup[] = (['pinned', 'today', 'yesterday', 'week', 'older'] as const).map((key) => ({
    key,
    chats: [],
  }))
  for (const chat of chats) groups.find((group) => group.key === keyOf(chat))?.chats.push(chat)
  return groups.filter((group) => group.chats.length > 0)
}
