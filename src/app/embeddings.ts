import { watch } from 'vue'
import { DEMO_CONNECTION } from '../domain/connection.ts'
import { AppError } from '../domain/errors.ts'
import { locateModel } from '../domain/modelNames.ts'
import { retryDelayMs } from '../domain/retryDelay.ts'
import { estimateTokens } from '../domain/tokenEstimate.ts'
import { i18n } from '../i18n/index.ts'
import { systemClock } from '../runtime/clock.ts'
import type { EmbeddingDirectory } from '../runtime/retrieval/embeddings.ts'
import { clientFor } from '../services/clients.ts'
import { createEmbeddings } from '../services/embeddings.ts'
import { useConnectionsStore } from '../stores/connections.ts'
import { useNoticesStore } from '../stores/notices.ts'
import { useSettingsStore } from '../stores/settings.ts'

/** Of one request; OpenAI takes 2048 texts and 300,000 tokens, others less. */
const MAX_TEXTS = 100
const MAX_TOKENS = 100_000
const NEVER = new AbortController().signal

/** The runtime's way to the embedding model that the person has chosen. That it fails is told once, until it has worked again. */
export function createEmbeddingDirectory(): EmbeddingDirectory {
  let hasTold = false

  async function embed(name: string, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    try {
      const vectors: Float32Array[] = []
      for (const batch of batchesOf(texts)) vectors.push(...(await request(name, batch, signal)))
      hasTold = false
      return vectors
    } catch (error) {
      if (!hasTold && !signal.aborted) tell(name)
      hasTold = true
      throw error
    }
  }

  return {
    current() {
      const model = useSettingsStore().embeddingModel
      if (model === null) return Promise.resolve(null)
      return Promise.resolve({ model, embed: (texts, signal) => embed(model, texts, signal) })
    },
    watch(changed) {
      watch(
        () => useSettingsStore().embeddingModel,
        (model) => {
          hasTold = false
          // Whether it can be used is said at once, not when the first file comes.
          if (model !== null) embed(model, ['Hello'], NEVER).catch(() => undefined)
          changed()
        },
      )
    },
  }
}

/** Asks again as long as that may help. @throws AppError */
async function request(name: string, input: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
  const { connections, defaultId, byId } = useConnectionsStore()
  const { connection, model } = locateModel(name, connections, byId(defaultId) ?? DEMO_CONNECTION)
  for (let retries = 0; ; retries += 1) {
    try {
      return await createEmbeddings(await clientFor(connection), { model, input }, signal)
    } catch (error) {
      const delayMs = error instanceof AppError ? retryDelayMs(error.data, retries) : null
      if (delayMs === null) throw error
      await systemClock.sleep(delayMs, signal)
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

function tell(model: string): void {
  useNoticesStore().notify({
    tone: 'error',
    message: i18n.global.t('shell.embeddings_failed', { model }),
  })
}
