import type { Ask } from './ask.ts'

const SHOWN = 6

/** Quotes the person's earlier messages. */
export function answerFromHistory({ text, earlier, language }: Ask): string {
  const first = earlier[0]
  if (first === undefined) {
    return language === 'zh'
      ? '这是你在这个聊天里发的第一条消息，之前还没有说过什么。'
      : 'This is your first message in this chat, so there is nothing before it yet.'
  }
  if (/\b(first|begin|start)|第一|最早|最开始|一开始/i.test(text)) {
    return language === 'zh'
      ? `你的第一条消息是：\n\n${quoted(first)}`
      : `Your first message was:\n\n${quoted(first)}`
  }
  const recent = earlier.slice(-SHOWN)
  const head =
    language === 'zh'
      ? `你在这个聊天里已经发了 ${earlier.length} 条消息。${earlier.length > SHOWN ? `最近的 ${SHOWN} 条是：` : '按先后顺序：'}`
      : `You have sent ${earlier.length === 1 ? 'one message' : `${earlier.length} messages`} in this chat before this one. ${earlier.length > SHOWN ? `The last ${SHOWN}:` : 'In order:'}`
  return `${head}\n\n${recent.map((message, index) => `${index + 1}. ${clipped(message)}`).join('\n')}`
}

const NAME = /\b(?:my name is|call me)\s+([\p{L}][\p{L}'’-]*)|(?:我叫|我的名字(?:叫|是))\s*([\p{L}]{1,12})/iu

/** Gives back the name that the person has told, in this message or an earlier one. */
export function answerWithName({ text, earlier, language }: Ask): string | null {
  const asks =
    /what('s| is) my name|do you (know|remember) my name|who am i\b|我叫什么|我的名字(是|叫)什么|我是谁/i.test(
      text,
    )
  const told = asks ? earlier.findLast((message) => NAME.test(message)) : text
  const match = NAME.exec(told ?? '')
  const name = match?.[1] ?? match?.[2]
  if (name === undefined) {
    if (!asks) return null
    return language === 'zh' ? '你还没有告诉我你的名字。' : 'You have not told me your name in this chat.'
  }
  if (asks) {
    return language === 'zh'
      ? `你叫 **${name}**，是你之前在这个聊天里告诉我的。`
      : `Your name is **${name}**: you told me earlier in this chat.`
  }
  return language === 'zh'
    ? `你好，${name}！我是离线演示。待会儿可以问我“我叫什么？”，我会从聊天记录里找出来。`
    : `Nice to meet you, ${name}! I am the offline demo. Ask me “what is my name?” later, and I will find it in the conversation.`
}

function quoted(message: string): string {
  return message
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}

function clipped(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 120)}…` : line
}
