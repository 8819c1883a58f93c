import type { Call, Conversation, Tool, ToolTurn } from '../conversation.ts'
import { hashOf } from '../seed.ts'
import type { Ask } from './ask.ts'
import { answerFromBuiltIn, builtInArguments, builtInsAmong, nextBuiltInCall } from './builtInTools.ts'
import { sampleOf, wordsOf } from './schemaSample.ts'

/** What common words in tools' names are called in Chinese, so that `get_weather` is found in 天气. */
const IN_CHINESE: Record<string, string> = {
  weather: '天气',
  time: '时间',
  date: '日期',
  search: '搜索',
  calculate: '计算',
  calculator: '计算',
  translate: '翻译',
  email: '邮件',
  price: '价格',
  stock: '股票',
  news: '新闻',
  map: '地图',
  order: '订单',
  file: '文件',
}
const EMPTY_WORDS = new Set([
  'get',
  'set',
  'the',
  'for',
  'and',
  'run',
  'list',
  'make',
  'create',
  'find',
  'current',
  'new',
  'my',
  'to',
  'of',
])

/**
 * The calls that the question, or `tool_choice`, asks for; none where it asks for none. After outputs of tools, those that rest on
 * them.
 */
export function callsFor(conversation: Conversation, ask: Ask): Call[] {
  const { tools, toolChoice, canCallSeveral, turns } = conversation
  const isAnswered = turns.at(-1)?.role === 'tool'
  switch (toolChoice.type) {
    case 'none':
      return []
    case 'named':
      return tools
        .filter(({ name }) => name === toolChoice.name && !isAnswered)
        .map((tool) => callOf(tool, conversation, ask))
    case 'auto':
    case 'required': {
      const wanted = wantedCalls(conversation, ask, isAnswered)
      const isForced = wanted.length === 0 && toolChoice.type === 'required' && !isAnswered
      const calls = isForced ? tools.slice(0, 1).map((tool) => callOf(tool, conversation, ask)) : wanted
      return calls.slice(0, canCallSeveral ? calls.length : 1)
    }
  }
}

function wantedCalls(conversation: Conversation, ask: Ask, isAnswered: boolean): Call[] {
  const { tools } = conversation
  const next = nextBuiltInCall(conversation, ask)
  const builtIn = next === null ? [] : [newCall(next.tool.name, next.arguments, conversation)]
  if (isAnswered) return builtIn
  const { search, python } = builtInsAmong(tools)
  const others = tools.filter((tool) => tool !== search && tool !== python)
  return [...builtIn, ...wantedTools(others, ask.text).map((tool) => callOf(tool, conversation, ask))]
}

/** Every tool whose whole name is in the question, or else the one whose words fit it best. */
function wantedTools(tools: Tool[], text: string): Tool[] {
  const lower = text.toLowerCase()
  const named = tools.filter(({ name }) => lower.includes(name.toLowerCase()))
  if (named.length > 0) return named
  const scored = tools.map((tool) => ({ tool, score: fit(tool, lower) }))
  const best = scored.toSorted((a, b) => b.score - a.score)[0]
  return best !== undefined && best.score > 0 ? [best.tool] : []
}

function fit(tool: Tool, text: string): number {
  const asked = wordsOf(text)
  const words = wordsOf(tool.name).filter((word) => word.length > 2 && !EMPTY_WORDS.has(word))
  const inName = words.filter((word) => asked.includes(word) || text.includes(IN_CHINESE[word] ?? word))
  const han = (tool.description.match(/\p{Script=Han}{2}/gu) ?? []).filter((pair) => text.includes(pair))
  return inName.length * 2 + Math.min(han.length, 1)
}

function callOf(tool: Tool, conversation: Conversation, ask: Ask): Call {
  const source = { question: ask.text, answer: ask.text, language: ask.language }
  const filled =
    builtInArguments(tool, conversation, ask) ?? sampleOf({ type: 'object', ...tool.parameters }, source)
  return newCall(tool.name, filled, conversation)
}

function newCall(name: string, values: unknown, { turns }: Conversation): Call {
  const filled = JSON.stringify(values)
  return { id: `call_${hashOf(`${turns.length} ${name} ${filled}`).toString(36)}`, name, arguments: filled }
}

/** Says what the tools gave back to the calls that the question has led to. */
export function answerFromTools(conversation: Conversation, ask: Ask): string {
  const { turns } = conversation
  const asked = turns.findLastIndex(({ role }) => role === 'user')
  const results = turns.slice(asked + 1).filter((turn): turn is ToolTurn => turn.role === 'tool')
  const calls = turns.flatMap((turn) => (turn.role === 'assistant' ? turn.calls : []))
  const isChinese = ask.language === 'zh'
  const told = results.map(({ callId, output }) => {
    const name = calls.find(({ id }) => id === callId)?.name ?? (isChinese ? '工具' : 'the tool')
    const head = isChinese ? `\`${name}\` 的结果：` : `Here is what \`${name}\` says:`
    return answerFromBuiltIn({ name, output }, conversation, ask) ?? `${head}\n\n${readable(output)}`
  })
  return told.join('\n\n')
}

/** JSON as a list of what is in it, other text as a quotation. */
function readable(output: string): string {
  const value = parsed(output)
  if (Array.isArray(value)) return value.map((entry) => `- ${plain(entry)}`).join('\n')
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, entry]) => `- **${key}**: ${plain(entry)}`)
      .join('\n')
  }
  return value === undefined
    ? output
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n')
    : `> ${plain(value)}`
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    // A tool may answer in plain words; they are quoted as they are.
    return undefined
  }
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : `\`${JSON.stringify(value)}\``
}
