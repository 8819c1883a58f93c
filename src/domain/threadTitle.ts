import type { Message, MessageCreateParams } from './api.ts'
import { titleFrom } from './chatTitle.ts'

type Content = Message['content'] | MessageCreateParams['content']

/** The words of a message, without its images. */
export function wordsOf(content: Content): string {
  if (typeof content === 'string') return content
  return content
    .map((part) => {
      if (part.type !== 'text') return ''
      return typeof part.text === 'string' ? part.text : part.text.value
    })
    .filter((text) => text !== '')
    .join('\n\n')
}

/** A thread's title from its first message with words in it; `''` where there is none. */
export function titleOfMessages(messages: readonly { content: Content }[]): string {
  return messages.map(({ content }) => titleFrom(wordsOf(content))).find((title) => title !== '') ?? ''
}
