import { afterAll } from 'vitest'
import { createPageRuntime } from '@/app/pageRuntime.ts'
import { contractTarget, runContract } from '../../support/contractSuites.ts'
import { demoModels } from '../../support/memoryRuntime.ts'

const name = `skein-contract-${crypto.randomUUID()}`
const troubles: Error[] = []
const runtime = createPageRuntime({
  name,
  models: demoModels(),
  onTrouble: ({ code, detail }) => troubles.push(new Error(`${code ?? ''} ${detail}`)),
})

afterAll(async () => {
  await runtime.close()
  indexedDB.deleteDatabase(name)
})

runContract(
  'the runtime in a page',
  () =>
    contractTarget({
      baseURL: 'https://runtime.invalid/v1',
      fetch: runtime.fetch,
      model: 'skein-demo',
      isOurs: true,
    }),
  troubles,
)
