import type OpenAI from 'openai'
import { AppError } from '../domain/errors.ts'
import { retryDelayMs } from '../domain/retryDelay.ts'
import { estimateTokens } from '../domain/tokenEstimate.ts'
import { createEmbeddings } from './embeddings.ts'

/** Of one request; OpenAI takes 2048 texts and 300,000 tokens, others less. */
const MAX_TEXTS = 100
const MAX_TOKENS = 100_000

export interface EmbeddingEndpoint {
  client: OpenAI
  /** The model's id at that endpoint. */
  model: string
  /** Rejects when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The vector of each of any number of texts, in their order, asking again as long as that may help. @throws AppError */
export async function embedTexts(
  endpoint: EmbeddingEndpoint,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (const batch of batchesOf(texts)) vectors.push(...(await request(endpoint, batch, signal)))
  return vectors
}

async function request(
  { client, model, sleep }: EmbeddingEndpoint,
  input: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await createEmbeddings(client, { model, input }, signal)
    } catch (error) {
      const delayMs = error instanceof AppError ? retryDelayMs(error.data, retries) : null
      if (delayMs === null) throw error
      await sleep(delayMs, signal)
    }
  }
}

function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = []
  let tokens = Infinity
  for (const text of texts) {
    const cost = estimateTokens(text)
    const batch = batches.at(-1)
    if (batch === undefined || batch.length === MAX_TEXTS || tokens + cost > MAX_TOKENS) {
      batches.push([text])
      tokens = cost
    } else {
      batch.push(text)
      tokens += cost
    }
  }
  return batches
}
