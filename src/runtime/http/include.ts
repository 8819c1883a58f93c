import * as v from 'valibot'
import { checked } from '../../http/body.ts'
import type { RunStep } from '../wire.ts'

/** What may be asked for beside a step. Source: OpenAI's specification. */
const RESULT_CONTENT = 'step_details.tool_calls[*].file_search.results[*].content'

const includeSchema = v.object({ include: v.array(v.picklist([RESULT_CONTENT])) })

/** Whether the contents of file-search results are asked for. @throws ApiError 400 for anything else in `include[]`. */
export function checkInclude(url: string): boolean {
  const query = new URL(url).searchParams
  const given = [...query].filter(([name]) => /^include(\[\d*\])?$/.test(name)).map(([, value]) => value)
  return checked(includeSchema, { include: given }).include.length > 0
}

/** A step as it travels: with the contents of its search results only where they were asked for. */
export function withIncluded(step: RunStep, isContentIncluded: boolean): RunStep {
  const details = step.step_details
  if (isContentIncluded || details.type !== 'tool_calls') return step
  const calls = details.tool_calls.map((call) => {
    if (call.type !== 'file_search' || call.file_search.results === undefined) return call
    const results = call.file_search.results.map(({ file_id, file_name, score }) => ({
      file_id,
      file_name,
      score,
    }))
    return { ...call, file_search: { ...call.file_search, results } }
  })
  return { ...step, step_details: { ...details, tool_calls: calls } }
}
