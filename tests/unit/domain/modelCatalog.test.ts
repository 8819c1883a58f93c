import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { DEMO_CONNECTION, type Connection } from '@/domain/connection.ts'
import { loadModelCatalog, type ModelCatalog } from '@/domain/modelCatalog.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const at = (baseURL: string, kind: Connection['kind'] = 'custom'): Connection => ({
  ...DEMO_CONNECTION,
  kind,
  baseURL,
})
const OPENAI = at('https://api.openai.com/v1', 'openai')

let catalog: ModelCatalog
beforeAll(async () => {
  catalog = await loadModelCatalog()
})
afterEach(() => vi.restoreAllMocks())

describe('the catalogue', () => {
  it('knows prices, limits and modalities of a current model', () => {
    expect(catalog(OPENAI, 'gpt-6-sol', NOW)).toEqual({
      contextWindow: 1_050_000,
      maxOutputTokens: 128_000,
      prices: {
        input: 2,
        cachedInput: 0.2,
        output: 10,
        longPrompt: { aboveTokens: 272_000, input: 4, cachedInput: 0.4, output: 15 },
      },
      inputModalities: ['text', 'image'],
      outputModalities: null,
      supportsReasoning: true,
      source: 'catalog',
    })
  })

  it.each([
    ['gpt-5.4-mini', { input: 0.75, cachedInput: 0.075, output: 4.5 }, 400_000],
    ['gpt-4o-mini', { input: 0.15, cachedInput: 0.075, output: 0.6 }, 128_000],
    ['gpt-5.6', { input: 4, cachedInput: 0.4, output: 20 }, 1_050_000],
  ])('prices %s as its provider does', (id, prices, contextWindow) => {
    expect(catalog(OPENAI, id, NOW)).toMatchObject({ contextWindow, prices })
  })

  it('takes dated snapshots that the catalogue itself names', () => {
    expect(catalog(OPENAI, 'gpt-4o-2024-08-06', NOW)?.prices?.input).toBe(2.5)
    expect(catalog(OPENAI, 'gpt-6-sol-2026-09-22', NOW)?.prices?.input).toBe(2)
  })

  it.each([
    'gpt-6.2-sol',
    'gpt-6-solar',
    'gpt-6',
    'gpt-5-nano-anything',
    'computer-use-9',
    'ft:gpt-4o-2024-x:me',
  ])('leaves %s blank rather than guess by its beginning', (id) =>
    expect(catalog(OPENAI, id, NOW)).toBeNull(),
  )

  it('prices the same id by who serves it', () => {
    const groq = catalog(at('https://api.groq.com/openai/v1', 'groq'), 'llama-3.3-70b-versatile', NOW)
    expect(groq?.prices).toEqual({ input: 0.59, cachedInput: null, output: 0.79, longPrompt: null })
    expect(catalog(OPENAI, 'llama-3.3-70b-versatile', NOW)).toBeNull()
    expect(catalog(at('http://localhost:11434/v1', 'ollama'), 'gpt-6-sol', NOW)).toBeNull()
    expect(catalog(at('http://localhost:4000', 'litellm'), 'gpt-6-sol', NOW)).toBeNull()
  })

  it('says nothing of Azure deployments, which people name as they like', () => {
    expect(catalog(at('https://me.openai.azure.com/openai/v1', 'azure'), 'gpt-4o', NOW)).toBeNull()
  })

  it('prices by the time of the reply', () => {
    const deepseek = at('https://api.deepseek.com', 'deepseek')
    const peak = catalog(deepseek, 'deepseek-v4-flash', Date.UTC(2026, 10, 20, 2))
    const quiet = catalog(deepseek, 'deepseek-v4-flash', Date.UTC(2026, 10, 20, 12))
    expect([peak?.prices?.input, quiet?.prices?.input]).toEqual([0.44, 0.22])
  })

  it('leaves blank what entries of one id disagree on', () => {
    const facts = catalog(at('https://api.deepseek.com', 'deepseek'), 'deepseek-chat', NOW)
    expect(facts?.maxOutputTokens ?? null).toBeNull()
  })

  it('reads every model of the providers that people connect to without a complaint', async () => {
    const warn = vi.spyOn(console, 'warn')
    const { findProvider } = await import('@pydantic/genai-prices')
    let priced = 0
    for (const baseURL of [
      'https://api.openai.com',
      'https://openrouter.ai',
      'https://api.mistral.ai',
      'https://api.x.ai',
    ]) {
      for (const model of findProvider({ providerApiUrl: baseURL })?.models ?? [])
        if (catalog(at(baseURL), model.id, NOW)?.prices) priced += 1
    }
    expect(priced).toBeGreaterThan(500)
    expect(warn).not.toHaveBeenCalled()
  })
})
