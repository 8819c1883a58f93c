import type { Call, Conversation, Tool, ToolTurn } from '../conversation.ts'
import { hashOf } from '../seed.ts'
import type { Ask } from './ask.ts'
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

/** The calls that the question, or `tool_choice`, asks for; none where it asks for none. */
export function callsFor(conversation: Conversation, ask: Ask): Call[] {
  const { tools, toolChoice, canCallSeveral, turns } = conversation
  switch (toolChoice.type) {
    case 'none':
      return []
    case 'named':
      return tools
        .filter(({ name }) => name === toolChoice.name)
        .map((tool) => callOf(tool, ask, turns.length))
    case 'auto':
    case 'required': {
      const wanted = wantedTools(tools, ask.text)
      const chosen = wanted.length === 0 && toolChoice.type === 'required' ? tools.slice(0, 1) : wanted
      return chosen
        .slice(0, canCallSeveral ? chosen.length : 1)
        .map((tool) => callOf(tool, ask, turns.length))
    }
  }
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

function callOf(tool: Tool, ask: Ask, position: number): Call {
  const source = { question: ask.text, answer: ask.text, language: ask.language }
  const filled = JSON.stringify(sampleOf({ type: 'object', ...tool.parameters }, source))
  const id = `call_${hashOf(`${position} ${tool.name} ${filled}`).toString(36)}`
  return { id, name: tool.name, arguments: filled }
}

/** Says what the tools gave back to the latest calls. */
export function answerFromTools(conversation: Conversation, ask: Ask): string {
  const { turns } = conversation
  const lastOther = turns.findLastIndex((turn) => turn.role !== 'tool')
  const results = turns.slice(lastOther + 1).filter((turn): turn is ToolTurn => turn.role === 'tool')
  const calls = turns.flatMap((turn) => (turn.role === 'assistant' ? turn.calls : []))
  const isChinese = ask.language === 'zh'
  const told = results.map((result) => {
    const name = calls.find(({ id }) => id === result.callId)?.name ?? (isChinese ? '工具' : 'the tool')
    const head = isChinese ? `\`${name}\` 的结果：` : `Here is what \`${name}\` says:`
    return `${head}\n\n${readable(result.output)}`
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
