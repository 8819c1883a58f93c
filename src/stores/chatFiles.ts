import type { Chat } from '@/domain/chat.ts'
import { toChatExport, toMarkdown, type ExportedChat } from '@/domain/chatExport.ts'
import { readChatFile, withNewIds } from '@/domain/chatImport.ts'
import { createTree, pathTo, shownLeaf } from '@/domain/chatTree.ts'
import { AppError } from '@/domain/errors.ts'
import { addChat, readChats, readMessages, takenMessageIds } from '@/storage/chatRepository.ts'

// Loaded when a person imports or exports.

/**
 * Stores the chats of a file and tells `added` of each. What is stored already is skipped; what only shares ids with
 * something stored comes in as a copy.
 * @throws AppError of kind `invalid`, `storage-full` or `storage`.
 */
export async function importChats(
  text: string,
  connectionId: string,
  added: (chat: Chat) => void,
): Promise<{ imported: number; skipped: number }> {
  const { chats, unusable } = readChatFile(text, connectionId)
  let imported = 0
  let skipped = unusable
  for (const entry of chats) {
    const [isKnown, taken] = await Promise.all([
      readChats([entry.chat.id]).then((found) => found.length > 0),
      takenMessageIds(entry.messages.map((message) => message.id)),
    ])
    if (isKnown && taken.size === entry.messages.length) {
      skipped += 1
      continue
    }
    const stored = isKnown || taken.size > 0 ? withNewIds(entry) : entry
    await addChat(stored)
    added(stored.chat)
    imported += 1
  }
  return { imported, skipped }
}

/** The path that a chat shows, as Markdown. @throws AppError */
export async function markdownOf(chatId: string): Promise<string> {
  const { chat, messages } = await exportedChat(chatId)
  const tree = createTree(messages)
  return toMarkdown(chat, pathTo(tree, shownLeaf(tree, chat.leafId)))
}

/** Chats with all their branches as an export file. @throws AppError */
export async function jsonOf(chatIds: readonly string[]): Promise<string> {
  const chats: ExportedChat[] = []
  for (const chatId of chatIds) chats.push(await exportedChat(chatId))
  return toChatExport(chats, new Date())
}

async function exportedChat(chatId: string): Promise<ExportedChat> {
  const [[chat], messages] = await Promise.all([readChats([chatId]), readMessages(chatId)])
  if (chat === undefined) {
    throw new AppError({ kind: 'not-found', detail: 'The chat has no messages yet, or has been deleted.' })
  }
  return { chat, messages: messages.sort((a, b) => a.createdAt - b.createdAt) }
}
