import type { ChatParameters, ChatTool, ChatToolChoice, ResponseFormat } from '../../domain/chat.ts'
import type { RunRow } from '../db/tables.ts'
import type { ModelRequest } from '../providers/modelProvider.ts'
import type { ResponseFormatOption, Run, ToolChoice } from '../wire.ts'

/**
 * What a run asks of its model, but for the conversation. A model's own defaults are left to it: what equals the API's default is
 * not sent, as reasoning models refuse to be told even that.
 */
export function requestOf(
  { object: run, reasoningEffort }: Pick<RunRow, 'object' | 'reasoningEffort'>,
  { maxOutputTokens, hasCalled }: { maxOutputTokens: number | null; hasCalled: boolean },
): Omit<ModelRequest, 'turns'> {
  const format = responseFormat(run.response_format)
  const parameters: ChatParameters = {
    ...(run.instructions !== '' && { instructions: run.instructions }),
    ...(typeof run.temperature === 'number' && run.temperature !== 1 && { temperature: run.temperature }),
    ...(typeof run.top_p === 'number' && run.top_p !== 1 && { top_p: run.top_p }),
    ...(maxOutputTokens !== null && { max_output_tokens: maxOutputTokens }),
    ...(format !== null && { response_format: format }),
    ...(reasoningEffort !== null && { reasoning_effort: reasoningEffort }),
  }
  return {
    model: run.model,
    parameters,
    tools: functionsOf(run),
    // A forced call is forced once: the model could never answer otherwise.
    toolChoice: hasCalled ? afterCall(run.tool_choice) : toolChoice(run.tool_choice),
    isParallel: run.parallel_tool_calls,
  }
}

function functionsOf({ tools }: Run): ChatTool[] {
  return tools.flatMap((tool) => (tool.type === 'function' ? [tool.function] : []))
}

function toolChoice(choice: ToolChoice | null): ChatToolChoice {
  if (choice === null) return 'auto'
  if (typeof choice === 'string') return choice
  return choice.function === undefined ? 'auto' : { name: choice.function.name }
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
