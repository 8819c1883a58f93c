import { createDemoEndpoint, type DemoOptions } from '../demo/index.ts'
import { readPassages } from '../ingest/readPassages.ts'
import { systemClock } from '../runtime/clock.ts'
import { createMemoryStorage } from '../runtime/db/memory.ts'
import { plantSeed, type Seed } from '../runtime/db/seed.ts'
import { createLocks } from '../runtime/engine/locks.ts'
import { createRuntime } from '../runtime/index.ts'
import { createGateway } from './gateway.ts'
import { demoModels, upstreamEmbeddings, upstreamModels } from './models.ts'
import { createNodeInterpreter } from './nodeInterpreter.ts'
import type { FetchHandler } from './serve.ts'
import { forwardTo, type Upstream } from './upstream.ts'

export interface AssistantsServerOptions {
  /** `null`: the models are the offline demo's. */
  upstream: Upstream | null
  /** The upstream's, for search by meaning; without it, search is by words alone. */
  embeddingModel?: string | null
  isKeyRequired?: boolean
  /** Lets the packages that programs import be fetched. */
  arePackagesAllowed?: boolean
  seed?: Seed
  demo?: DemoOptions
}

export interface AssistantsServer {
  fetch: FetchHandler
  /** Stops all runs. */
  close: () => Promise<void>
}

/** The Assistants API in memory, beside the model API that its runs are executed over. */
export async function createAssistantsServer({
  upstream,
  embeddingModel = null,
  isKeyRequired = false,
  arePackagesAllowed = false,
  seed = {},
  demo = {},
}: AssistantsServerOptions): Promise<AssistantsServer> {
  const storage = createMemoryStorage()
  await plantSeed(storage, seed)
  const endpoint = createDemoEndpoint(demo)
  const runtime = createRuntime({
    storage,
    models: upstream === null ? demoModels(endpoint) : upstreamModels(upstream),
    reader: { read: readPassages },
    ...(upstream !== null &&
      embeddingModel !== null && { embeddings: upstreamEmbeddings(upstream, embeddingModel) }),
    interpreter: createNodeInterpreter({ arePackagesAllowed }),
    clock: systemClock,
    locks: createLocks(),
  })
  await runtime.start()
  return {
    fetch: createGateway({
      models: upstream === null ? (request) => endpoint.fetch(request) : forwardTo(upstream),
      runtime: (request) => runtime.fetch(request),
      isKeyRequired,
    }),
    close: runtime.close,
  }
}
