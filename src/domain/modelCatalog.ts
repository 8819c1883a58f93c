import type * as Genai from '@pydantic/genai-prices'
import type * as LlmZoo from 'llm-zoo'
import type { Connection } from './connection.ts'
import type { ModelFacts, ModelPrices, TokenPrices } from './modelFacts.ts'

/** Looks a model up in the public catalogues: by the provider that the address belongs to, and an exact id. */
export type ModelCatalog = (connection: Connection, modelId: string, atMs: number) => ModelFacts | null

type ZooModel = (typeof LlmZoo.MODEL_CONFIGS)[string]

/** Our names for the providers that both catalogues know, by genai-prices' id. */
const ZOO_PROVIDERS: Partial<Record<string, string>> = {
  openai: 'openai',
  deepseek: 'deepseek',
  'x-ai': 'xai',
  anthropic: 'anthropic',
  google: 'google',
  moonshotai: 'moonshot',
}

/**
 * Loads the catalogues, about 110 kB gzip: prices and context windows of 43 providers from genai-prices, output
 * limits and modalities of the large ones from llm-zoo. Where they differ on a context window, genai-prices counts.
 */
export async function loadModelCatalog(): Promise<ModelCatalog> {
  const [genai, zoo] = await Promise.all([import('@pydantic/genai-prices'), import('llm-zoo')])
  return (connection, modelId, atMs) => {
    // An Azure model id is a deployment, which people name as they like.
    if (connection.kind === 'azure') return null
    const provider = genai.findProvider({ providerApiUrl: connection.baseURL })
    if (provider === undefined) return null
    const priced = findPriced(genai, provider.id, modelId, atMs)
    const limits = findLimits(zoo, provider.id, modelId)
    if (priced === null && limits === null) return null
    return {
      contextWindow: priced?.model.context_window ?? limits?.contextWindow ?? null,
      maxOutputTokens: limits?.maxOutputTokens ?? null,
      prices: priced === null ? null : pricesOf(priced.model_price),
      inputModalities: limits?.inputModalities ?? null,
      outputModalities: null,
      supportsReasoning: limits?.supportsReasoning ?? null,
      source: 'catalog',
    }
  }
}

function findPriced(
  genai: typeof Genai,
  providerId: string,
  modelId: string,
  atMs: number,
): Genai.PriceCalculation | null {
  const found = genai.calcPrice({}, modelId, { providerId, timestamp: new Date(atMs) })
  if (found === null) return null
  const isNamed = found.model.id === modelId || namesExactly(found.model.match, modelId)
  return isNamed ? found : null
}

/**
 * Whether a catalogue's rule names this very id, an alias or a dated snapshot of it. Rules that take everything
 * with a prefix would price models that their authors had never heard of.
 */
function namesExactly(rule: Genai.MatchLogic, modelId: string): boolean {
  if ('or' in rule) return rule.or.some((part) => namesExactly(part, modelId))
  if ('equals' in rule) return rule.equals.toLowerCase() === modelId.toLowerCase()
  if (!('regex' in rule)) return false
  const { regex } = rule
  return regex.startsWith('^') && regex.endsWith('$') && new RegExp(regex).test(modelId)
}

function pricesOf(price: Genai.ModelPrice): ModelPrices | null {
  const { input_mtok: input, cache_read_mtok: cachedInput, output_mtok: output } = price
  if (input === undefined || output === undefined) return null
  const base = {
    input: basePrice(input),
    cachedInput: cachedOf(cachedInput, basePrice),
    output: basePrice(output),
  }
  return { ...base, longPrompt: longPromptOf(price) }
}

/** Tiered prices have one step, the same for all of a model's tokens. */
function longPromptOf(price: Genai.ModelPrice): ModelPrices['longPrompt'] {
  const { input_mtok: input, cache_read_mtok: cachedInput, output_mtok: output } = price
  const step = [input, cachedInput, output].find((part) => typeof part === 'object')?.tiers[0]
  if (step === undefined || input === undefined || output === undefined) return null
  return {
    aboveTokens: step.start,
    input: longPrice(input),
    cachedInput: cachedOf(cachedInput, longPrice),
    output: longPrice(output),
  }
}

type Price = NonNullable<Genai.ModelPrice[string]>

function basePrice(price: Price): number {
  return typeof price === 'number' ? price : price.base
}

function longPrice(price: Price): number {
  return typeof price === 'number' ? price : (price.tiers[0]?.price ?? price.base)
}

function cachedOf(price: Price | undefined, read: (price: Price) => number): TokenPrices['cachedInput'] {
  return price === undefined ? null : read(price)
}

type Limits = Pick<ModelFacts, 'contextWindow' | 'maxOutputTokens' | 'inputModalities' | 'supportsReasoning'>

/** llm-zoo has several entries for one id, e.g. with and without thinking: what they disagree on is left blank. */
function findLimits(zoo: typeof LlmZoo, providerId: string, modelId: string): Limits | null {
  const entries = Object.values(zoo.MODEL_CONFIGS).filter(
    (entry) =>
      entry.provider === ZOO_PROVIDERS[providerId] &&
      (entry.fullName === modelId || entry.shortName === modelId) &&
      !entry.openRouterOnly,
  )
  if (entries.length === 0) return null
  const seesImages = agreed(entries, (entry) => entry.capabilities.supportsVision)
  return {
    contextWindow: agreed(entries, (entry) => entry.contextWindow),
    maxOutputTokens: agreed(entries, (entry) => entry.maxOutputTokens),
    inputModalities: seesImages === null ? null : seesImages ? ['text', 'image'] : ['text'],
    supportsReasoning: agreed(entries, (entry) => entry.capabilities.supportsReasoning),
  }
}

function agreed<T>(entries: readonly ZooModel[], read: (entry: ZooModel) => T): T | null {
  const values = new Set(entries.map(read))
  const [value] = values
  return values.size === 1 && value !== undefined ? value : null
}
