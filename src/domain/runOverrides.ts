import type { MessageCreateParams, RunCreateParams, ThreadCreateAndRunParams } from './api.ts'
import type { RememberedThread } from './rememberedThread.ts'

/** What runs of a thread do otherwise than its assistant. */
export type RunOverrides = RememberedThread['overrides']

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
