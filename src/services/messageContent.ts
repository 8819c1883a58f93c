import type { Attachment, ChatTurn } from '@/domain/chat.ts'

type UserTurn = Extract<ChatTurn, { role: 'user' }>
type ImageAttachment = Extract<Attachment, { kind: 'image' }>
type TextAttachment = Extract<Attachment, { kind: 'text' }>

/** A user's turn as both APIs take it: the text, with the text files before the words about them, and the images. */
export function contentOf({ text, attachments }: UserTurn): { text: string; images: ImageAttachment[] } {
  const files = attachments.filter((attachment) => attachment.kind === 'text').map(fenced)
  return {
    text: [...files, text].filter((part) => part !== '').join('\n\n'),
    images: attachments.filter((attachment) => attachment.kind === 'image'),
  }
}

/** A text file as Markdown: its name, then its text in a fence that is longer than any run of backticks inside. */
function fenced({ name, text }: TextAttachment): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const extension = /\.(\w+)$/.exec(name)?.[1] ?? ''
  return `${name}:\n${fence}${extension}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`
}
