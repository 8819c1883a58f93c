import type { Ask } from './ask.ts'
import { CODE, UNKNOWN } from './words.ts'

/** Says what can be known of attached images without seeing them: their type and size. */
export function answerAboutImages({ images, language }: Ask): string | null {
  if (images.length === 0) return null
  const lines = images.map(({ mediaType, bytes }) => {
    if (mediaType === null)
      return language === 'zh'
        ? '- 一张通过链接引用的图片（演示不会联网去取）'
        : '- an image given by its address, which the demo does not fetch'
    return `- \`${mediaType}\`, ${sizeOf(bytes)}`
  })
  const [head, tail] =
    language === 'zh'
      ? [
          '图片收到了，但我看不见它：我是照着脚本回答的离线演示。我只能告诉你：',
          '连接一个支持视觉的模型，就可以问它图里有什么了。',
        ]
      : [
          'Your image has arrived, but I cannot see it: I am a scripted offline demo. What I can tell you:',
          'Connect a model with vision, and it will tell you what is in the picture.',
        ]
  return `${head}\n\n${lines.join('\n')}\n\n${tail}`
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

const ECHO =
  /^\s*(?:please\s+)?(?:say|repeat|echo|reply with|respond with|answer with)(?:\s+(?:after me|exactly|only|this|the words?))*\s*(?:[:：]\s*(?<after>.+)|["“'](?<quoted>.+)["”']\W*)$|^\s*(?:请)?(?:重复|复述|跟我说|请说|回复|照着说)(?:一遍)?\s*(?:[:：]\s*(?<afterZh>.+)|[“"「](?<quotedZh>.+)[”"」]\P{L}*)$/isu

/** Repeats what it is told to repeat. */
export function echoed({ text }: Ask): string | null {
  const groups = ECHO.exec(text)?.groups
  const words = groups?.['after'] ?? groups?.['quoted'] ?? groups?.['afterZh'] ?? groups?.['quotedZh']
  return words?.trim() ?? null
}

/** Gives back the instructions that came with the conversation. */
export function answerInstructions({ instructions, language }: Ask): string {
  if (instructions === '') {
    return language === 'zh'
      ? '这个聊天没有设置指令。可以在参数面板里写一段，它会随每次请求一起发送。'
      : 'This chat has no instructions. Write some in its parameters, and they go out with every request.'
  }
  const shown = instructions.length > 600 ? `${instructions.slice(0, 600)}…` : instructions
  const head =
    language === 'zh'
      ? '随请求一起收到的指令是（我照脚本回答，不会真的遵循它）：'
      : 'These instructions came with the request. I answer from a script, so I do not follow them:'
  return `${head}\n\n${shown
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}`
}

/** A piece of code in the language that is asked for, TypeScript where none or another is. */
export function codeFor({ text, language }: Ask): string {
  return CODE[/python|\bpy\b/i.test(text) ? 'python' : 'typescript'][language]
}

/** Says honestly that there is nothing on the subject. */
export function unknown({ text, language }: Ask): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const subject = line.length > 60 ? `${line.slice(0, 60)}…` : line
  return UNKNOWN[language].replace('{subject}', () => subject)
}
