import type { Message, Thread } from './api.ts'
import { sections, timeOf } from './chatExport.ts'

/** A thread with all its messages, oldest first, as the API has them. */
export function threadJSON(thread: Thread, messages: readonly Message[]): string {
  return `${JSON.stringify({ thread, messages }, null, 2)}\n`
}

/** A thread as Markdown, for reading. Times are UTC. */
export function threadMarkdown(title: string, messages: readonly Message[]): string {
  return `${[`# ${title}`, ...messages.map(messageMarkdown)].join('\n\n')}\n`
}

function messageMarkdown(message: Message): string {
  const author = message.role === 'user' ? 'You' : `Assistant${namedBy(message.assistant_id)}`
  const files = (message.attachments ?? []).map(({ file_id: id }) => `- Attachment: ${id ?? ''}`)
  const reason = message.incomplete_details?.reason
  return sections([
    `## ${author} · ${timeOf(message.created_at * 1000)}`,
    files.join('\n'),
    ...message.content.map(partMarkdown),
    message.status === 'incomplete' ? `*(incomplete${reason === undefined ? '' : `: ${reason}`})*` : '',
  ])
}

function namedBy(assistantId: string | null): string {
  return assistantId === null ? '' : ` (${assistantId})`
}

function partMarkdown(part: Message['content'][number]): string {
  switch (part.type) {
    case 'text':
      return part.text.value
    case 'refusal':
      return `> ${part.refusal.replaceAll('\n', '\n> ')}`
    case 'image_file':
      return `- Image: ${part.image_file.file_id}`
    case 'image_url':
      return `![](${part.image_url.url})`
  }
}
