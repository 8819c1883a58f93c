import { describe, expect, it } from 'vitest'
import { endpointFacts, mergeFacts, type ModelFacts } from '@/domain/modelFacts.ts'

const BLANK = {
  contextWindow: null,
  maxOutputTokens: null,
  prices: null,
  inputModalities: null,
  outputModalities: null,
  supportsReasoning: null,
}

describe('endpointFacts', () => {
  it("reads OpenRouter's list", () => {
    const facts = endpointFacts({
      id: 'openai/gpt-6-sol',
      context_length: 1_050_000,
      architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
      pricing: { prompt: '0.0000021', completion: '0.00001', input_cache_read: '0.0000002', request: '0' },
      top_provider: { max_completion_tokens: 128_000 },
      supported_parameters: ['tools', 'reasoning'],
    })
    expect(facts).toEqual({
      contextWindow: 1_050_000,
      maxOutputTokens: 128_000,
      prices: { input: 2.1, cachedInput: 0.2, output: 10, longPrompt: null },
      inputModalities: ['text', 'image'],
      outputModalities: ['text'],
      supportsReasoning: true,
      source: 'endpoint',
    })
  })

  it('leaves a price blank that depends on the request', () => {
    expect(
      endpointFacts({ pricing: { prompt: '-1', completion: '-1' }, context_length: 10 })?.prices,
    ).toBeNull()
  })

  it.each([
    ['Groq', { context_window: 131_072, max_completion_tokens: 32_768 }, 131_072, 32_768],
    ['Mistral', { max_context_length: 128_000, capabilities: { vision: true } }, 128_000, null],
    ['vLLM', { max_model_len: 32_768 }, 32_768, null],
    ['llama.cpp', { meta: { n_ctx: 8192, n_ctx_train: 131_072 } }, 8192, null],
  ])('reads the limits of %s', (_name, raw, contextWindow, maxOutputTokens) => {
    expect(endpointFacts(raw)).toMatchObject({ contextWindow, maxOutputTokens })
  })

  it('reads whether a Mistral model sees', () => {
    expect(endpointFacts({ capabilities: { vision: true } })?.inputModalities).toEqual(['text', 'image'])
    expect(endpointFacts({ capabilities: { vision: false } })?.inputModalities).toEqual(['text'])
  })

  it.each([
    { id: 'gpt-6-sol', object: 'model', created: 1, owned_by: 'openai' },
    { context_length: '4096', pricing: { prompt: 'free' }, architecture: 'gpu', top_provider: null },
    { context_length: 0, max_model_len: Number.NaN },
  ])('says nothing where the endpoint says nothing it can read: %j', (raw) => {
    expect(endpointFacts(raw)).toBeNull()
  })
})

describe('mergeFacts', () => {
  const endpoint: ModelFacts = { ...BLANK, contextWindow: 8000, source: 'endpoint' }
  const catalog: ModelFacts = { ...BLANK, contextWindow: 9000, maxOutputTokens: 100, source: 'catalog' }

  it('takes the word of the endpoint first', () => {
    expect(mergeFacts(endpoint, catalog)).toMatchObject({
      contextWindow: 8000,
      maxOutputTokens: 100,
      source: 'endpoint-and-catalog',
    })
  })

  it('takes what there is', () => {
    expect(mergeFacts(endpoint, null)).toBe(endpoint)
    expect(mergeFacts(null, catalog)).toBe(catalog)
    expect(mergeFacts(null, null)).toBeNull()
  })
})
