import { afterAll } from 'vitest'
import { createAssistantsServer } from '@/server/assistantsServer.ts'
import { serve } from '@/server/serve.ts'
import { contractTarget, runContract } from '../support/contractSuites.ts'
import { type SpecificationError, validated } from '../support/specification.ts'

// Quick, and yet slow enough for a run to be cancelled over a connection.
const server = await createAssistantsServer({ upstream: null, demo: { pace: 0.05 } })
const { url, close } = await serve(server.fetch, { port: 0 })
afterAll(async () => {
  await close()
  await server.close()
})

const violations: SpecificationError[] = []
runContract(
  'the runtime over HTTP',
  () =>
    contractTarget({
      baseURL: `${url}/v1`,
      fetch: validated(fetch, violations),
      model: 'skein-demo',
      isOurs: true,
    }),
  violations,
)
