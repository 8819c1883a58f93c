import type { Run, RunStep } from './api.ts'
import type { TokenUsage } from './chat.ts'
import type { ModelPrices } from './modelFacts.ts'
import { costOf } from './pricing.ts'

type WireUsage = NonNullable<Run['usage'] | RunStep['usage']>

/** The tokens of a run or a step. Cached and reasoning tokens are told by some servers only. */
export function usageOf(usage: WireUsage): TokenUsage {
  return {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
    totalTokens: usage.total_tokens,
    // OpenAI's runs say `prompt_token_details`, its chat completions `prompt_tokens_details`.
    cachedTokens:
      countIn(usage, 'prompt_token_details', 'cached_tokens') ??
      countIn(usage, 'prompt_tokens_details', 'cached_tokens'),
    reasoningTokens: countIn(usage, 'completion_tokens_details', 'reasoning_tokens'),
  }
}

/** The tokens of a run; before it has ended, those of its steps so far; `null` where nothing is told yet. */
export function runUsage(run: Run, steps: readonly RunStep[]): TokenUsage | null {
  if (run.usage !== null) return usageOf(run.usage)
  const told = usagesOf(steps)
  return told.length === 0 ? null : told.reduce(added)
}

/**
 * What a run cost in US dollars; `null` where its price or its tokens are not known. Each of its steps was a request of its own, which
 * tells where a long prompt costs more; where they do not add up to the run, it is priced as one.
 */
export function runCost(
  run: Run,
  steps: readonly RunStep[],
  prices: ModelPrices | null | undefined,
): number | null {
  const whole = runUsage(run, steps)
  if (whole === null) return null
  const told = usagesOf(steps)
  const isWhole = told.length > 0 && told.reduce(added).totalTokens === whole.totalTokens
  return (isWhole ? told : [whole]).reduce<number | null>((total, usage) => {
    const cost = costOf(usage, prices)
    return total === null || cost === null ? null : total + cost
  }, 0)
}

function usagesOf(steps: readonly RunStep[]): TokenUsage[] {
  return steps.flatMap(({ usage }) => (usage === null ? [] : [usageOf(usage)]))
}

function added(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    totalTokens: a.totalTokens + b.totalTokens,
    cachedTokens: addedCount(a.cachedTokens, b.cachedTokens),
    reasoningTokens: addedCount(a.reasoningTokens, b.reasoningTokens),
  }
}

function addedCount(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0)
}

function countIn(value: unknown, ...path: string[]): number | null {
  let found = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return null
    found = new Map<string, unknown>(Object.entries(found)).get(key)
  }
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}
