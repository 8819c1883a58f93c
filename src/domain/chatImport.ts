import * as v from 'valibot'
import { EXPORT_FORMAT, EXPORT_VERSION, type ExportedChat } from './chatExport.ts'
import { fromChatGPT } from './chatgptImport.ts'
import { exportedChatsSchema } from './chatSchema.ts'
import { createTree, shownLeaf, subtreeOf } from './chatTree.ts'
import { AppError } from './errors.ts'
import { settledMessage } from './replyReducer.ts'
import { createId } from './ids.ts'

interface ImportedChats {
  chats: ExportedChat[]
  /** How many conversations of the file hold nothing to take in. */
  unusable: number
}

/**
 * The chats of a file: an export of ours, or ChatGPT's `conversations.json` (a list, or `{ conversations }`).
 * ChatGPT's chats go on over `connectionId`.
 * @throws AppError of kind `invalid`, saying what is wrong with the file.
 */
export function readChatFile(text: string, connectionId: string): ImportedChats {
  const file = parseJSON(text)
  if (Array.isArray(file)) return readConversations(file, connectionId)
  const shape = v.safeParse(v.looseObject({}), file)
  if (!shape.success) throw invalid('The file is neither a chat export of this console nor ChatGPT’s.')
  const { format, version, chats, conversations, mapping } = shape.output
  if (Array.isArray(conversations)) return readConversations(conversations, connectionId)
  if (mapping !== undefined) return readConversations([file], connectionId)
  if (format !== EXPORT_FORMAT) {
    throw invalid(
      `Neither \`format: "${EXPORT_FORMAT}"\` nor ChatGPT’s list of conversations is in the file.`,
    )
  }
  if (typeof version !== 'number' || version > EXPORT_VERSION) {
    throw invalid(`The file has version ${JSON.stringify(version)}; this page reads up to ${EXPORT_VERSION}.`)
  }
  return { chats: readOwnExport(chats), unusable: 0 }
}

function readConversations(conversations: readonly unknown[], connectionId: string): ImportedChats {
  const chats = conversations
    .map((conversation) => fromChatGPT(conversation, connectionId))
    .filter((chat) => chat !== null)
  if (chats.length === 0) throw invalid('The list in the file holds no conversation with messages.')
  return { chats, unusable: conversations.length - chats.length }
}

/** A copy under ids of its own. */
export function withNewIds({ chat, messages }: ExportedChat): ExportedChat {
  const chatId = createId('chat')
  const ids = new Map(messages.map((message) => [message.id, createId('msg')]))
  const renamed = (id: string | null): string | null => (id === null ? null : (ids.get(id) ?? null))
  return {
    chat: { ...chat, id: chatId, leafId: renamed(chat.leafId) },
    messages: messages.map((message) => ({
      ...message,
      id: renamed(message.id) ?? createId('msg'),
      chatId,
      parentId: renamed(message.parentId),
    })),
  }
}

function readOwnExport(chats: unknown): ExportedChat[] {
  const result = v.safeParse(exportedChatsSchema, chats)
  if (!result.success) {
    const [issue] = result.issues
    throw invalid(`chats.${v.getDotPath(issue) ?? ''}: ${issue.message}`)
  }
  return result.output.map(wholeChat)
}

/** A chat whose messages are one sound tree; what was arriving when it was exported is not arriving any more. */
function wholeChat({ chat, messages }: ExportedChat): ExportedChat {
  const tree = createTree(messages)
  const roots = tree.children.get(null) ?? []
  const reachable = new Set(roots.flatMap((root) => subtreeOf(tree, root)))
  if (tree.messages.size !== messages.length)
    throw invalid(`The chat ${chat.id} has two messages with one id.`)
  if (reachable.size !== messages.length)
    throw invalid(`The messages of the chat ${chat.id} lead in a circle.`)
  return {
    chat: { ...chat, leafId: shownLeaf(tree, chat.leafId) },
    messages: messages.map((message) => settledMessage({ ...message, chatId: chat.id })),
  }
}

function parseJSON(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch (cause) {
    throw new AppError({ kind: 'invalid', detail: `The file is not JSON: ${String(cause)}` }, { cause })
  }
}

function invalid(detail: string): AppError {
  return new AppError({ kind: 'invalid', detail })
}
