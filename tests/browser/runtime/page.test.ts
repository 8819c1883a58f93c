/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { createPinia, setActivePinia } from 'pinia'
import { beforeAll, describe, expect, it } from 'vitest'
import { connectClients } from '@/app/connection.ts'
import { connectRuntime, resumeRuns } from '@/app/runtime.ts'
import { browserClient } from '@/services/clients.ts'
import { call } from '@/services/errors.ts'

const databases = async (): Promise<(string | undefined)[]> =>
  (await indexedDB.databases()).map(({ name }) => name)

beforeAll(() => {
  setActivePinia(createPinia())
  connectClients()
  connectRuntime()
})

describe('the place "browser"', () => {
  it('is not there for a person who has never used it', async () => {
    expect(await databases()).not.toContain('skein-runtime')
    await resumeRuns()
    expect(await databases()).not.toContain('skein-runtime')
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
