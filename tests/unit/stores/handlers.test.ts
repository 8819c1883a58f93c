// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FunctionHandler } from '@/domain/functionHandler.ts'
import { useHandlersStore } from '@/stores/handlers.ts'

let pinia: Pinia

function openPage(): ReturnType<typeof useHandlersStore> {
  pinia = createPinia()
  setActivePinia(pinia)
  return useHandlersStore()
}

function handler(name: string, patch: Partial<FunctionHandler> = {}): FunctionHandler {
  return { name, code: 'return 1', isAutomatic: true, isNetworkAllowed: false, updatedAt: 1, ...patch }
}

const call = (id: string, name: string): { id: string; function: { name: string; arguments: string } } => ({
  id,
  function: { name, arguments: '{}' },
})
const { signal } = new AbortController()

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => disposePinia(pinia))

describe('handlers', () => {
  it('are kept by the name of their function, over a reload', async () => {
    const store = openPage()
    await store.load()
    expect(store.handlers).toEqual([])
    await store.save(handler('look_up'))
    await store.save(handler('add'))
    await store.save(handler('look_up', { code: 'return 2' }))
    disposePinia(pinia)
    const later = openPage()
    await later.load()
    expect(later.handlers.map(({ name, code }) => [name, code])).toEqual([
      ['add', 'return 1'],
      ['look_up', 'return 2'],
    ])
    expect(later.byName('look_up')?.code).toBe('return 2')
  })

  it('are gone once they are deleted, over a reload too', async () => {
    const store = openPage()
    await store.save(handler('look_up'))
    await store.remove('look_up')
    expect(store.byName('look_up')).toBeUndefined()
    disposePinia(pinia)
    const later = openPage()
    await later.load()
    expect(later.handlers).toEqual([])
  })

  it('are those of the other tabs as well', async () => {
    const store = openPage()
    await store.load()
    // Fresh modules over the one browser storage: another tab.
    vi.resetModules()
    const { writeHandler, deleteHandler } = await import('@/storage/handlerRepository.ts')
    await writeHandler(handler('look_up'))
    await vi.waitFor(() => expect(store.byName('look_up')).toBeDefined())
    await deleteHandler('look_up')
    await vi.waitFor(() => expect(store.byName('look_up')).toBeUndefined())
  })

  it('say why they cannot be read, and are read at the next try', async () => {
    const refuse = vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
      throw new DOMException('Broken.', 'UnknownError')
    })
    const store = openPage()
    await store.load()
    expect(store.problem?.kind).toBe('storage')
    refuse.mockRestore()
    await store.load()
    expect(store.problem).toBeNull()
  })
})

describe('automaticOutputs', () => {
  it.each([
    ['has no handler', []],
    ['has one that does not answer by itself', [handler('add', { isAutomatic: false })]],
  ])('gives none where one of the calls %s', async (_, more) => {
    const store = openPage()
    for (const one of [handler('look_up'), ...more]) await store.save(one)
    expect(await store.automaticOutputs([call('c1', 'look_up'), call('c2', 'add')], signal)).toBeNull()
  })

  it('fails, by name, where a model has not written JSON', async () => {
    const store = openPage()
    await store.save(handler('look_up'))
    const broken = { id: 'c1', function: { name: 'look_up', arguments: '{"city":' } }
    await expect(store.automaticOutputs([broken], signal)).rejects.toMatchObject({
      data: { kind: 'handler', code: 'threw', param: 'look_up' },
    })
  })
})
