import * as v from 'valibot'
import type { ApiTokens } from './apiCall.ts'

const Count = v.optional(v.nullable(v.number()))
const Details = v.optional(v.nullable(v.object({ cached_tokens: Count, reasoning_tokens: Count })))

/** Chat completions, embeddings and runs say `prompt` and `completion`; responses say `input` and `output`. */
const Usage = v.object({
  prompt_tokens: Count,
  input_tokens: Count,
  completion_tokens: Count,
  output_tokens: Count,
  prompt_tokens_details: Details,
  input_tokens_details: Details,
  completion_tokens_details: Details,
  output_tokens_details: Details,
})

const Counted = v.union([
  v.object({ usage: Usage }),
  v.pipe(
    v.object({ response: v.object({ usage: Usage }) }),
    v.transform(({ response }) => response),
  ),
])

/** The tokens that an answer, or an event of a stream, counts; `null` where it counts none. */
export function tokensOf(value: unknown): ApiTokens | null {
  const parsed = v.safeParse(Counted, value)
  if (!parsed.success) return null
  const { usage } = parsed.output
  const tokens = {
    input: usage.input_tokens ?? usage.prompt_tokens ?? null,
    cached: (usage.input_tokens_details ?? usage.prompt_tokens_details)?.cached_tokens ?? null,
    output: usage.output_tokens ?? usage.completion_tokens ?? null,
    reasoning: (usage.output_tokens_details ?? usage.completion_tokens_details)?.reasoning_tokens ?? null,
  }
  return tokens.input === null && tokens.output === null ? null : tokens
}
