import { describe, expect, it } from 'vitest'
import type { ModelPrices } from '@/domain/modelFacts.ts'
import { paramsOfRun } from '@/domain/runAgain.ts'
import { runCost, runUsage, usageOf } from '@/domain/runCost.ts'
import { runOf, stepOf } from '../../support/threadObjects.ts'

const PRICES: ModelPrices = {
  input: 2,
  cachedInput: 0.2,
  output: 10,
  longPrompt: { aboveTokens: 1000, input: 4, cachedInput: 0.4, output: 15 },
}
const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
})
const done = runOf('completed', { usage: usage(1600, 200) })
const steps = [
  stepOf('completed', [], { id: 'step_1', usage: usage(800, 100) }),
  stepOf('completed', [], { id: 'step_2', usage: usage(800, 100) }),
]

describe('the tokens of a run', () => {
  it('has those cached and reasoned with where the server tells', () => {
    const told = {
      ...usage(100, 20),
      prompt_token_details: { cached_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 8 },
    }
    expect(usageOf(told)).toMatchObject({ cachedTokens: 60, reasoningTokens: 8 })
    expect(usageOf(usage(100, 20))).toMatchObject({ cachedTokens: null, reasoningTokens: null })
    const asChatsTell = { ...usage(100, 20), prompt_tokens_details: { cached_tokens: 1 } }
    expect(usageOf(asChatsTell).cachedTokens).toBe(1)
  })

  it('is that of its steps before it has ended', () => {
    expect(runUsage(runOf('in_progress'), steps)?.totalTokens).toBe(1800)
    expect(runUsage(runOf('in_progress'), [stepOf('in_progress', [])])).toBeNull()
    expect(runUsage(done, [])?.totalTokens).toBe(1800)
  })
})

describe('the cost of a run', () => {
  it('is that of its steps, none of which had a long prompt', () => {
    expect(runCost(done, steps, PRICES)).toBeCloseTo((1600 * 2 + 200 * 10) / 1e6, 12)
  })

  it('is that of the run where the steps do not add up to it', () => {
    expect(runCost(done, steps.slice(1), PRICES)).toBeCloseTo((1600 * 4 + 200 * 15) / 1e6, 12)
  })

  it('is not known without prices or tokens', () => {
    expect(runCost(done, steps, null)).toBeNull()
    expect(runCost(runOf('queued'), [], PRICES)).toBeNull()
  })
})

describe('running again', () => {
  it('takes what the run had', () => {
    const run = runOf('expired', {
      model: 'gpt',
      instructions: 'Be brief.',
      tools: [{ type: 'file_search' }],
      temperature: 0.2,
      max_prompt_tokens: 300,
      metadata: { a: 'b' },
    })
    expect(paramsOfRun(run)).toMatchObject({
      assistant_id: 'asst_1',
      model: 'gpt',
      instructions: 'Be brief.',
      tools: [{ type: 'file_search' }],
      temperature: 0.2,
      top_p: null,
      max_prompt_tokens: 300,
      metadata: { a: 'b' },
      truncation_strategy: { type: 'auto', last_messages: null },
    })
  })

  it('leaves more tools than a run takes to the assistant', () => {
    const tools = Array.from({ length: 21 }, (_, index) => ({
      type: 'function' as const,
      function: { name: `f${String(index)}` },
    }))
    expect(paramsOfRun(runOf('failed', { tools }))).not.toHaveProperty('tools')
    expect(paramsOfRun(runOf('failed', { tools: tools.slice(1) })).tools).toHaveLength(20)
  })
})
