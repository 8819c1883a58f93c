import type OpenAI from 'openai'
import { AppError } from '@/domain/errors.ts'
import type { RuntimeDeps } from '@/runtime/deps.ts'
import { createClient } from '@/services/createClient.ts'
import { connectionTo } from './chat.ts'
import { createFakeModel, type ModelAnswer } from './fakeModel.ts'
import { createMemoryRuntime } from './memoryRuntime.ts'

/** A signal that never aborts. */
export const { signal } = new AbortController()

type Fetch = typeof globalThis.fetch

const BASE_URL = 'https://server.invalid/v1'

/** A client of the runtime in memory, over the offline demo or a model that gives these answers. */
export function memoryClient(
  answers: readonly ModelAnswer[] = [],
  deps: Partial<RuntimeDeps> = {},
): Promise<OpenAI> {
  const models = answers.length === 0 ? {} : { models: createFakeModel(answers).directory }
  const runtime = createMemoryRuntime({ ...models, ...deps })
  return clientOver((input, init) => runtime.fetch(input, init))
}

/** A client of a server that `answer` is. */
export function clientOver(fetch: Fetch): Promise<OpenAI> {
  return createClient(connectionTo(BASE_URL), { apiKey: null, fetch })
}

/** A client of a server that gives the same answer to everything. */
export function clientOf(answer: () => Response): Promise<OpenAI> {
  return clientOver(() => Promise.resolve(answer()))
}

/** The AppError that a promise ends in. */
export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`No AppError, but ${String(error)}`)
  return error
}
