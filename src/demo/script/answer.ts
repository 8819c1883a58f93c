import type { Answer, AssistantTurn, Conversation } from '../conversation.ts'
import { readAsk } from './ask.ts'
import type { Ask } from './ask.ts'
import { INTENTS } from './intents.ts'
import { sampleOf } from './schemaSample.ts'
import { answerFromTools, callsFor } from './tools.ts'
import { countWords } from './language.ts'

const CONTINUE = /^\s*(please )?(continue|go on|keep going|carry on|继续|接着(说|写)?|请继续)[^\p{L}]*$/iu

/** What the script says at the end of a conversation. The same conversation always gets the same answer. */
export function answerTo(conversation: Conversation): Answer {
  const ask = readAsk(conversation)
  const last = conversation.turns.at(-1)
  if (last?.role === 'tool')
    return said('tool-results', answerFromTools(conversation, ask), conversation, ask)

  const cut = cutTurn(conversation, ask)
  if (cut !== null) {
    const before = { ...conversation, turns: conversation.turns.slice(0, cut.index) }
    const whole = answerTo(before).text
    if (whole.length > cut.turn.text.length && whole.startsWith(cut.turn.text)) {
      return said('continue', whole.slice(cut.turn.text.length), conversation, ask)
    }
  }

  const calls = callsFor(conversation, ask)
  if (calls.length > 0) return { ...said('tool-call', '', conversation, ask), calls }

  const { intent, text } = scripted(ask)
  if (conversation.format.type === 'text') return said(intent, text, conversation, ask)
  return said(intent, jsonAnswer(conversation, ask, intent, text), conversation, ask)
}

/** The answer that is to be gone on with: the last turn itself, or the one before "continue". */
function cutTurn(conversation: Conversation, ask: Ask): { turn: AssistantTurn; index: number } | null {
  const { turns } = conversation
  const index = turns.at(-1)?.role === 'assistant' ? turns.length - 1 : turns.length - 2
  const turn = turns[index]
  if (turn?.role !== 'assistant' || turn.text === '') return null
  return index === turns.length - 1 || CONTINUE.test(ask.text) ? { turn, index } : null
}

function scripted(ask: Ask): { intent: string; text: string } {
  for (const { name, pattern, says } of INTENTS) {
    if (pattern !== undefined && !pattern.test(ask.text)) continue
    const text = typeof says === 'function' ? says(ask) : says[ask.language]
    if (text !== null) return { intent: name, text }
  }
  return { intent: 'nothing', text: '' }
}

function jsonAnswer({ format }: Conversation, ask: Ask, intent: string, text: string): string {
  const answer = plainText(text)
  const value =
    format.type === 'json_schema'
      ? sampleOf(format.schema, { question: ask.text, answer, language: ask.language })
      : { question: ask.text, answer, language: ask.language, script: intent }
  return JSON.stringify(value, null, 2)
}

/** The first paragraph without Markdown's signs. */
function plainText(markdown: string): string {
  const paragraph = markdown.split('\n\n').find((block) => !/^[#|>`-]/.test(block)) ?? markdown
  return paragraph
    .replaceAll(/[*`_]/g, '')
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .trim()
}

/** The reasoning is what the script has really done. */
function said(intent: string, text: string, conversation: Conversation, ask: Ask): Answer {
  const words = countWords(ask.text)
  const tools = conversation.tools.map(({ name }) => name).join(', ')
  const reasoning =
    ask.language === 'zh'
      ? `最后一条消息有 ${words} 个字词，以中文为主，所以用中文回答。${tools === '' ? '没有可用的工具。' : `可用的工具：${tools}。`}${ask.knownFiles.length > 0 ? `对话里有 ${ask.knownFiles.length} 个文件，需要的话可以去查。` : ''}按顺序对照脚本，合适的是“${intent}”。照着它回答。`
      : `The last message has ${words} words, mostly English, so the answer is in English. ${tools === '' ? 'No tools are offered.' : `Tools on offer: ${tools}.`}${ask.knownFiles.length > 0 ? ` Files in the conversation that I can look into: ${ask.knownFiles.length}.` : ''} Going through the scripts in order, “${intent}” fits. I will answer from it.`
  return { reasoning, text, calls: [] }
}
