// @vitest-environment jsdom
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import type { ConnectionDraft } from '@/domain/connectionDraft.ts'
import { useConnectionsStore } from '@/stores/connections.ts'

const draft = (over: Partial<ConnectionDraft> = {}): ConnectionDraft => ({
  name: 'My server',
  kind: 'custom',
  baseURL: 'http://127.0.0.1:9999/v1',
  api: 'auto',
  assistants: 'auto',
  key: { mode: 'tab' },
  ...over,
})

let pinias: Pinia[] = []

/** A store as another load of the page, or another tab, would see it. */
function openPage(): ReturnType<typeof useConnectionsStore> {
  const pinia = createPinia()
  pinias.push(pinia)
  setActivePinia(pinia)
  return useConnectionsStore()
}

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})
afterEach(() => {
  pinias.forEach(disposePinia)
  pinias = []
  vi.restoreAllMocks()
})

describe('useConnectionsStore', () => {
  it('opens with the demo there and selected', () => {
    const store = openPage()
    expect(store.connections).toEqual([DEMO_CONNECTION])
    expect(store.current.id).toBe('demo')
    expect(store.defaultId).toBe('demo')
  })

  it('keeps connections, order, selection and default over a reload', () => {
    const store = openPage()
    const first = store.add(draft({ name: 'First' }))
    const second = store.add(draft({ name: 'Second' }))
    store.move(second.id, -2)
    store.select(first.id)
    store.setDefault(second.id)

    const reloaded = openPage()
    expect(reloaded.connections.map((connection) => connection.name)).toEqual([
      'Second',
      'Offline demo',
      'First',
    ])
    expect(reloaded.currentId).toBe(first.id)
    expect(reloaded.defaultId).toBe(second.id)
  })

  it('gives unique slugs, from the kind when the name has no Latin letter', () => {
    const store = openPage()
    const slugs = ['Ollama', 'Ollama', '我的服务', '本地', 'Café  №1 (work)', 'demo'].map(
      (name) => store.add(draft({ name, kind: 'ollama' })).slug,
    )
    expect(slugs).toEqual(['ollama', 'ollama-2', 'ollama-3', 'ollama-4', 'cafe-no1-work', 'demo-2'])
  })

  it('keeps the slug when the name changes', () => {
    const store = openPage()
    const { id, slug } = store.add(draft({ name: 'Before' }))
    store.update(id, { name: 'After' })
    expect(store.byId(id)).toMatchObject({ name: 'After', slug })
  })

  it('duplicates next to the original under a numbered name', () => {
    const store = openPage()
    const first = store.add(draft({ name: 'A' }))
    store.add(draft({ name: 'B' }))
    store.duplicate(first.id)
    expect(store.connections.map((connection) => connection.name)).toEqual(['Offline demo', 'A', 'A 2', 'B'])
    expect(new Set(store.connections.map((connection) => connection.slug)).size).toBe(4)
  })

  it('neither changes, duplicates nor removes the demo, but moves it', () => {
    const store = openPage()
    store.add(draft())
    store.update('demo', { name: 'Mine' })
    store.remove('demo')
    expect(store.duplicate('demo')).toBeUndefined()
    store.move('demo', 1)
    expect(store.connections.map((connection) => connection.id).at(-1)).toBe('demo')
    expect(store.byId('demo')).toEqual(DEMO_CONNECTION)
  })

  it('selects the default when the current one is removed, and the demo when that was the default', () => {
    const store = openPage()
    const first = store.add(draft())
    const second = store.add(draft())
    store.setDefault(first.id)
    store.select(second.id)
    store.remove(second.id)
    expect(store.currentId).toBe(first.id)
    store.remove(first.id)
    expect(store.currentId).toBe('demo')
    expect(store.defaultId).toBe('demo')
  })

  it('chooses the API: as told, else by kind, else by what was found', () => {
    const store = openPage()
    const found = (abilities: Record<string, boolean>) => ({ checkedAt: 1, abilities, modelCount: null })
    expect(store.apiOf(store.add(draft({ kind: 'openai' })))).toBe('responses')
    expect(store.apiOf(store.add(draft({ kind: 'openai', api: 'chat-completions' })))).toBe(
      'chat-completions',
    )
    const custom = store.add(draft())
    expect(store.apiOf(custom)).toBe('chat-completions')
    store.rememberCapabilities(custom.id, found({ responses: true, 'chat-completions': false }))
    expect(store.apiOf(custom)).toBe('responses')
    store.rememberCapabilities(custom.id, found({ responses: true, 'chat-completions': true }))
    expect(store.apiOf(custom)).toBe('chat-completions')
  })

  it('forgets what the doctor found when the address changes', () => {
    const store = openPage()
    const { id } = store.add(draft())
    store.rememberCapabilities(id, { checkedAt: 1, abilities: { models: true }, modelCount: 3 })
    store.update(id, { name: 'Renamed' })
    expect(store.capabilities(id)?.modelCount).toBe(3)
    store.update(id, { baseURL: 'http://127.0.0.1:1/v1' })
    expect(store.capabilities(id)).toBeUndefined()
  })

  it('sets a broken entry aside and keeps the others', () => {
    const good = { ...draft(), id: 'conn_good', slug: 'good' }
    const broken = { id: 'conn_broken', kind: 'teapot' }
    localStorage.setItem(
      'skein.connections',
      JSON.stringify({ connections: [good, broken], currentId: 'conn_broken' }),
    )
    const store = openPage()
    expect(store.connections.map((connection) => connection.id)).toEqual(['demo', 'conn_good'])
    expect(store.currentId).toBe('demo')
    expect(JSON.parse(localStorage.getItem('skein.connections.broken') ?? '')).toEqual([broken])
    openPage()
    expect(JSON.parse(localStorage.getItem('skein.connections.broken') ?? '')).toEqual([broken])
  })

  it('sets a file aside that is not JSON', () => {
    localStorage.setItem('skein.connections', '{"connections": [')
    expect(openPage().connections).toEqual([DEMO_CONNECTION])
    expect(JSON.parse(localStorage.getItem('skein.connections.broken') ?? '')).toEqual(['{"connections": ['])
  })

  it('follows another tab, but for its selection', () => {
    const here = openPage()
    const mine = here.add(draft({ name: 'Mine' }))
    here.select(mine.id)
    const there = openPage()
    there.add(draft({ name: 'Theirs' }))
    there.select('demo')
    dispatchEvent(new StorageEvent('storage', { key: 'skein.connections', storageArea: localStorage }))
    expect(here.connections.map((connection) => connection.name)).toContain('Theirs')
    expect(here.currentId).toBe(mine.id)
    there.remove(mine.id)
    dispatchEvent(new StorageEvent('storage', { key: 'skein.connections', storageArea: localStorage }))
    expect(here.currentId).toBe('demo')
  })

  it('works on in this tab and says so when the browser stores nothing', () => {
    const store = openPage()
    const refusal = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const added = store.add(draft())
    expect(store.byId(added.id)).toBeDefined()
    expect(store.storageError?.kind).toBe('storage-full')
    refusal.mockRestore()
    store.select('demo')
    expect(store.storageError).toBeNull()
  })
})
