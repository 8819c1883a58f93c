/** What is known of a model. `null` is "not known": nothing here is guessed from a name. */
export interface ModelFacts {
  /** Tokens. */
  contextWindow: number | null
  /** Tokens. */
  maxOutputTokens: number | null
  prices: ModelPrices | null
  inputModalities: string[] | null
  outputModalities: string[] | null
  supportsReasoning: boolean | null
  /** The endpoint's own list, a public catalogue, a bit of each, or this page's own demo. */
  source: 'endpoint' | 'catalog' | 'endpoint-and-catalog' | 'demo'
}

/** US dollars per million tokens. */
export interface TokenPrices {
  input: number
  /** `null` where cached input has no price of its own. */
  cachedInput: number | null
  output: number
}

export interface ModelPrices extends TokenPrices {
  /** What every token of a request costs once its prompt has more than `aboveTokens`. */
  longPrompt: (TokenPrices & { aboveTokens: number }) | null
}

export const FREE: ModelPrices = { input: 0, cachedInput: 0, output: 0, longPrompt: null }

/** What this page's own demo costs. */
export const DEMO_FACTS: ModelFacts = {
  contextWindow: null,
  maxOutputTokens: null,
  prices: FREE,
  inputModalities: null,
  outputModalities: null,
  supportsReasoning: null,
  source: 'demo',
}

/**
 * What an endpoint says of a model in its own list; null when it says nothing of the sort. Knows the fields of
 * OpenRouter (`context_length`, `top_provider`, `pricing`, `architecture`, `supported_parameters`), Groq
 * (`context_window`, `max_completion_tokens`), Mistral (`max_context_length`, `capabilities`), vLLM
 * (`max_model_len`) and llama.cpp (`meta.n_ctx`, `architecture`).
 */
export function endpointFacts(raw: Record<string, unknown>): ModelFacts | null {
  const architecture = objectIn(raw, 'architecture')
  const capabilities = objectIn(raw, 'capabilities')
  const facts = {
    contextWindow:
      countIn(raw, 'context_length') ??
      countIn(raw, 'context_window') ??
      countIn(raw, 'max_context_length') ??
      countIn(raw, 'max_model_len') ??
      countIn(objectIn(raw, 'meta'), 'n_ctx'),
    maxOutputTokens:
      countIn(objectIn(raw, 'top_provider'), 'max_completion_tokens') ??
      countIn(raw, 'max_completion_tokens'),
    prices: endpointPrices(objectIn(raw, 'pricing')),
    inputModalities: stringsIn(architecture, 'input_modalities') ?? visionOf(capabilities),
    outputModalities: stringsIn(architecture, 'output_modalities'),
    supportsReasoning: stringsIn(raw, 'supported_parameters')?.includes('reasoning') ?? null,
  }
  return Object.values(facts).every((fact) => fact === null) ? null : { ...facts, source: 'endpoint' }
}

/** The endpoint's facts, completed by the catalogue's. */
export function mergeFacts(endpoint: ModelFacts | null, catalog: ModelFacts | null): ModelFacts | null {
  if (endpoint === null || catalog === null) return endpoint ?? catalog
  return {
    contextWindow: endpoint.contextWindow ?? catalog.contextWindow,
    maxOutputTokens: endpoint.maxOutputTokens ?? catalog.maxOutputTokens,
    prices: endpoint.prices ?? catalog.prices,
    inputModalities: endpoint.inputModalities ?? catalog.inputModalities,
    outputModalities: endpoint.outputModalities ?? catalog.outputModalities,
    supportsReasoning: endpoint.supportsReasoning ?? catalog.supportsReasoning,
    source: 'endpoint-and-catalog',
  }
}

/** OpenRouter's `pricing`: dollars per token as decimal strings; -1 says that the price depends on the request. */
function endpointPrices(pricing: Record<string, unknown>): ModelPrices | null {
  const input = perMillion(pricing['prompt'])
  const output = perMillion(pricing['completion'])
  if (input === null || output === null) return null
  return { input, cachedInput: perMillion(pricing['input_cache_read']), output, longPrompt: null }
}

function perMillion(value: unknown): number | null {
  if (typeof value !== 'string' || value.trim() === '') return null
  const dollars = Number(value)
  // Rounded, since 0.0000021 × 1,000,000 is 2.0999999999999996.
  return Number.isFinite(dollars) && dollars >= 0 ? Number((dollars * 1_000_000).toPrecision(12)) : null
}

/** Mistral's `capabilities.vision`. */
function visionOf(capabilities: Record<string, unknown>): string[] | null {
  const { vision } = capabilities
  if (typeof vision !== 'boolean') return null
  return vision ? ['text', 'image'] : ['text']
}

function objectIn(source: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = source[key]
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function countIn(source: Record<string, unknown>, key: string): number | null {
  const value = source[key]
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null
}

function stringsIn(source: Record<string, unknown>, key: string): string[] | null {
  const value = source[key]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null
}
