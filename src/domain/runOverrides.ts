import * as v from 'valibot'
import type { MessageCreateParams, RunCreateParams, ThreadCreateAndRunParams } from './api.ts'
import { responseFormatSchema, toolSchema } from './assistantDraft.ts'
import { REASONING_EFFORTS } from './chat.ts'
import type { RememberedThread } from './rememberedThread.ts'

/** What runs of a thread do otherwise than its assistant. */
export type RunOverrides = RememberedThread['overrides']

const text = v.exactOptional(v.nullable(v.string()))
const number = v.exactOptional(v.nullable(v.number()))
const overridesSchema: v.GenericSchema<unknown, RunOverrides> = v.object({
  model: text,
  instructions: text,
  additional_instructions: text,
  additional_messages: v.exactOptional(
    v.nullable(v.array(v.object({ role: v.picklist(['user', 'assistant']), content: v.string() }))),
  ),
  tools: v.exactOptional(v.nullable(v.array(toolSchema))),
  tool_choice: v.exactOptional(
    v.nullable(
      v.union([
        v.picklist(['none', 'auto', 'required']),
        v.object({ type: v.picklist(['code_interpreter', 'file_search']) }),
        v.object({ type: v.literal('function'), function: v.object({ name: v.string() }) }),
      ]),
    ),
  ),
  parallel_tool_calls: v.exactOptional(v.boolean()),
  max_prompt_tokens: number,
  max_completion_tokens: number,
  truncation_strategy: v.exactOptional(
    v.nullable(
      v.object({
        type: v.picklist(['auto', 'last_messages']),
        last_messages: v.exactOptional(v.nullable(v.number())),
      }),
    ),
  ),
  temperature: number,
  top_p: number,
  response_format: v.exactOptional(v.nullable(responseFormatSchema)),
  reasoning_effort: v.exactOptional(v.nullable(v.picklist(REASONING_EFFORTS))),
  metadata: v.exactOptional(v.nullable(v.record(v.string(), v.string()))),
})

/** Overrides that were kept, or none where they are not. */
export function readOverrides(kept: unknown): RunOverrides {
  const parsed = v.safeParse(overridesSchema, kept)
  return parsed.success ? parsed.output : {}
}

/** The names of what is overridden, as the API has them. */
export function overriddenNames(overrides: RunOverrides): string[] {
  return Object.entries(overrides)
    .filter(([, value]) => value !== null)
    .map(([name]) => name)
}

/** What a run is asked for with. */
export function runParams(assistantId: string, overrides: RunOverrides): RunCreateParams {
  return { ...overrides, assistant_id: assistantId }
}

/**
 * The same for a thread that is made with its first message and its run in one go; `null` where that takes two requests: no thread can
 * be made with additional instructions, which are for a run alone.
 */
export function threadAndRunParams(
  assistantId: string,
  message: MessageCreateParams,
  overrides: RunOverrides,
): ThreadCreateAndRunParams | null {
  const { additional_instructions: instructions, additional_messages: messages, ...both } = overrides
  if ((instructions ?? '') !== '') return null
  return { ...both, assistant_id: assistantId, thread: { messages: [message, ...(messages ?? [])] } }
}

/** `overrides` with one of them set, or, for undefined, left to the assistant. */
export function withOverride<Name extends keyof RunOverrides>(
  overrides: RunOverrides,
  name: Name,
  value: RunOverrides[Name] | undefined,
): RunOverrides {
  const next = { ...overrides }
  if (value === undefined) Reflect.deleteProperty(next, name)
  else next[name] = value
  return next
}
