// @vitest-environment jsdom
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection, KeyMode } from '@/domain/connection.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useKeyringStore } from '@/stores/keyring.ts'

const SECRET = 'sk-test-Zq8'
const PASSPHRASE = 'correct horse'

let pinias: Pinia[] = []

interface Page {
  connections: ReturnType<typeof useConnectionsStore>
  keyring: ReturnType<typeof useKeyringStore>
}

/** The stores as another load of the page, or another tab, has them. */
function openPage(): Page {
  const pinia = createPinia()
  pinias.push(pinia)
  setActivePinia(pinia)
  return { connections: useConnectionsStore(), keyring: useKeyringStore() }
}

function closePages(): void {
  pinias.forEach(disposePinia)
  pinias = []
}

function addConnection({ connections }: Page, mode: KeyMode = 'tab'): Connection {
  return connections.add({
    name: 'Server',
    kind: 'custom',
    baseURL: 'http://127.0.0.1:9999/v1',
    api: 'auto',
    assistants: 'auto',
    key: { mode },
  })
}

const everythingStored = (): string =>
  JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})
afterEach(() => {
  closePages()
  vi.useRealTimers()
})

describe('useKeyringStore', () => {
  it('tells a key that is not needed from one that is missing', () => {
    const page = openPage()
    expect(page.keyring.stateOf('demo')).toBe('none')
    const connection = addConnection(page)
    expect(page.keyring.stateOf(connection.id)).toBe('missing')
    expect(page.keyring.keyFor(connection)).toBeNull()
  })

  it.each([
    ['tab', 'sessionStorage', 'localStorage'],
    ['device', 'localStorage', 'sessionStorage'],
  ] as const)('keeps a key of mode %s in %s alone', async (mode, place, other) => {
    const page = openPage()
    const connection = addConnection(page)
    expect(await page.keyring.save(connection.id, SECRET, mode)).toBe(true)
    expect(page.keyring.keyFor(connection)).toBe(SECRET)
    expect(JSON.stringify(Object.entries(globalThis[place]))).toContain(SECRET)
    expect(JSON.stringify(Object.entries(globalThis[other]))).not.toContain(SECRET)
    expect(openPage().keyring.stateOf(connection.id)).toBe('ready')
  })

  it('stores an encrypted key nowhere in the clear and wants the passphrase after a reload', async () => {
    const page = openPage()
    const connection = addConnection(page)
    await page.keyring.save(connection.id, SECRET, 'passphrase', PASSPHRASE)
    expect(page.keyring.keyFor(connection)).toBe(SECRET)
    expect(everythingStored()).not.toContain(SECRET)
    expect(everythingStored()).not.toContain(PASSPHRASE)

    closePages()
    const { keyring } = openPage()
    expect(keyring.stateOf(connection.id)).toBe('locked')
    expect(() => keyring.keyFor(connection)).toThrow(expect.objectContaining({ kind: 'locked' }) as Error)
    expect(await keyring.unlock('wrong')).toBe(false)
    expect(keyring.stateOf(connection.id)).toBe('locked')
    expect(await keyring.unlock(PASSPHRASE)).toBe(true)
    expect(keyring.keyFor(connection)).toBe(SECRET)
  })

  it('wants no passphrase for a second encrypted key, and one passphrase for all', async () => {
    const page = openPage()
    const [one, two] = [addConnection(page), addConnection(page)]
    await page.keyring.save(one.id, SECRET, 'passphrase', PASSPHRASE)
    await page.keyring.save(two.id, 'second', 'passphrase')
    page.keyring.lock()
    expect(await page.keyring.save(two.id, 'third', 'passphrase', 'wrong')).toBe(false)
    await expect(page.keyring.save(two.id, 'third', 'passphrase')).rejects.toMatchObject({ kind: 'locked' })
    await page.keyring.unlock(PASSPHRASE)
    expect([page.keyring.keyFor(one), page.keyring.keyFor(two)]).toEqual([SECRET, 'second'])
  })

  it('moves a key when its mode changes and wipes the old place', async () => {
    const page = openPage()
    const connection = addConnection(page)
    await page.keyring.save(connection.id, SECRET, 'device')
    await page.keyring.setMode(connection.id, 'passphrase', PASSPHRASE)
    expect(page.connections.byId(connection.id)?.key.mode).toBe('passphrase')
    expect(everythingStored()).not.toContain(SECRET)
    await page.keyring.setMode(connection.id, 'tab')
    expect(localStorage.getItem('skein.vault')).toBeNull()
    expect(sessionStorage.getItem('skein.keys')).toContain(SECRET)
    await page.keyring.setMode(connection.id, 'none')
    expect(everythingStored()).not.toContain(SECRET)
  })

  it('does not move a locked key', async () => {
    const page = openPage()
    const connection = addConnection(page)
    await page.keyring.save(connection.id, SECRET, 'passphrase', PASSPHRASE)
    page.keyring.lock()
    await expect(page.keyring.setMode(connection.id, 'device')).rejects.toMatchObject({ kind: 'locked' })
    await page.keyring.unlock(PASSPHRASE)
    expect(page.keyring.keyFor(connection)).toBe(SECRET)
  })

  it('changes the passphrase', async () => {
    const page = openPage()
    const connection = addConnection(page)
    await page.keyring.save(connection.id, SECRET, 'passphrase', PASSPHRASE)
    expect(await page.keyring.changePassphrase('wrong', 'new one')).toBe(false)
    expect(await page.keyring.changePassphrase(PASSPHRASE, 'new one')).toBe(true)
    page.keyring.lock()
    expect(await page.keyring.unlock(PASSPHRASE)).toBe(false)
    expect(await page.keyring.unlock('new one')).toBe(true)
    expect(page.keyring.keyFor(connection)).toBe(SECRET)
  })

  it('reports a damaged key as missing and leaves the others', async () => {
    const page = openPage()
    const [one, two] = [addConnection(page), addConnection(page)]
    await page.keyring.save(one.id, SECRET, 'passphrase', PASSPHRASE)
    await page.keyring.save(two.id, 'second', 'passphrase')
    const vault = JSON.parse(localStorage.getItem('skein.vault')!) as { keys: Record<string, unknown> }
    vault.keys[one.id] = vault.keys[two.id]
    localStorage.setItem('skein.vault', JSON.stringify(vault))
    closePages()
    const { keyring } = openPage()
    await keyring.unlock(PASSPHRASE)
    expect([keyring.stateOf(one.id), keyring.stateOf(two.id)]).toEqual(['missing', 'ready'])
  })

  it('sets a vault aside that it cannot read, or that was made too weak', () => {
    localStorage.setItem('skein.vault', JSON.stringify({ version: 1, iterations: 1, salt: '', keys: {} }))
    expect(openPage().keyring.hasVault).toBe(false)
    expect(localStorage.getItem('skein.vault.broken')).toContain('iterations')
  })

  it('locks itself when no key has been used for the set time', async () => {
    const page = openPage()
    const connection = addConnection(page)
    await page.keyring.save(connection.id, SECRET, 'passphrase', PASSPHRASE)
    vi.useFakeTimers()
    page.keyring.setLockAfter(5)
    vi.advanceTimersByTime(4 * 60_000)
    expect(page.keyring.keyFor(connection)).toBe(SECRET)
    vi.advanceTimersByTime(4 * 60_000)
    expect(page.keyring.isLocked).toBe(false)
    vi.advanceTimersByTime(60_000)
    expect(page.keyring.stateOf(connection.id)).toBe('locked')
  })

  it('locks at the next use when the machine slept through the timer', async () => {
    const page = openPage()
    const connection = addConnection(page)
    await page.keyring.save(connection.id, SECRET, 'passphrase', PASSPHRASE)
    vi.useFakeTimers()
    page.keyring.setLockAfter(5)
    vi.setSystemTime(Date.now() + 10 * 60_000)
    expect(() => page.keyring.keyFor(connection)).toThrow(
      expect.objectContaining({ kind: 'locked' }) as Error,
    )
  })

  it('forgets every key at once, in other tabs too', async () => {
    const here = openPage()
    const there = openPage()
    const [one, two, three] = [addConnection(here), addConnection(here), addConnection(here)]
    dispatchEvent(new StorageEvent('storage', { key: 'skein.connections', storageArea: localStorage }))
    await here.keyring.save(one.id, SECRET, 'passphrase', PASSPHRASE)
    await here.keyring.save(two.id, SECRET, 'device')
    await there.keyring.save(three.id, SECRET, 'tab')
    here.keyring.forgetAll()
    expect(everythingStored()).not.toContain(SECRET)
    expect(localStorage.getItem('skein.vault')).toBeNull()
    expect([one, two].map(({ id }) => here.keyring.stateOf(id))).toEqual(['missing', 'missing'])
    await vi.waitFor(() => expect(there.keyring.stateOf(three.id)).toBe('missing'))
  })

  it('hands an unlocked vault to a tab that opens later, and locks it there too', async () => {
    const here = openPage()
    const connection = addConnection(here)
    await here.keyring.save(connection.id, SECRET, 'passphrase', PASSPHRASE)
    const there = openPage()
    await vi.waitFor(() => expect(there.keyring.keyFor(connection)).toBe(SECRET))
    here.keyring.lock()
    await vi.waitFor(() => expect(there.keyring.stateOf(connection.id)).toBe('locked'))
  })

  it('exposes no key in its state', async () => {
    const page = openPage()
    const connection = addConnection(page)
    await page.keyring.save(connection.id, SECRET, 'device')
    expect(JSON.stringify(pinias.map((pinia) => pinia.state.value))).not.toContain(SECRET)
  })
})
