// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { DEMO_CONNECTION, type Connection } from '@/domain/connection.ts'
import { writeModelList } from '@/storage/modelLists.ts'
import { useModelsStore } from '@/stores/models.ts'
import { modelList, provideAnswers } from '../../support/fakeClients.ts'

let counter = 0

/** A connection of its own for each test, since the lists kept in IndexedDB outlive a store. */
function connection(patch: Partial<Connection> = {}): Connection {
  counter += 1
  return {
    id: `connection-${counter}`,
    slug: 'local',
    name: 'Local',
    kind: 'custom',
    baseURL: 'http://127.0.0.1:9/v1',
    api: 'auto',
    assistants: 'no',
    key: { mode: 'none' },
    ...patch,
  }
}

const serve = provideAnswers
const list =
  (...ids: string[]) =>
  (): Response =>
    modelList(ids.map((id) => ({ id })))

const refuse = (): Response => Response.json({ error: { message: 'No.' } }, { status: 401 })
const ids = (entries: { id: string }[]): string[] => entries.map((entry) => entry.id)

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

describe('load', () => {
  it('goes from pending to ready, and asks once for callers at the same time', async () => {
    const asked = serve(list('a', 'b'))
    const store = useModelsStore()
    const to = connection()
    expect(store.listOf(to.id).status).toBe('pending')
    await Promise.all([store.load(to), store.load(to)])
    await store.load(to)
    expect(store.listOf(to.id)).toMatchObject({ status: 'ready', isRefreshing: false })
    expect(ids(store.entries(to.id))).toEqual(['a', 'b'])
    expect(asked).toEqual(['/v1/models'])
  })

  it('asks again when forced, keeping the old list meanwhile', async () => {
    const store = useModelsStore()
    const to = connection()
    serve(list('a'))
    await store.load(to)
    serve(list('a', 'b'))
    const refresh = store.load(to, { force: true })
    expect(store.listOf(to.id)).toMatchObject({ status: 'ready', isRefreshing: true })
    await refresh
    expect(ids(store.entries(to.id))).toEqual(['a', 'b'])
  })

  it('asks again when the base URL was edited', async () => {
    const store = useModelsStore()
    const to = connection()
    serve(list('a'))
    await store.load(to)
    const asked = serve(list('b'))
    await store.load({ ...to, baseURL: 'http://127.0.0.1:9/v2' })
    expect(asked).toEqual(['/v2/models'])
    expect(ids(store.entries(to.id))).toEqual(['b'])
  })

  it('lets the answer of an edited connection win over the one that was under way', async () => {
    const store = useModelsStore()
    const to = connection()
    const slow = Promise.withResolvers<Response>()
    serve(() => slow.promise)
    const first = store.load(to)
    serve(list('new'))
    await store.load({ ...to, baseURL: 'http://127.0.0.1:9/v2' })
    slow.resolve(list('old')())
    await first
    expect(ids(store.entries(to.id))).toEqual(['new'])
  })

  it('fails with what happened, and tries again the next time', async () => {
    serve(refuse)
    const store = useModelsStore()
    const to = connection()
    await store.load(to)
    expect(store.listOf(to.id)).toMatchObject({ status: 'failed', error: { kind: 'auth', status: 401 } })
    serve(list('a'))
    await store.load(to)
    expect(ids(store.entries(to.id))).toEqual(['a'])
  })

  it('keeps a list that is shown when its refresh fails, and says why', async () => {
    const store = useModelsStore()
    const to = connection()
    serve(list('a'))
    await store.load(to)
    serve(refuse)
    await store.load(to, { force: true })
    expect(store.listOf(to.id)).toMatchObject({ status: 'ready', isRefreshing: false })
    expect(store.refreshErrorOf(to.id)).toMatchObject({ kind: 'auth' })
  })

  it('shows the list of an earlier session at once, also when the endpoint is gone', async () => {
    const to = connection()
    serve(list('a'))
    await useModelsStore().load(to)
    setActivePinia(createPinia())
    serve(refuse)
    const store = useModelsStore()
    await expect
      .poll(async () => {
        await store.load(to)
        return ids(store.entries(to.id))
      })
      .toEqual(['a'])
    expect(store.refreshErrorOf(to.id)).toMatchObject({ kind: 'auth' })
  })

  it('does not show a list that another address gave', async () => {
    const to = connection()
    await writeModelList(to.id, { baseURL: 'http://elsewhere/v1', fetchedAt: 0, entries: [] })
    serve(refuse)
    const store = useModelsStore()
    await store.load(to)
    expect(store.listOf(to.id).status).toBe('failed')
  })
})

describe('choices', () => {
  async function loaded(
    ...names: string[]
  ): Promise<{ store: ReturnType<typeof useModelsStore>; id: string }> {
    serve(list(...names))
    const store = useModelsStore()
    const to = connection()
    await store.load(to)
    return { store, id: to.id }
  }

  it('puts favourites first and leaves hidden ones out', async () => {
    const { store, id } = await loaded('a', 'b', 'c')
    store.toggleFavourite(id, 'c')
    store.toggleHidden(id, 'a')
    expect(ids(store.visible(id))).toEqual(['c', 'b'])
    store.toggleFavourite(id, 'c')
    store.toggleHidden(id, 'a')
    expect(ids(store.visible(id))).toEqual(['a', 'b', 'c'])
  })

  it('defaults to the chosen model, then a favourite, then a chat model', async () => {
    const { store, id } = await loaded('text-embedding-3', 'a', 'b')
    expect(store.defaultOf(id)).toBe('a')
    store.toggleFavourite(id, 'b')
    expect(store.defaultOf(id)).toBe('b')
    store.setDefault(id, 'c')
    expect(store.defaultOf(id)).toBe('c')
    store.setDefault(id, null)
    expect(store.defaultOf(id)).toBe('b')
  })

  it('has no default while it knows no model', () => {
    expect(useModelsStore().defaultOf('nothing')).toBeNull()
  })

  it('offers models named by hand once, also where the endpoint has no list', async () => {
    const { store, id } = await loaded('a')
    store.addManual(id, ' mine ')
    store.addManual(id, 'mine')
    store.addManual(id, 'a')
    store.addManual(id, '  ')
    expect(ids(store.entries(id))).toEqual(['a', 'mine'])
    store.setDefault(id, 'mine')
    store.removeManual(id, 'mine')
    expect(ids(store.entries(id))).toEqual(['a'])
    expect(store.defaultOf(id)).toBe('a')
  })

  it('remembers refused parameters for each model of each connection', () => {
    const store = useModelsStore()
    store.refuse('one', 'm', ['temperature'])
    store.refuse('one', 'm', ['temperature', 'seed'])
    expect(store.refused('one', 'm')).toEqual(['temperature', 'seed'])
    expect(store.refused('one', 'other')).toEqual([])
    expect(store.refused('two', 'm')).toEqual([])
    store.allowAgain('one', 'm', 'temperature')
    expect(store.refused('one', 'm')).toEqual(['seed'])
  })

  it('keeps them for the next session', () => {
    useModelsStore().toggleFavourite('one', 'a')
    setActivePinia(createPinia())
    expect(useModelsStore().preferencesOf('one').favourites).toEqual(['a'])
  })

  it('takes over what another tab stored', () => {
    const store = useModelsStore()
    const newValue = JSON.stringify({ one: { default: 'b', favourites: ['b'] } })
    localStorage.setItem('skein.models', newValue)
    window.dispatchEvent(new StorageEvent('storage', { key: 'skein.models', storageArea: localStorage }))
    expect(store.defaultOf('one')).toBe('b')
    expect(store.preferencesOf('one')).toMatchObject({ favourites: ['b'], hidden: [], refused: {} })
  })

  it.each(['{', '[]', '"text"', '{"one":{"favourites":7,"default":3}}'])('starts over from %s', (text) => {
    localStorage.setItem('skein.models', text)
    expect(useModelsStore().preferencesOf('one')).toMatchObject({ default: null, favourites: [] })
  })

  it('says so when the browser keeps nothing, and holds the choice for this page', () => {
    const store = useModelsStore()
    const full = new DOMException('full', 'QuotaExceededError')
    const setItem = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw full
    })
    store.toggleFavourite('one', 'a')
    setItem.mockRestore()
    expect(store.storageError).toMatchObject({ kind: 'storage-full' })
    expect(store.preferencesOf('one').favourites).toEqual(['a'])
    store.toggleFavourite('one', 'b')
    expect(store.storageError).toBeNull()
  })
})

describe('facts', () => {
  const served = (): Response =>
    Response.json({
      data: [
        { id: 'gpt-4o', context_length: 5 },
        { id: 'mine', max_model_len: 7 },
      ],
    })

  it("takes the endpoint's word first, and the catalogue's once it is there", async () => {
    serve(served)
    const store = useModelsStore()
    const to = connection({ baseURL: 'https://api.openai.com/v1' })
    await store.load(to)
    expect(store.factsOf(to, 'gpt-4o')).toMatchObject({ contextWindow: 5, prices: null, source: 'endpoint' })
    await store.loadCatalog()
    expect(store.factsOf(to, 'gpt-4o')).toMatchObject({ contextWindow: 5, prices: { input: 2.5 } })
    expect(store.factsOf(to, 'mine')).toMatchObject({ contextWindow: 7, source: 'endpoint' })
    expect(store.factsOf(to, 'gpt-4o-mini')).toMatchObject({ prices: { input: 0.15 }, source: 'catalog' })
    expect(store.factsOf(to, 'unheard-of')).toBeNull()
  })

  it('knows that the demo is free', () => {
    expect(useModelsStore().factsOf(DEMO_CONNECTION, 'any')?.prices).toMatchObject({ input: 0, output: 0 })
  })
})
