import type OpenAI from 'openai'
import { CHUNK_OVERLAP, CHUNK_TOKENS } from '../facts/limits.ts'

/** How files are cut into passages, as a form has it. */
export interface ChunkingDraft {
  isStatic: boolean
  /** The most tokens of one passage. */
  tokens: number | undefined
  /** How many of them the next one has, too. */
  overlap: number | undefined
}

/** As the server does by itself. Source: the API reference, `chunking_strategy`. */
export const AUTO_CHUNKING: ChunkingDraft = {
  isStatic: false,
  tokens: CHUNK_TOKENS.preset,
  overlap: CHUNK_OVERLAP,
}

/** What the API takes; the overlap may be half of the tokens. */
export const CHUNK_RANGE = { min: CHUNK_TOKENS.min, max: CHUNK_TOKENS.max, isWhole: true } as const

/** The most overlap of a draft. */
export function maxOverlap({ tokens }: ChunkingDraft): number {
  return Math.floor((tokens ?? CHUNK_TOKENS.min) / 2)
}

/** What is sent for a draft: nothing for `auto`; `null` where the numbers are none that the API takes. */
export function chunkingOf(draft: ChunkingDraft): OpenAI.FileChunkingStrategyParam | undefined | null {
  if (!draft.isStatic) return undefined
  const { tokens, overlap } = draft
  if (tokens === undefined || overlap === undefined) return null
  if (tokens < CHUNK_TOKENS.min || tokens > CHUNK_TOKENS.max || overlap < 0) return null
  if (overlap > maxOverlap(draft)) return null
  return { type: 'static', static: { max_chunk_size_tokens: tokens, chunk_overlap_tokens: overlap } }
}
