import { contractTarget, runContract } from '../support/contractSuites.ts'
import { createMemoryRuntime } from '../support/memoryRuntime.ts'
import { type SpecificationError, validated } from '../support/specification.ts'

const { SKEIN_BASE_URL: given, SKEIN_API_KEY: apiKey, SKEIN_MODEL: model = 'skein-demo' } = process.env
const violations: SpecificationError[] = []

if (given === undefined) {
  const { fetch } = createMemoryRuntime()
  const baseURL = 'https://runtime.invalid/v1'
  runContract(
    'the runtime',
    () => contractTarget({ baseURL, fetch: validated(fetch, violations), model, isOurs: true }),
    violations,
  )
} else {
  const baseURL = given.replace(/\/+$/, '')
  runContract(
    `the server at ${baseURL}`,
    () =>
      contractTarget({
        baseURL,
        fetch: validated(fetch, violations),
        model,
        isOurs: false,
        ...(apiKey !== undefined && { apiKey }),
      }),
    violations,
  )
}
