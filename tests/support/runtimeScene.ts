/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import OpenAI from 'openai'
import { vi } from 'vitest'
import type { RuntimeDeps } from '@/runtime/deps.ts'
import type { Runtime } from '@/runtime/index.ts'
import type { Run } from '@/runtime/wire.ts'
import { createFakeModel, type FakeModel, type ModelAnswer } from './fakeModel.ts'
import { createMemoryRuntime } from './memoryRuntime.ts'

export interface RuntimeScene {
  runtime: Runtime
  client: OpenAI
  model: FakeModel
  threadId: string
  assistantId: string
  /** Starts a run. */
  run: (params?: Partial<OpenAI.Beta.Threads.RunCreateParamsNonStreaming>) => Promise<Run>
  /** Waits until a run is in one of these statuses. */
  until: (run: Run, ...statuses: Run['status'][]) => Promise<Run>
}

export function clientOf(runtime: Runtime): OpenAI {
  return new OpenAI({
    apiKey: 'none',
    baseURL: 'https://runtime.invalid/v1',
    fetch: (input, init) => runtime.fetch(input, init),
    maxRetries: 0,
    // Where the tests have a document.
    dangerouslyAllowBrowser: true,
  })
}

/** A runtime with an assistant and a thread that says "Hi", over a model that gives these answers. */
export async function createRuntimeScene(
  answers: readonly ModelAnswer[] | FakeModel,
  { deps = {}, assistant = {}, says = 'Hi' }: SceneOptions = {},
): Promise<RuntimeScene> {
  const model = 'directory' in answers ? answers : createFakeModel(answers)
  const runtime = createMemoryRuntime({ models: model.directory, ...deps })
  const client = clientOf(runtime)
  const [{ id: assistantId }, { id: threadId }] = await Promise.all([
    client.beta.assistants.create({ model: 'fake', ...assistant }),
    client.beta.threads.create({ messages: [{ role: 'user', content: says }] }),
  ])
  return {
    runtime,
    client,
    model,
    threadId,
    assistantId,
    run: (params = {}) => client.beta.threads.runs.create(threadId, { assistant_id: assistantId, ...params }),
    until: (run, ...statuses) => untilStatus(client, run, statuses),
  }
}

interface SceneOptions {
  deps?: Partial<RuntimeDeps>
  assistant?: Partial<OpenAI.Beta.AssistantCreateParams>
  says?: string
}

/** The run as `client` sees it once it is in one of these statuses. */
export async function untilStatus(client: OpenAI, run: Run, statuses: Run['status'][]): Promise<Run> {
  return vi.waitFor(
    async () => {
      const seen = await client.beta.threads.runs.retrieve(run.id, { thread_id: run.thread_id })
      if (!statuses.includes(seen.status))
        throw new Error(`The run is ${seen.status}: ${seen.last_error?.message ?? ''}`)
      return seen
    },
    { timeout: 5000, interval: 5 },
  )
}
