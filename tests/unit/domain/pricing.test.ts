import { describe, expect, it } from 'vitest'
import type { TokenUsage } from '@/domain/chat.ts'
import { FREE, type ModelPrices } from '@/domain/modelFacts.ts'
import { costOf } from '@/domain/pricing.ts'

function usage(patch: Partial<TokenUsage>): TokenUsage {
  return {
    promptTokens: 0,
    completionTokens: 0,
    totalTokens: 0,
    cachedTokens: null,
    reasoningTokens: null,
    ...patch,
  }
}

const PRICES: ModelPrices = {
  input: 2,
  cachedInput: 0.2,
  output: 10,
  longPrompt: { aboveTokens: 272_000, input: 4, cachedInput: 0.4, output: 15 },
}

describe('costOf', () => {
  it('counts input and output', () => {
    expect(costOf(usage({ promptTokens: 1000, completionTokens: 500 }), PRICES)).toBeCloseTo(0.007, 12)
  })

  it('counts cached input at its own price', () => {
    const cached = usage({ promptTokens: 1000, cachedTokens: 800 })
    expect(costOf(cached, PRICES)).toBeCloseTo(0.00056, 12)
    expect(costOf(cached, { ...PRICES, cachedInput: null })).toBeCloseTo(0.002, 12)
  })

  it('never counts more cached tokens than there were', () => {
    expect(costOf(usage({ promptTokens: 1000, cachedTokens: 5000 }), PRICES)).toBeCloseTo(0.0002, 12)
  })

  it('counts a long prompt at its price, and one at the limit not yet', () => {
    const at = (promptTokens: number): number | null =>
      costOf(usage({ promptTokens, completionTokens: 1_000_000 }), PRICES)
    expect(at(272_000)).toBeCloseTo(10.544, 9)
    expect(at(272_001)).toBeCloseTo(16.088004, 9)
  })

  it('tells free from unknown', () => {
    const some = usage({ promptTokens: 10, completionTokens: 10 })
    expect(costOf(some, FREE)).toBe(0)
    expect(costOf(some, null)).toBeNull()
  })
})
