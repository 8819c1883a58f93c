import { createDemoEndpoint } from '@/demo/index.ts'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import { readPassages } from '@/ingest/readPassages.ts'
import { systemClock } from '@/runtime/clock.ts'
import type { ModelDirectory, RuntimeDeps } from '@/runtime/deps.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { createLocks } from '@/runtime/engine/locks.ts'
import { createRuntime, type Runtime } from '@/runtime/index.ts'
import { createClient } from '@/services/createClient.ts'

/** The models of the offline demo, which answers at once. */
export function demoModels(): ModelDirectory {
  const demo = createDemoEndpoint({ pace: 0 })
  const client = createClient(DEMO_CONNECTION, { apiKey: null, fetch: demo.fetch })
  return {
    find: async (name) => ({
      client: await client,
      api: 'chat-completions',
      kind: 'demo',
      model: name.replace(/^demo\//, ''),
      contextWindow: null,
      refused: [],
      refuse: () => undefined,
    }),
  }
}

/** The runtime over memory and the offline demo. */
export function createMemoryRuntime(changes: Partial<RuntimeDeps> = {}): Runtime {
  return createRuntime({
    storage: createMemoryStorage(),
    reader: { read: readPassages },
    clock: systemClock,
    locks: createLocks(),
    models: demoModels(),
    ...changes,
  })
}
