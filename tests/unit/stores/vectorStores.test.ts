// @vitest-environment jsdom
import '../../support/nativeForms.ts'
import { toFile } from 'openai'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { provideBrowserClient } from '@/services/clients.ts'
import { usePlacesStore } from '@/stores/places.ts'
import { useVectorStoresStore } from '@/stores/vectorStores.ts'
import { errorOf, memoryClient } from '../../support/serviceScene.ts'

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

  await stores.addFiles('browser', id, ids)
  expect(fileIds(id).toSorted()).toEqual(ids.toSorted())
  expect(stores.byId('browser', id)?.file_counts.total).toBe(2)

  await stores.removeFile('browser', id, ids[0]!)
  expect(fileIds(id)).toEqual([ids[1]])
})
