import type { AssistantMessage, Attachment, Chat, ChatMessage } from './chat.ts'

export const EXPORT_FORMAT = 'skein-chats'
export const EXPORT_VERSION = 1

export interface ExportedChat {
  chat: Chat
  messages: ChatMessage[]
}

/** Chats with all their branches as one JSON text that `readChatExport` takes in again. It holds no key. */
export function toChatExport(chats: readonly ExportedChat[], exportedAt: Date): string {
  const file = { format: EXPORT_FORMAT, version: EXPORT_VERSION, exportedAt: exportedAt.toISOString(), chats }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** One path of a chat as Markdown, for reading. Times are UTC. */
export function toMarkdown(chat: Chat, path: readonly ChatMessage[]): string {
  const instructions = chat.parameters.instructions?.trim() ?? ''
  const parts = [`# ${chat.title === '' ? 'Chat' : chat.title}`]
  if (instructions !== '') parts.push(`## Instructions\n\n${instructions}`)
  return `${[...parts, ...path.map(messageMarkdown)].join('\n\n')}\n`
}

function messageMarkdown(message: ChatMessage): string {
  const time = timeOf(message.createdAt)
  if (message.role === 'user') {
    const names = message.attachments.map(attachmentLine)
    return sections([`## You · ${time}`, names.join('\n'), message.text])
  }
  return sections([
    `## Assistant (${message.model}) · ${time}`,
    message.reasoning === '' ? '' : details('Reasoning', message.reasoning),
    message.text,
    message.refusal === '' ? '' : `> ${message.refusal.replaceAll('\n', '\n> ')}`,
    ...message.toolCalls.map((call) => `Tool call \`${call.name}\`:\n\n${fenced(call.arguments, 'json')}`),
    statusLine(message),
  ])
}

function statusLine({ status, error }: AssistantMessage): string {
  if (status === 'complete') return ''
  return error === null ? `*(${status})*` : `*(${status}: ${error.detail})*`
}

function attachmentLine({ name, mediaType, bytes }: Attachment): string {
  return `- Attachment: ${name} (${mediaType}, ${bytes} bytes)`
}

function details(summary: string, text: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${text.trim()}\n\n</details>`
}

/** A fence longer than any in the text, so that the text cannot close it. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/gu)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text.replace(/\n$/u, '')}\n${fence}`
}

/** What there is to say, with a blank line between. */
export function sections(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')
}

/** A time as exports write it, in UTC. */
export function timeOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
