import type { DemoEndpoint } from '../demo/index.ts'
import type { ChatApi, Connection, ConnectionKind } from '../domain/connection.ts'
import { chatApiOf } from '../domain/capabilities.ts'
import { DEMO_CONNECTION } from '../domain/connection.ts'
import { AppError } from '../domain/errors.ts'
import { loadModelCatalog } from '../domain/modelCatalog.ts'
import { PRESETS, PRESET_KINDS } from '../domain/presets.ts'
import { systemClock } from '../runtime/clock.ts'
import type { ModelDirectory } from '../runtime/deps.ts'
import type { EmbeddingDirectory } from '../runtime/retrieval/embeddings.ts'
import { createClient } from '../services/createClient.ts'
import { embedTexts } from '../services/embedTexts.ts'
import { isOffered, openProbe } from '../services/doctorProbes.ts'
import type { Upstream } from './upstream.ts'

/** The models of the offline demo, with and without `demo/` before their ids. */
export function demoModels({ fetch }: DemoEndpoint): ModelDirectory {
  const client = createClient(DEMO_CONNECTION, { apiKey: null, fetch })
  return {
    find: async (name) => ({
      client: await client,
      api: 'chat-completions',
      kind: 'demo',
      model: withoutSlug(name, DEMO_CONNECTION.slug),
      contextWindow: null,
      refused: [],
      refuse: () => undefined,
    }),
  }
}

/** One embedding model of an upstream, asked with its key, or without any. That it fails is told once, until it has worked again. */
export function upstreamEmbeddings(upstream: Upstream, model: string): EmbeddingDirectory {
  const client = createClient(connectionTo(upstream), { apiKey: upstream.key })
  let hasTold = false
  async function embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    try {
      const vectors = await embedTexts(
        { client: await client, model, sleep: systemClock.sleep },
        texts,
        signal,
      )
      hasTold = false
      return vectors
    } catch (error) {
      const isStopped = signal.aborted && !(signal.reason instanceof AppError)
      if (!hasTold && !isStopped) {
        hasTold = true
        console.error(`${model} gave no embeddings: search is by words alone.`)
      }
      throw error
    }
  }
  return { current: () => Promise.resolve({ model: `upstream/${model}`, embed }) }
}

/** The models of an upstream, with and without `upstream/` before their ids. Runs ask it with its key, or without any. */
export function upstreamModels(upstream: Upstream): ModelDirectory {
  const { key } = upstream
  const connection = connectionTo(upstream)
  const client = createClient(connection, { apiKey: key })
  const catalog = loadModelCatalog()
  const refused = new Map<string, string[]>()
  let api: ChatApi | null = null
  return {
    async find(name) {
      const model = withoutSlug(name, connection.slug)
      api ??= await probedApi(connection, key)
      const facts = (await catalog)(connection, model, Date.now())
      return {
        client: await client,
        api: api ?? 'chat-completions',
        kind: connection.kind,
        model,
        contextWindow: facts?.contextWindow ?? null,
        refused: refused.get(model) ?? [],
        refuse: (parameter) => refused.set(model, [...(refused.get(model) ?? []), parameter]),
      }
    },
  }
}

function connectionTo({ baseURL }: Upstream): Connection {
  return {
    id: 'upstream',
    slug: 'upstream',
    name: 'Upstream',
    kind: kindOf(baseURL),
    baseURL,
    api: 'auto',
    assistants: 'no',
    key: { mode: 'none' },
  }
}

/** Ids of models may have slashes of their own (`openai/gpt-4o`): only our own first part is taken off. */
function withoutSlug(name: string, slug: string): string {
  return name.startsWith(`${slug}/`) ? name.slice(slug.length + 1) : name
}

function kindOf(baseURL: string): ConnectionKind {
  if (new URL(baseURL).hostname.endsWith('.openai.azure.com')) return 'azure'
  return PRESET_KINDS.find((kind) => PRESETS[kind].baseURL === baseURL) ?? 'custom'
}

/** `null` when the upstream did not tell, and should be asked again. */
async function probedApi(connection: Connection, key: string | null): Promise<ChatApi | null> {
  const known = chatApiOf(connection, undefined)
  if (known === 'responses') return known
  const probe = await openProbe(connection, key, fetch, new AbortController().signal)
  switch (isOffered(await probe.ask('post', '/chat/completions'))) {
    case true:
      return 'chat-completions'
    case false:
      return 'responses'
    case null:
      return null
  }
}
