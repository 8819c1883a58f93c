import type { Conversation, Tool, ToolTurn } from '../conversation.ts'
import type { Ask } from './ask.ts'
import { scripted } from './intents.ts'
import { keywordsOf } from './keywords.ts'
import { isAboutTable, LIST_FILES, programFor, quotedProgram } from './program/index.ts'
import { answerFromSearch, queriesFor, quotationsFor } from './searchAnswer.ts'
import { wishesIn } from './program/wishes.ts'
import { answerFromProgram } from './programAnswer.ts'

/** A call of one of the two tools that the script really understands. */
export interface BuiltInCall {
  tool: Tool
  arguments: Record<string, unknown>
}

interface BuiltInTools {
  search: Tool | undefined
  python: Tool | undefined
}

const SEARCH_NAME = /^file_search(_\d+)?$/
const PYTHON_NAME = /^python(_\d+)?$/
const ABOUT_DOCUMENTS =
  /\b(documents?|docs?|pdfs?|attachments?|attached|reports?|contracts?|agreements?|manuals?|handbooks?|papers?|articles?|chapters?|sections?|pages?|clauses?|books?|according to|quote|cite|search|look up|uploaded)\b|文档|附件|资料|合同|协议|报告|手册|论文|章节|条款|根据|引用|查(一?下|找|询)|搜索|第.{1,4}[页章条]/i
const ABOUT_FILES = /\bfiles?\b|文件/i
const TABLE_PATH = /(?<!sandbox:)\/mnt\/data\/[^\n"'`,;/]+?\.(?:csv|tsv|jsonl?|ndjson|xlsx)\b/gi

/** What the script answers by itself, whatever files are there. */
const OWN_SUBJECTS: ReadonlySet<string> = new Set([
  'image',
  'file',
  'echo',
  'history',
  'identity',
  'name',
  'instructions',
  'arithmetic',
  'long',
])
const ABOUT_THE_DEMO =
  /\btour\b|\bwhat (can|could|do) (you|skein|i|it)\b|^\s*(help|demo)\P{L}*$|你.{0,4}(能|会|可以).{0,2}(做|干)|^\s*(介绍|演示|导览|帮助|功能)\P{L}*$|\b(essay|poem|story)\b|作文/iu

/** `file_search` and `python` among the tools that are offered, as the runtime offers them. */
export function builtInsAmong(tools: readonly Tool[]): BuiltInTools {
  const offered = (name: RegExp, parameter: string): Tool | undefined =>
    tools.find((tool) => name.test(tool.name) && hasParameter(tool, parameter))
  return { search: offered(SEARCH_NAME, 'queries'), python: offered(PYTHON_NAME, 'code') }
}

/** What is to be called next for the question: the search comes first, and a program may use what it has found. */
export function nextBuiltInCall(conversation: Conversation, ask: Ask): BuiltInCall | null {
  const { search, python } = builtInsAmong(conversation.tools)
  const outputs = outputsSince(conversation)
  const paths = tablePaths(conversation)
  const direct = python === undefined ? null : programFor(ask, paths)
  const isOfDocuments = ABOUT_DOCUMENTS.test(ask.text)
  // A table's program would compute something else than a question about a document asks for.
  const program = isOfDocuments && search !== undefined && !isAboutTable(ask.text, paths) ? null : direct
  if (
    search !== undefined &&
    outputs.search === null &&
    (isOfDocuments || (program === null && isForFiles(ask)))
  ) {
    return { tool: search, arguments: { queries: queriesFor(searchedPart(conversation, ask)) } }
  }
  if (python === undefined || outputs.python !== null) return null
  const found = outputs.search === null ? [] : quotationsFor(outputs.search, searchedPart(conversation, ask))
  const code = program ?? quotedProgram(found, ask)
  return code === null ? null : { tool: python, arguments: { code } }
}

/** The arguments of a tool that has to be called, whatever the question is; `null` for another tool than the two. */
export function builtInArguments(
  tool: Tool,
  conversation: Conversation,
  ask: Ask,
): Record<string, unknown> | null {
  const { search, python } = builtInsAmong(conversation.tools)
  if (tool === search) return { queries: queriesFor(searchedPart(conversation, ask)) }
  if (tool === python) return { code: programFor(ask, tablePaths(conversation)) ?? LIST_FILES }
  return null
}

/** Answers from what one of the two tools has given; `null` for another tool. */
export function answerFromBuiltIn(
  call: { name: string; output: string },
  conversation: Conversation,
  ask: Ask,
): string | null {
  const { search, python } = builtInsAmong(conversation.tools)
  // The tools need not be offered anew for the answer.
  const isOffered = conversation.tools.some(({ name }) => name === call.name)
  const isOf = (tool: Tool | undefined, name: RegExp): boolean =>
    isOffered ? tool?.name === call.name : name.test(call.name)
  if (isOf(search, SEARCH_NAME)) return answerFromSearch([call.output], searchedPart(conversation, ask))
  return isOf(python, PYTHON_NAME) ? answerFromProgram(call.output, ask) : null
}

/** What of a question is for the files' text, where the rest of it is computed from a table. */
function searchedPart(conversation: Conversation, ask: Ask): Ask {
  const paths = tablePaths(conversation)
  if (!isAboutTable(ask.text, paths) || programFor(ask, paths) === null) return ask
  const parts = ask.text.split(/[,，;；。?？]|\band\b|以及|并且?|同时/i)
  const rest = parts.filter((part) => wishesIn(part) === null).join(' ')
  return keywordsOf(rest).length === 0 ? ask : { ...ask, text: rest }
}

/** Whether a question is for the files that can be searched: all but small talk is. */
function isForFiles(ask: Ask): boolean {
  if (ABOUT_FILES.test(ask.text)) return true
  if (keywordsOf(ask.text).length === 0 || ABOUT_THE_DEMO.test(ask.text)) return false
  return !OWN_SUBJECTS.has(scripted(ask).intent)
}

/** The tables that programs can read: those of the latest message first, then those of the tool's description. */
function tablePaths({ turns, tools, instructions }: Conversation): string[] {
  const texts = [
    ...turns.flatMap((turn) => (turn.role === 'user' ? [turn.text] : [])).toReversed(),
    instructions,
    builtInsAmong(tools).python?.description ?? '',
  ]
  return [...new Set(texts.flatMap((text) => text.match(TABLE_PATH) ?? []))]
}

/** What the two tools have given since the question was asked; `null` for one that was not called. */
function outputsSince({ turns, tools }: Conversation): { search: string[] | null; python: string[] | null } {
  const asked = turns.findLastIndex(({ role }) => role === 'user')
  const since = turns.slice(asked + 1)
  const { search, python } = builtInsAmong(tools)
  const outputsOf = (tool: Tool | undefined): string[] | null => {
    const ids = since.flatMap((turn) =>
      turn.role === 'assistant' ? turn.calls.filter(({ name }) => name === tool?.name) : [],
    )
    if (ids.length === 0) return null
    return since
      .filter((turn): turn is ToolTurn => turn.role === 'tool' && ids.some(({ id }) => id === turn.callId))
      .map(({ output }) => output)
  }
  return { search: outputsOf(search), python: outputsOf(python) }
}

function hasParameter({ parameters }: Tool, name: string): boolean {
  const properties = parameters['properties']
  return typeof properties === 'object' && properties !== null && name in properties
}
