import type { Chat } from '@/domain/chat.ts'
import { excerptOf, searchWords, type ChatSearchHit } from '@/domain/chatSearch.ts'
import { scanMessages } from '@/storage/chatRepository.ts'

const MAX_HITS = 200
const MAX_HITS_PER_CHAT = 3

interface DatedHit extends ChatSearchHit {
  at: number
}

/**
 * Finds the messages (the newest three of a chat) and titles that have all words of `query`, newest first.
 * @throws AppError of kind `storage`.
 */
export async function searchChats(
  chats: ReadonlyMap<string, Chat>,
  query: string,
  signal: AbortSignal,
): Promise<ChatSearchHit[]> {
  const words = searchWords(query)
  if (words.length === 0) return []
  const hits = new Map<string, DatedHit[]>()
  await scanMessages((message) => {
    const title = chats.get(message.chatId)?.title
    const excerpt = title === undefined ? null : excerptOf(message.text, words)
    if (title === undefined || excerpt === null) return
    const hit = { chatId: message.chatId, title, excerpt, messageId: message.id, at: message.createdAt }
    hits.set(hit.chatId, newestFirst([...(hits.get(hit.chatId) ?? []), hit]).slice(0, MAX_HITS_PER_CHAT))
  }, signal)
  const titleHits = [...chats.values()]
    .filter((chat) => excerptOf(chat.title, words) !== null)
    .map((chat) => ({ chatId: chat.id, title: chat.title, excerpt: '', messageId: null, at: chat.updatedAt }))
  return newestFirst([...titleHits, ...[...hits.values()].flat()])
    .slice(0, MAX_HITS)
    .map(({ chatId, title, excerpt, messageId }) => ({ chatId, title, excerpt, messageId }))
}

function newestFirst(hits: DatedHit[]): DatedHit[] {
  return hits.sort((a, b) => b.at - a.at)
}
