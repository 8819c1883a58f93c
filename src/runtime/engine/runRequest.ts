import type { ChatParameters, ChatTool, ChatToolChoice, ResponseFormat } from '../../domain/chat.ts'
import type { RunRow } from '../db/tables.ts'
import type { ModelRequest } from '../providers/modelProvider.ts'
import type { ResponseFormatOption, Run, ToolChoice } from '../wire.ts'
import type { BuiltInTool } from './builtInTools.ts'

interface RequestOptions {
  /** `null` for no limit. */
  maxOutputTokens: number | null
  hasCalled: boolean
  offer: ToolOffer
}

/**
 * What a run asks of its model, but for the conversation. A model's own defaults are left to it: what equals the API's default is
 * not sent, as reasoning models refuse to be told even that.
 */
export function requestOf(
  { object: run, reasoningEffort }: Pick<RunRow, 'object' | 'reasoningEffort'>,
  { maxOutputTokens, hasCalled, offer }: RequestOptions,
): Omit<ModelRequest, 'turns'> {
  const format = responseFormat(run.response_format)
  const instructions = [run.instructions, offer.note].filter((part) => part !== '').join('\n\n')
  const parameters: ChatParameters = {
    ...(instructions !== '' && { instructions }),
    ...(typeof run.temperature === 'number' && run.temperature !== 1 && { temperature: run.temperature }),
    ...(typeof run.top_p === 'number' && run.top_p !== 1 && { top_p: run.top_p }),
    ...(maxOutputTokens !== null && { max_output_tokens: maxOutputTokens }),
    ...(format !== null && { response_format: format }),
    ...(reasoningEffort !== null && { reasoning_effort: reasoningEffort }),
  }
  return {
    model: run.model,
    parameters,
    tools: offer.tools,
    // A forced call is forced once: the model could never answer otherwise.
    toolChoice: hasCalled ? afterCall(run.tool_choice) : toolChoice(run.tool_choice, offer),
    isParallel: run.parallel_tool_calls,
  }
}

/** The functions that a model is offered, and what it is told beside the instructions. */
export interface ToolOffer {
  tools: readonly ChatTool[]
  builtIn: readonly BuiltInTool[]
  note: string
}

/** The person's functions, and those that stand for the runtime's own tools. */
export function offerOf({ tools }: Run, builtIn: readonly BuiltInTool[]): ToolOffer {
  const functions = tools.flatMap((tool) => (tool.type === 'function' ? [tool.function] : []))
  return { tools: [...functions, ...builtIn.map(({ tool }) => tool)], builtIn, note: '' }
}

function toolChoice(choice: ToolChoice | null, { builtIn }: ToolOffer): ChatToolChoice {
  if (choice === null) return 'auto'
  if (typeof choice === 'string') return choice
  const name = choice.function?.name ?? builtIn.find(({ type }) => type === choice.type)?.tool.name
  return name === undefined ? 'auto' : { name }
}

function afterCall(choice: ToolChoice | null): ChatToolChoice {
  return choice === 'none' ? 'none' : 'auto'
}

function responseFormat(option: ResponseFormatOption | null): ResponseFormat | null {
  if (option === null || option === 'auto') return null
  if (option.type !== 'json_schema') return option
  const { name, schema = {}, strict } = option.json_schema
  return {
    type: 'json_schema',
    json_schema: { name, schema, ...(typeof strict === 'boolean' && { strict }) },
  }
}
