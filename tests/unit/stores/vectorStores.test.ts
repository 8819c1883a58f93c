// @vitest-environment jsdom
import '../../support/nativeForms.ts'
import { toFile } from 'openai'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { provideBrowserClient } from '@/services/clients.ts'
import { usePlacesStore } from '@/stores/places.ts'
import { useVectorStoresStore } from '@/stores/vectorStores.ts'
import { clientOver, errorOf, memoryClient } from '../../support/serviceScene.ts'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  const client = memoryClient()
  provideBrowserClient(() => client)
})

async function uploaded(name: string): Promise<string> {
  const client = await usePlacesStore().clientOf('browser')
  const file = await client.files.create({
    file: await toFile(Buffer.from('text'), name),
    purpose: 'assistants',
  })
  return file.id
}

function fileIds(storeId: string): string[] {
  const files = useVectorStoresStore().filesOf('browser', storeId)
  return files.status === 'ready' ? files.value.map(({ id }) => id) : []
}

it('makes, lists, changes and deletes stores', async () => {
  const stores = useVectorStoresStore()
  const { id } = await stores.create('browser', { name: 'Contracts' })
  await stores.load('browser')
  await stores.update('browser', id, { name: 'Agreements' })
  expect(stores.listOf('browser')).toMatchObject({ status: 'ready', value: [{ id, name: 'Agreements' }] })
  await stores.remove('browser', id)
  expect(stores.listOf('browser')).toMatchObject({ status: 'ready', value: [] })
  expect((await errorOf(stores.retrieve('browser', id))).kind).toBe('not-found')
})

it('puts files into a store and takes them out', async () => {
  const stores = useVectorStoresStore()
  const ids = [await uploaded('a.txt'), await uploaded('b.txt')]
  const { id } = await stores.create('browser', { name: 'Contracts' })
  await stores.loadFiles('browser', id)
  expect(fileIds(id)).toEqual([])

  await stores.addFiles('browser', id, { file_ids: ids })
  expect(fileIds(id).toSorted()).toEqual(ids.toSorted())
  expect(stores.byId('browser', id)?.file_counts.total).toBe(2)

  await stores.removeFile('browser', id, ids[0]!)
  expect(fileIds(id)).toEqual([ids[1]])
})

it('follows how far the files are that are being read', async () => {
  let asked = 0
  const file = (id: string, status: string): object => ({
    id,
    object: 'vector_store.file',
    vector_store_id: 'vs_1',
    created_at: 1,
    usage_bytes: 0,
    last_error: null,
    attributes: {},
    status,
  })
  const client = clientOver((input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    if (pathname.endsWith('/files'))
      return Promise.resolve(
        Response.json({
          object: 'list',
          data: [file('file-b', 'completed'), file('file-a', 'in_progress')],
          has_more: false,
        }),
      )
    expect(pathname).toMatch(/files\/file-a$/)
    asked += 1
    const headers = asked === 1 ? { 'skein-progress': '0.42' } : {}
    const status = asked === 1 ? 'in_progress' : 'completed'
    return Promise.resolve(Response.json(file('file-a', status), { headers }))
  })
  provideBrowserClient(() => client)
  const stores = useVectorStoresStore()
  const { signal } = new AbortController()
  const statuses = (): string[] => {
    const list = stores.filesOf('browser', 'vs_1')
    return list.status === 'ready' ? list.value.map(({ status }) => status) : []
  }
  await stores.loadFiles('browser', 'vs_1')
  expect(stores.progressOf('browser', 'vs_1', 'file-a')).toBeNull()
  await stores.followReading('browser', 'vs_1', signal)
  expect(stores.progressOf('browser', 'vs_1', 'file-a')).toBe(0.42)
  expect(statuses()).toEqual(['completed', 'in_progress'])
  await stores.followReading('browser', 'vs_1', signal)
  expect(stores.progressOf('browser', 'vs_1', 'file-a')).toBeNull()
  expect(statuses()).toEqual(['completed', 'completed'])
  await stores.followReading('browser', 'vs_1', signal)
  expect(asked).toBe(2)
})

it('changes the attributes of a file, by which a search is narrowed', async () => {
  const stores = useVectorStoresStore()
  const { id } = await stores.create('browser', { name: 'Contracts', file_ids: [await uploaded('a.txt')] })
  const [fileId = ''] = await stores.loadFiles('browser', id).then(() => fileIds(id))
  await stores.setAttributes('browser', id, { id: fileId, attributes: { year: 2024 } })
  const list = stores.filesOf('browser', id)
  expect(list.status === 'ready' && list.value[0]?.attributes).toEqual({ year: 2024 })
  await vi.waitFor(async () => expect((await stores.retrieve('browser', id)).status).toBe('completed'))
  const { signal } = new AbortController()
  const found = async (year: number): Promise<number> => {
    const filters = { type: 'eq', key: 'year', value: year } as const
    return (await stores.search('browser', id, { query: 'text', filters }, signal)).length
  }
  expect(await found(2024)).toBe(1)
  expect(await found(2025)).toBe(0)
})
