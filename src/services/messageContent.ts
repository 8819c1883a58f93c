import type { Attachment, ChatTurn, ContentPart } from '../domain/chat.ts'

type UserTurn = Extract<ChatTurn, { role: 'user' }>
type TextAttachment = Extract<Attachment, { kind: 'text' }>

/**
 * A user's turn as both APIs take it: a plain string where it will do, as many servers and chat templates know nothing
 * else, or text and images in their order. Text files stand before the words about them, attached images after them.
 */
export function contentOf(turn: UserTurn): string | ContentPart[] {
  const parts = 'parts' in turn ? turn.parts : partsOf(turn)
  return parts.every((part) => part.type === 'text') ? parts.map(({ text }) => text).join('\n\n') : parts
}

function partsOf({ text, attachments }: Exclude<UserTurn, { parts: unknown }>): ContentPart[] {
  const files = attachments.filter((attachment) => attachment.kind === 'text').map(fenced)
  const words = [...files, text].filter((part) => part !== '').join('\n\n')
  const images = attachments.filter((attachment) => attachment.kind === 'image')
  return [
    ...(words === '' ? [] : [{ type: 'text' as const, text: words }]),
    ...images.map(({ dataURL }) => ({ type: 'image' as const, url: dataURL, detail: 'auto' as const })),
  ]
}

/** A text file as Markdown: its name, then its text in a fence that is longer than any run of backticks inside. */
function fenced({ name, text }: TextAttachment): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const extension = /\.(\w+)$/.exec(name)?.[1] ?? ''
  return `${name}:\n${fence}${extension}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`
}
