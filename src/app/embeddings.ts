import { watch } from 'vue'
import { DEMO_CONNECTION } from '../domain/connection.ts'
import { AppError } from '../domain/errors.ts'
import { locateModel } from '../domain/modelNames.ts'
import { i18n } from '../i18n/index.ts'
import { systemClock } from '../runtime/clock.ts'
import type { EmbeddingDirectory } from '../runtime/retrieval/embeddings.ts'
import { clientFor } from '../services/clients.ts'
import { embedTexts } from '../services/embedTexts.ts'
import { useConnectionsStore } from '../stores/connections.ts'
import { useNoticesStore } from '../stores/notices.ts'
import { useSettingsStore } from '../stores/settings.ts'

const NEVER = new AbortController().signal

/** The runtime's way to the embedding model that the person has chosen. That it fails is told once, until it has worked again. */
export function createEmbeddingDirectory(): EmbeddingDirectory {
  let hasTold = false

  async function embed(name: string, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    try {
      const vectors = await request(name, texts, signal)
      hasTold = false
      return vectors
    } catch (error) {
      const isStopped = signal.aborted && !(signal.reason instanceof AppError)
      if (!hasTold && !isStopped) {
        hasTold = true
        tell(name)
      }
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

/** @throws AppError */
async function request(name: string, texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
  const { connections, defaultId, byId } = useConnectionsStore()
  const { connection, model } = locateModel(name, connections, byId(defaultId) ?? DEMO_CONNECTION)
  return embedTexts({ client: await clientFor(connection), model, sleep: systemClock.sleep }, texts, signal)
}

function tell(model: string): void {
  useNoticesStore().notify({
    tone: 'error',
    message: i18n.global.t('shell.embeddings_failed', { model }),
  })
}
