import { describe, expect, it } from 'vitest'
import { filterChats, groupChats } from '@/components/chat/groupChats.ts'
import type { Chat } from '@/domain/chat.ts'

const NOON = new Date(2026, 10, 22, 12).getTime()
const HOUR = 3_600_000
const DAY = 24 * HOUR

function chat(id: string, changes: Partial<Chat> = {}): Chat {
  return {
    id,
    title: id,
    titleSource: 'auto',
    createdAt: NOON,
    updatedAt: NOON,
    isPinned: false,
    isArchived: false,
    folder: null,
    connectionId: 'demo',
    model: null,
    api: null,
    isStreaming: true,
    parameters: {},
    leafId: null,
    ...changes,
  }
}

describe('groupChats', () => {
  it('groups by the local day, with pinned chats before all', () => {
    const chats = [
      chat('now'),
      chat('midnight', { updatedAt: new Date(2026, 10, 22).getTime() }),
      chat('last night', { updatedAt: NOON - 13 * HOUR }),
      chat('pinned and old', { isPinned: true, updatedAt: NOON - 90 * DAY }),
      chat('on Tuesday', { updatedAt: NOON - 5 * DAY }),
      chat('last year', { updatedAt: NOON - 400 * DAY }),
    ]
    const shown = groupChats(chats, NOON).map(({ key, chats: members }) => [key, members.map(({ id }) => id)])
    expect(shown).toEqual([
      ['pinned', ['pinned and old']],
      ['today', ['now', 'midnight']],
      ['yesterday', ['last night']],
      ['week', ['on Tuesday']],
      ['older', ['last year']],
    ])
  })
})

describe('filterChats', () => {
  const chats = [chat('a'), chat('b', { folder: 'Work' }), chat('c', { folder: 'Work', isArchived: true })]
  const ids = (filter: Parameters<typeof filterChats>[1]): string[] =>
    filterChats(chats, filter).map(({ id }) => id)

  it('shows archived chats in the archive only', () => {
    expect(ids({ kind: 'all' })).toEqual(['a', 'b'])
    expect(ids({ kind: 'archive' })).toEqual(['c'])
  })

  it('shows the chats of a folder', () => {
    expect(ids({ kind: 'folder', folder: 'Work' })).toEqual(['b'])
  })
})
