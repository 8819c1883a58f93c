import type { TokenUsage } from './chat.ts'
import type { ModelPrices } from './modelFacts.ts'

/**
 * What a reply cost in US dollars, or null where the price is not known. Cached input is counted apart, at the
 * price of fresh input where it has none of its own; reasoning is part of the completion and costs the same.
 */
export function costOf(usage: TokenUsage, prices: ModelPrices | null | undefined): number | null {
  if (prices === null || prices === undefined) return null
  const { longPrompt } = prices
  const { input, cachedInput, output } =
    longPrompt !== null && usage.promptTokens > longPrompt.aboveTokens ? longPrompt : prices
  const cached = Math.min(usage.cachedTokens ?? 0, usage.promptTokens)
  const fresh = usage.promptTokens - cached
  return (fresh * input + cached * (cachedInput ?? input) + usage.completionTokens * output) / 1_000_000
}
