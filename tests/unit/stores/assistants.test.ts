// @vitest-environment jsdom
import '../../support/nativeForms.ts'
import { toFile } from 'openai'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBrowserClient } from '@/services/clients.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { usePlacesStore } from '@/stores/places.ts'
import { clientOver, errorOf, memoryClient } from '../../support/serviceScene.ts'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
  const client = memoryClient()
  provideBrowserClient(() => client)
})

const model = 'demo/skein-demo'
const uploaded = async (): Promise<string> => {
  const client = await usePlacesStore().clientOf('browser')
  const file = await client.files.create({
    file: await toFile(Buffer.from('a,b'), 'a.csv'),
    purpose: 'assistants',
  })
  return file.id
}
const names = (): (string | null)[] => {
  const list = useAssistantsStore().listOf('browser')
  if (list.status !== 'ready') throw new Error(`The list is ${list.status}.`)
  return list.value.map(({ name }) => name)
}

describe('useAssistantsStore', () => {
  it('makes, lists, changes, copies and deletes assistants', async () => {
    const store = useAssistantsStore()
    const first = await store.create('browser', { model, name: 'First', metadata: { team: 'north' } })
    await store.load('browser')
    expect(names()).toEqual(['First'])

    await store.update('browser', first.id, { name: 'Renamed' })
    expect(store.byId('browser', first.id)?.name).toBe('Renamed')
    const copy = await store.duplicate('browser', first.id, 'Copy')
    expect(copy).toMatchObject({ name: 'Copy', metadata: { team: 'north' } })
    expect(copy.id).not.toBe(first.id)
    expect(names()).toEqual(['Copy', 'Renamed'])

    await store.remove('browser', first.id)
    expect(names()).toEqual(['Copy'])
    expect((await errorOf(store.retrieve('browser', first.id))).kind).toBe('not-found')
  })

  it('lists all pages, the newest first', async () => {
    const store = useAssistantsStore()
    const client = await usePlacesStore().clientOf('browser')
    for (let number = 0; number < 130; number += 1) {
      await client.post('/assistants', { body: { model, name: `No. ${number}` } })
    }
    await store.load('browser')
    expect(names()).toHaveLength(130)
    expect(names()[0]).toBe('No. 129')
  })

  it('tells with the place what the server refuses', async () => {
    const error = await errorOf(
      useAssistantsStore().create('browser', {
        model,
        tools: [{ type: 'function', function: { name: 'no spaces, please' } }],
      }),
    )
    expect(error.data).toMatchObject({ kind: 'invalid', param: 'tools[0].function.name' })
  })

  it('takes an assistant out of the list that somebody else has deleted', async () => {
    const store = useAssistantsStore()
    const { id } = await store.create('browser', { model, name: 'Short-lived' })
    await store.load('browser')
    await (await usePlacesStore().clientOf('browser')).delete(`/assistants/${id}`)
    await errorOf(store.retrieve('browser', id))
    expect(names()).toEqual([])
    expect(store.byId('browser', id)).toBeUndefined()
  })

  it('attaches, lists, retrieves and detaches files, and knows the assistant as it is then', async () => {
    const store = useAssistantsStore()
    const fileId = await uploaded()
    const { id: assistantId } = await store.create('browser', {
      model,
      tools: [{ type: 'code_interpreter' }],
    })
    const address = { assistantId, fileId }

    const attached = await store.attachFile('browser', address, null)
    expect(attached).toMatchObject({ id: fileId, object: 'assistant.file', tools: ['code_interpreter'] })
    expect(store.byId('browser', assistantId)?.tool_resources?.code_interpreter?.file_ids).toEqual([fileId])
    expect(await store.listFiles('browser', assistantId)).toEqual([attached])
    expect(await store.retrieveFile('browser', address)).toEqual(attached)

    expect(await store.detachFile('browser', address)).toMatchObject({ id: fileId, deleted: true })
    expect(store.byId('browser', assistantId)?.tool_resources?.code_interpreter?.file_ids).toEqual([])
    expect((await errorOf(store.retrieveFile('browser', address))).kind).toBe('not-found')
  })

  it('finds the files and stores that a place does not have', async () => {
    const fileId = await uploaded()
    const ids = { fileIds: [fileId, 'file-elsewhere'], vectorStoreIds: ['vs_elsewhere'] }
    expect(await useAssistantsStore().missingIn('browser', ids)).toEqual(
      new Set(['file-elsewhere', 'vs_elsewhere']),
    )
  })

  it('does not call a file missing that it could not ask for', async () => {
    provideBrowserClient(() => clientOver(() => Promise.resolve(Response.json({}, { status: 500 }))))
    const asked = useAssistantsStore().missingIn('browser', { fileIds: ['file-1'], vectorStoreIds: [] })
    expect((await errorOf(asked)).kind).toBe('server')
  })
})
