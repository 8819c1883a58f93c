/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { createPinia, setActivePinia } from 'pinia'
import { beforeAll, describe, expect, it } from 'vitest'
import { connectClients } from '@/app/connection.ts'
import { createPageRuntime } from '@/app/pageRuntime.ts'
import { connectRuntime, resumeRuns } from '@/app/runtime.ts'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import type { ModelEndpoint } from '@/runtime/deps.ts'
import { browserClient } from '@/services/clients.ts'
import { createClient } from '@/services/createClient.ts'
import { call } from '@/services/errors.ts'

const databases = async (): Promise<(string | undefined)[]> =>
  (await indexedDB.databases()).map(({ name }) => name)

beforeAll(() => {
  setActivePinia(createPinia())
  connectClients()
  connectRuntime()
})

/** What a page leaves that is closed in the middle of a run, whose model kept silent. */
async function leaveRun(): Promise<{ run_id: string; thread_id: string }> {
  const silent: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
    })
  const endpoint: ModelEndpoint = {
    client: await createClient(DEMO_CONNECTION, { apiKey: null, fetch: silent }),
    api: 'chat-completions',
    kind: 'demo',
    model: 'skein-demo',
    contextWindow: null,
    refused: [],
    refuse: () => undefined,
  }
  const runtime = createPageRuntime({
    name: 'skein-runtime',
    models: { find: () => Promise.resolve(endpoint) },
    onTrouble: () => undefined,
  })
  const { beta } = await createClient(DEMO_CONNECTION, { apiKey: null, fetch: runtime.fetch })
  const assistant = await beta.assistants.create({ model: 'demo/skein-demo' })
  const run = await beta.threads.createAndRun({
    assistant_id: assistant.id,
    thread: { messages: [{ role: 'user', content: 'Say: I am back' }] },
  })
  await expect
    .poll(async () => (await beta.threads.runs.retrieve(run.id, { thread_id: run.thread_id })).status, {
      timeout: 10_000,
    })
    .toBe('in_progress')
  await runtime.close()
  return { run_id: run.id, thread_id: run.thread_id }
}

describe('the place "browser"', () => {
  it('is not there for a person who has never used it', async () => {
    expect(await databases()).not.toContain('skein-runtime')
    await resumeRuns()
    expect(await databases()).not.toContain('skein-runtime')
  })

  it('goes on, in an idle moment, with the run that an earlier page has left', async () => {
    const { run_id, thread_id } = await leaveRun()
    await resumeRuns()
    const messages = async (): Promise<unknown> => {
      const runtime = createPageRuntime({
        name: 'skein-runtime',
        models: { find: () => Promise.reject(new Error('This one only looks.')) },
        onTrouble: () => undefined,
      })
      const { beta } = await createClient(DEMO_CONNECTION, { apiKey: null, fetch: runtime.fetch })
      const { data } = await beta.threads.messages.list(thread_id, { run_id })
      await runtime.close()
      return data
    }
    await expect
      .poll(messages, { timeout: 10_000, interval: 200 })
      .toMatchObject([{ status: 'completed', content: [{ text: { value: 'I am back' } }] }])
  })

  it('answers the SDK, one client for all who ask', async () => {
    const [client, same] = await Promise.all([browserClient(), browserClient()])
    expect(same).toBe(client)
    const assistant = await client.beta.assistants.create({ model: 'demo/skein-demo', name: 'Guide' })
    expect(await client.beta.assistants.retrieve(assistant.id)).toEqual(assistant)
    expect(await databases()).toContain('skein-runtime')
  })

  it('fails as any endpoint does', async () => {
    const client = await browserClient()
    await expect(call(client.beta.assistants.retrieve('asst_none'), {})).rejects.toMatchObject({
      kind: 'not-found',
      data: { status: 404, detail: "No assistant found with id 'asst_none'." },
    })
  })

  it('runs an assistant over the model of a connection', async () => {
    const client = await browserClient()
    const assistant = await client.beta.assistants.create({ model: 'demo/skein-demo' })
    const run = await client.beta.threads.createAndRunPoll({
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: 'Say: 你好' }] },
    })
    expect(run).toMatchObject({ status: 'completed', model: 'demo/skein-demo' })
    const { data } = await client.beta.threads.messages.list(run.thread_id)
    expect(data[0]?.content).toMatchObject([{ type: 'text', text: { value: '你好' } }])
  })

  it('says which model it does not find', async () => {
    const client = await browserClient()
    const assistant = await client.beta.assistants.create({ model: 'demo/no-such-model' })
    const run = await client.beta.threads.createAndRunPoll({
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: 'Hello' }] },
    })
    expect(run.status).toBe('failed')
    expect(run.last_error?.message).toContain('no-such-model')
  })
})
