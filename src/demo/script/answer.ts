import type { Answer, Conversation } from '../conversation.ts'
import { readAsk } from './ask.ts'
import type { Ask } from './ask.ts'
import { scripted } from './intents.ts'
import { sampleOf } from './schemaSample.ts'
import { answerFromTools, callsFor } from './tools.ts'
import { countWords } from './language.ts'
import { NOTHING_MORE } from './words.ts'

/** Fewer letters in common are chance. */
const SHORTEST_QUOTE = 12

/** "Continue", alone or in a sentence about an answer that was cut. */
const CONTINUE =
  /^\s*(please )?(continue|go on|keep going|carry on|继续|接着(说|写)?|请继续)[^\p{L}]*$|\bcut off\b.*\bcontinue\b|\bcontinue\b.*\b(left off|cut off|stopped)\b|(中断|截断|没说完|没写完).*继续/isu

/** What the script says at the end of a conversation. The same conversation always gets the same answer. */
export function answerTo(conversation: Conversation): Answer {
  const ask = readAsk(conversation)
  const rest = continuation(conversation, ask)
  if (rest !== null) return said('continue', rest, conversation, ask)

  const calls = callsFor(conversation, ask)
  if (calls.length > 0) return { ...said('tool-call', '', conversation, ask), calls }
  if (conversation.turns.at(-1)?.role === 'tool')
    return said('tool-results', answerFromTools(conversation, ask), conversation, ask)

  const { intent, text } = scripted(ask)
  if (conversation.format.type === 'text') return said(intent, text, conversation, ask)
  return said(intent, jsonAnswer(conversation, ask, intent, text), conversation, ask)
}

/** What is missing from the answer that is to be gone on with; `null` if there is none such. */
function continuation(conversation: Conversation, ask: Ask): string | null {
  const { turns } = conversation
  if (turns.at(-1)?.role === 'tool') return null
  const isPrefill = turns.at(-1)?.role === 'assistant'
  if (!isPrefill && !CONTINUE.test(ask.text)) return null
  const index = turns.length - (isPrefill ? 1 : 2)
  const begun = turns[index]
  if (begun?.role !== 'assistant' || begun.text === '') return null
  const whole = answerTo({ ...conversation, turns: turns.slice(0, index) }).text
  if (!whole.startsWith(begun.text)) return null
  if (whole === begun.text) return NOTHING_MORE[ask.language]
  return isPrefill ? whole.slice(begun.text.length) : whole.slice(overlapStart(ask.text, begun.text))
}

/** Where to begin anew: a request that quotes the last words at its end wants them repeated. */
function overlapStart(request: string, begun: string): number {
  let length = 0
  while (length < request.length && request.at(-1 - length) === begun.at(-1 - length)) length += 1
  return begun.length - (length < SHORTEST_QUOTE ? 0 : length)
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
