import * as v from 'valibot'
import type { AssistantMessage, Chat, ChatMessage } from './chat.ts'
import { fenced, type ExportedChat } from './chatExport.ts'
import { createTree, latestLeaf } from './chatTree.ts'
import { createId } from './ids.ts'
import { emptyReply } from './replyReducer.ts'

// ChatGPT's "Export data" gives a zip with `conversations.json`: a list of conversations, each a tree of nodes. The
// format is not documented and keeps growing, so any part of it may be missing or of another type.

const text = v.fallback(v.nullish(v.string(), null), null)
const seconds = v.fallback(v.nullish(v.number(), null), null)
const flag = v.fallback(v.optional(v.boolean(), false), false)

const contentSchema = v.object({
  content_type: v.string(),
  text,
  language: text,
  parts: v.fallback(v.array(v.unknown()), []),
  thoughts: v.fallback(v.array(v.object({ summary: text, content: text })), []),
})

const messageSchema = v.object({
  author: v.object({ role: v.string() }),
  create_time: seconds,
  recipient: text,
  content: contentSchema,
  metadata: v.fallback(
    v.object({
      model_slug: text,
      is_visually_hidden_from_conversation: flag,
      finish_details: v.fallback(v.nullish(v.object({ type: text }), null), null),
      attachments: v.fallback(v.array(v.object({ name: text })), []),
    }),
    { model_slug: null, is_visually_hidden_from_conversation: false, finish_details: null, attachments: [] },
  ),
})

const nodeSchema = v.object({ message: v.fallback(v.nullish(messageSchema, null), null), parent: text })

const conversationSchema = v.object({
  mapping: v.record(v.string(), v.fallback(nodeSchema, { message: null, parent: null })),
  current_node: text,
  title: text,
  conversation_id: text,
  id: text,
  create_time: seconds,
  update_time: seconds,
  is_archived: flag,
  is_starred: v.fallback(v.nullish(v.boolean(), false), false),
})

type Conversation = v.InferOutput<typeof conversationSchema>
type NodeMessage = v.InferOutput<typeof messageSchema>

/** What imported replies name as their connection: there is none of that name. */
const SOURCE = { connectionId: 'chatgpt', api: 'responses', isStreamed: true } as const

/**
 * One conversation of `conversations.json` as a chat on `connectionId`, with all its branches; `null` when there is
 * nothing in it to show. The ids are made from ChatGPT's, so that the same file gives the same chats.
 */
export function fromChatGPT(value: unknown, connectionId: string): ExportedChat | null {
  const parsed = v.safeParse(conversationSchema, value)
  if (!parsed.success) return null
  const conversation = parsed.output
  const sourceId = conversation.conversation_id ?? conversation.id
  const chatId = sourceId === null ? createId('chat') : `chatgpt_${sourceId}`
  const createdAt = (conversation.create_time ?? conversation.update_time ?? 0) * 1000
  const { messages, shownAs } = walk(conversation, chatId, createdAt)
  const last = messages.at(-1)
  if (last === undefined) return null
  const current = conversation.current_node === null ? undefined : shownAs.get(conversation.current_node)
  const chat: Chat = {
    id: chatId,
    title: conversation.title ?? '',
    titleSource: 'manual',
    createdAt,
    updatedAt: conversation.update_time === null ? last.createdAt : conversation.update_time * 1000,
    isPinned: conversation.is_starred,
    isArchived: conversation.is_archived,
    folder: null,
    connectionId,
    model: null,
    api: null,
    isStreaming: true,
    parameters: {},
    leafId: latestLeaf(createTree(messages), current ?? last.id),
  }
  return { chat, messages }
}

/** Where the walk stands: what the nodes above have come to. */
interface Visit {
  nodeId: string
  parent: ChatMessage | null
  /** Thinking that belongs to the reply below it. */
  reasoning: string
  /** Whether `parent` has led here without a fork: a reply made of several nodes is one message. */
  isChain: boolean
}

function walk(
  { mapping }: Conversation,
  chatId: string,
  createdAt: number,
): { messages: ChatMessage[]; shownAs: Map<string, string> } {
  const children = childrenByParent(mapping)
  const messages = new Map<string, ChatMessage>()
  const shownAs = new Map<string, string>()
  const waiting: Visit[] = startsOf(children.get(null), { parent: null, reasoning: '', isChain: true })
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    const { nodeId } = visit
    const after = visited(visit, mapping[nodeId]?.message ?? null, { chatId, createdAt })
    if (after.parent !== null) {
      messages.set(after.parent.id, after.parent)
      shownAs.set(nodeId, after.parent.id)
    }
    const below = children.get(nodeId)
    waiting.push(...startsOf(below, { ...after, isChain: after.isChain && below?.length === 1 }))
  }
  return { messages: [...messages.values()], shownAs }
}

/** Where the walk stands after a node: most add a message or to one, hidden ones change nothing. */
function visited(
  before: Visit,
  source: NodeMessage | null,
  { chatId, createdAt }: { chatId: string; createdAt: number },
): Omit<Visit, 'nodeId'> {
  const { parent } = before
  const part = source === null ? null : partOf(source)
  if (source === null || part === null) return before
  const reasoning = joined(before.reasoning, part.reasoning)
  if (part.text === '') return { ...before, reasoning }
  const time = source.create_time === null ? (parent?.createdAt ?? createdAt) : source.create_time * 1000
  const fixed = { id: `${chatId}_${before.nodeId}`, chatId, parentId: parent?.id ?? null, createdAt: time }
  if (part.role === 'user') {
    return {
      parent: { ...fixed, role: 'user', text: part.text, attachments: [] },
      reasoning: '',
      isChain: true,
    }
  }
  const reply =
    parent?.role === 'assistant' && before.isChain
      ? extended(parent, part.text, reasoning)
      : replyOf(fixed, source, { text: part.text, reasoning })
  return { parent: reply, reasoning: '', isChain: true }
}

/** In reverse, since the walk takes from the end. */
function startsOf(nodeIds: readonly string[] = [], state: Omit<Visit, 'nodeId'>): Visit[] {
  return nodeIds.map((nodeId) => ({ ...state, nodeId })).reverse()
}

function childrenByParent(mapping: Conversation['mapping']): Map<string | null, string[]> {
  const children = new Map<string | null, string[]>()
  for (const [id, { parent }] of Object.entries(mapping)) {
    const key = parent !== null && parent in mapping ? parent : null
    children.set(key, [...(children.get(key) ?? []), id])
  }
  return children
}

function replyOf(
  fixed: Parameters<typeof emptyReply>[0],
  { metadata }: NodeMessage,
  { text, reasoning }: { text: string; reasoning: string },
): AssistantMessage {
  const reply = emptyReply(fixed, { ...SOURCE, model: metadata.model_slug ?? '' }, fixed.createdAt)
  const reason = metadata.finish_details?.type ?? null
  return {
    ...reply,
    status: reason === 'interrupted' ? 'stopped' : 'complete',
    text,
    reasoning,
    finishReason: reason === 'max_tokens' ? 'length' : reason,
  }
}

function extended(reply: AssistantMessage, text: string, reasoning: string): AssistantMessage {
  return { ...reply, text: joined(reply.text, text), reasoning: joined(reply.reasoning, reasoning) }
}

interface Part {
  role: 'user' | 'assistant'
  text: string
  reasoning: string
}

/** What a person saw of a node; `null` for system and tool nodes, calls of tools, and hidden context. */
function partOf({ author: { role }, content, metadata, recipient }: NodeMessage): Part | null {
  if (metadata.is_visually_hidden_from_conversation) return null
  if (role !== 'user' && role !== 'assistant') return null
  const to = recipient ?? 'all'
  const shown = (text: string): Part | null => (text === '' ? null : { role, text, reasoning: '' })
  switch (content.content_type) {
    case 'text':
    case 'multimodal_text': {
      if (to !== 'all') return null
      const files = role === 'user' ? metadata.attachments.map(({ name }) => `[${name ?? 'file'}]`) : []
      return shown([...files, content.parts.map(partText).join('\n')].join('\n').trim())
    }
    case 'code': {
      const isSeen = to === 'all' || to === 'python' || to.startsWith('canmore')
      const language = content.language === 'unknown' ? null : content.language
      const code = content.text ?? ''
      return isSeen && code !== '' ? shown(fenced(code, language ?? '')) : null
    }
    case 'thoughts': {
      const thoughts = content.thoughts.map((thought) => joined(thought.summary ?? '', thought.content ?? ''))
      return { role, text: '', reasoning: thoughts.reduce(joined, '') }
    }
    default:
      return null
  }
}

const CITATION = /\ue200[^\ue201]*\ue201/gu
const partSchema = v.object({ content_type: v.string(), text })

/** Pictures and sound are not in the file; a transcript is. */
function partText(part: unknown): string {
  if (typeof part === 'string') return part.replace(CITATION, '')
  const parsed = v.safeParse(partSchema, part)
  if (!parsed.success) return ''
  const { content_type: type, text: words } = parsed.output
  if (words !== null) return words
  return type.startsWith('image') ? '[image]' : `[${type}]`
}

function joined(before: string, more: string): string {
  return before === '' || more === '' ? before + more : `${before}\n\n${more}`
}
