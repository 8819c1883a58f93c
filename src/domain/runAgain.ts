import { RUN_TOOLS } from '../facts/limits.ts'
import type { Run, RunCreateParams } from './api.ts'

/** What starts a run like this one, over the thread as it is by then. */
export function paramsOfRun(run: Run): RunCreateParams {
  const { assistant_id, model, instructions, tools, metadata, tool_choice, response_format } = run
  const { max_prompt_tokens, max_completion_tokens, truncation_strategy, parallel_tool_calls } = run
  return {
    assistant_id,
    model,
    instructions,
    ...(tools.length <= RUN_TOOLS && { tools }),
    metadata,
    tool_choice,
    response_format,
    max_prompt_tokens,
    max_completion_tokens,
    truncation_strategy,
    parallel_tool_calls,
    temperature: run.temperature ?? null,
    top_p: run.top_p ?? null,
  }
}
