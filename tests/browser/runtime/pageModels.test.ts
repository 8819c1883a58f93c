import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { connectClients } from '@/app/connection.ts'
import { createModelDirectory } from '@/app/modelDirectory.ts'
import type { ConnectionDraft } from '@/domain/connectionDraft.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useKeyringStore } from '@/stores/keyring.ts'
import { useModelsStore } from '@/stores/models.ts'

const DRAFT: ConnectionDraft = {
  name: 'My router',
  kind: 'custom',
  baseURL: 'http://127.0.0.1:9/v1',
  api: 'responses',
  assistants: 'no',
  key: { mode: 'none' },
}

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  connectClients()
})

describe('a model, as a run names it', () => {
  it('is one of the connection whose slug comes first', async () => {
    useConnectionsStore().add(DRAFT)
    const found = await createModelDirectory().find('my-router/openai/gpt-4o')
    expect(found).toMatchObject({ model: 'openai/gpt-4o', api: 'responses', kind: 'custom' })
    expect(found.client.baseURL).toBe(DRAFT.baseURL)
  })

  it('is one of the default connection where it names none', async () => {
    const connections = useConnectionsStore()
    const { find } = createModelDirectory()
    expect(await find('skein-demo')).toMatchObject({ model: 'skein-demo', kind: 'demo' })
    connections.setDefault(connections.add(DRAFT).id)
    expect(await find('gpt-4o')).toMatchObject({ model: 'gpt-4o', kind: 'custom' })
  })

  it('may have slashes of its own', async () => {
    const connections = useConnectionsStore()
    connections.setDefault(connections.add(DRAFT).id)
    const found = await createModelDirectory().find('meta-llama/llama-3.3-70b')
    expect(found).toMatchObject({ model: 'meta-llama/llama-3.3-70b', kind: 'custom' })
  })

  it('brings the window that is known of it, and the parameters that it has refused', async () => {
    const openai = useConnectionsStore().add({
      ...DRAFT,
      name: 'OpenAI',
      kind: 'openai',
      baseURL: 'https://api.openai.com/v1',
    })
    const { find } = createModelDirectory()
    const found = await find('openai/gpt-4o')
    expect(found).toMatchObject({ contextWindow: 128_000, refused: [] })
    found.refuse('temperature')
    expect((await find('openai/gpt-4o')).refused).toEqual(['temperature'])
    // The chat leaves it out from now on, too.
    expect(useModelsStore().refused(openai.id, 'gpt-4o')).toEqual(['temperature'])
    expect(await find('my-own-model')).toMatchObject({ refused: [] })
  })

  it('waits for the passphrase of its key', async () => {
    const connection = useConnectionsStore().add(DRAFT)
    const keyring = useKeyringStore()
    await keyring.save(connection.id, 'sk-1', 'passphrase', 'open sesame')
    keyring.lock()
    await expect(createModelDirectory().find('my-router/gpt-4o')).rejects.toMatchObject({ kind: 'locked' })
    await keyring.unlock('open sesame')
    expect(await createModelDirectory().find('my-router/gpt-4o')).toMatchObject({ model: 'gpt-4o' })
  })
})
