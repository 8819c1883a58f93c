/** What OpenAI has published of a model and no catalogue tells; what is left out is not known. */
export interface KnownModel {
  /** Tokens. */
  context?: number
  /** Tokens. */
  output?: number
  /** `YYYY-MM-DD` or `YYYY-MM`. */
  cutoff?: string
  /** US dollars per million tokens: in, cached, out. */
  prices?: readonly [number, number | null, number]
  /** Paths that serve it. */
  endpoints?: readonly string[]
  /** `YYYY-MM-DD`. */
  shutdown?: string
}

/** The day on which OpenAI's pages of models and deprecations were read. */
export const MODELS_READ_ON = '2026-11-22'

const LARGE = { context: 1_050_000, output: 128_000 } as const
const FALL_2026 = { shutdown: '2026-10-23' } as const
const WINTER_2026 = { shutdown: '2026-12-11' } as const

/** By their ids. Source: OpenAI's pages of models, prices and deprecations. */
export const KNOWN_MODELS: Readonly<Record<string, KnownModel>> = {
  'gpt-6.2-astra': { ...LARGE, prices: [8, null, 40] },
  'gpt-6.2-sol': { ...LARGE, prices: [2, null, 10] },
  'gpt-6.1-terra': { ...LARGE, prices: [1, 0.05, 5], cutoff: '2026-06-01' },
  'gpt-6.1-sol': { ...LARGE, prices: [2, 0.1, 10], cutoff: '2026-04-30' },
  'gpt-6-astra': {
    ...LARGE,
    prices: [10, 1, 50],
    cutoff: '2026-04-30',
    endpoints: ['/responses', '/chat/completions', '/batches'],
  },
  'gpt-6-sol': { ...LARGE, prices: [2, 0.2, 10] },
  'gpt-6-luna': { ...LARGE, prices: [0.1, 0.01, 0.5], cutoff: '2026-05-18' },
  'gpt-5.6-sol': { ...LARGE, prices: [4, 0.4, 20], cutoff: '2026-02-16' },
  'gpt-5.6-terra': { ...LARGE, prices: [2, 0.2, 12], cutoff: '2026-02-16' },
  'gpt-5.6-luna': { ...LARGE, prices: [0.2, 0.02, 1.2], cutoff: '2026-02-16' },
  'gpt-5.5': { ...LARGE, prices: [5, 0.5, 30], cutoff: '2025-12-01' },
  'gpt-5.5-pro': { ...LARGE, prices: [30, null, 180], cutoff: '2025-12-01' },
  'gpt-5.4': { ...LARGE, prices: [2.5, 0.25, 15], cutoff: '2025-08-31' },
  'gpt-5.4-mini': { context: 400_000, prices: [0.75, 0.075, 4.5], cutoff: '2025-08-31' },
  'gpt-5.4-nano': {
    context: 400_000,
    prices: [0.2, 0.02, 1.25],
    cutoff: '2025-08-31',
    shutdown: '2027-04-01',
  },
  'gpt-5.4-pro': { ...LARGE, prices: [30, null, 180], cutoff: '2025-08-31' },
  'gpt-5.2': { context: 400_000, prices: [1.75, 0.175, 14] },
  'gpt-5.1': { context: 400_000, prices: [1.25, 0.125, 10], shutdown: '2027-04-01' },
  'gpt-5': { prices: [1.25, 0.125, 10], ...WINTER_2026 },
  'gpt-5-mini': { prices: [0.25, 0.025, 2], ...WINTER_2026 },
  'gpt-5-nano': { prices: [0.05, 0.005, 0.4], ...WINTER_2026 },
  'gpt-5-pro': { prices: [15, null, 120], ...WINTER_2026 },
  o3: { prices: [2, 0.5, 8], ...WINTER_2026 },
  'o3-pro': { prices: [20, null, 80], ...WINTER_2026 },
  'gpt-4.1': { prices: [2, 0.5, 8], cutoff: '2024-06', shutdown: '2027-01-14' },
  'gpt-4.1-mini': { prices: [0.4, 0.1, 1.6], cutoff: '2024-06', shutdown: '2027-01-14' },
  'gpt-4o': { prices: [2.5, 1.25, 10], cutoff: '2023-10', shutdown: '2027-01-14' },
  'gpt-4o-mini': { prices: [0.15, 0.075, 0.6], cutoff: '2023-10', shutdown: '2027-01-14' },
  'gpt-4.1-nano': FALL_2026,
  'o4-mini': FALL_2026,
  'o3-mini': FALL_2026,
  o1: FALL_2026,
  'o1-pro': FALL_2026,
  'gpt-4-turbo': FALL_2026,
  'gpt-4': FALL_2026,
  'gpt-3.5-turbo': FALL_2026,
}
