import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { disposePinia, getActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useRouter } from 'vue-router'
import { defineComponent, h } from 'vue'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useKeyringStore } from '@/stores/keyring.ts'
import ConnectionsPanel from '@/views/settings/ConnectionsPanel.vue'
import { button, field, fill, press, seeText } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { startScenarioServer, type ScenarioServer } from '../../support/scenarioServer.ts'

const SECRET = 'sk-right'
let server: ScenarioServer
let wrapper: VueWrapper
let router: ReturnType<typeof useRouter>

const Host = defineComponent(() => {
  router = useRouter()
  return () => h('main', [h('h1', 'Settings'), h(ConnectionsPanel)])
})

async function open(locale: 'en' | 'zh-CN' = 'en'): Promise<void> {
  wrapper = await mountWithWords(Host, {}, locale)
  await flushPromises()
}

/** Adds a connection by hand and saves it. */
async function add(name: string, mode?: string): Promise<void> {
  await press('Add connection')
  await press(/^Any other endpoint/)
  await fill('Name', name)
  await fill('Base URL', server.baseURL)
  await fill('API key', SECRET)
  if (mode !== undefined) field(new RegExp(`^${mode}`)).click()
  await flushPromises()
}

const names = (): string[] => useConnectionsStore().connections.map((connection) => connection.name)
const stored = (storage: Storage): string => JSON.stringify(Object.entries(storage))

beforeEach(async () => {
  localStorage.clear()
  sessionStorage.clear()
  server = await startScenarioServer({ requireKey: SECRET })
})
afterEach(async () => {
  wrapper.unmount()
  const pinia = getActivePinia()
  if (pinia !== undefined) disposePinia(pinia)
  document.body.replaceChildren()
  await server.close()
})

describe('ConnectionsPanel', () => {
  it('teaches what to do while there is only the demo', async () => {
    await open()
    await seeText('Only the demo is here so far.')
    await seeText('Not an AI')
    await seeText('No keys are kept in this browser.')
  })

  it('speaks Chinese', async () => {
    await open('zh-CN')
    await press('添加连接')
    await press(/^Ollama/)
    expect(field('Base URL').value).toBe('http://localhost:11434/v1')
    await seeText('新建连接')
  })

  it('adds a connection, uses it, and keeps its key in this tab alone', async () => {
    await open()
    await add('Mine')
    await press('Save')
    await seeText('key ready')
    expect(names()).toEqual(['Offline demo', 'Mine'])
    expect(useConnectionsStore().current.name).toBe('Mine')
    expect(stored(sessionStorage)).toContain(SECRET)
    expect(stored(localStorage)).not.toContain(SECRET)
  })

  it('says what is wrong with the fields, and saves nothing meanwhile', async () => {
    await open()
    await press('Add connection')
    await press(/^Any other endpoint/)
    await fill('Base URL', 'not a url at all:::')
    await fill('API key', 'ключ')
    await press('Save')
    await seeText('Give it a name.')
    await seeText('That is not a web address.')
    await seeText('A key has only Latin letters')
    expect(field('Name').getAttribute('aria-invalid')).toBe('true')
    expect(names()).toEqual(['Offline demo'])
  })

  it('puts a pasted address right', async () => {
    await open()
    await press('Add connection')
    await press(/^Any other endpoint/)
    await fill('Base URL', ' api.example.com/v1/chat/completions/ ')
    expect(field('Base URL').value).toBe('https://api.example.com/v1')
  })

  it('tests as one types, offers the right path, and remembers what the endpoint can do', async () => {
    await open()
    await add('Mine')
    await fill('Base URL', server.url)
    await fill('API key', 'sk-right')
    await press('Test connection')
    await press(`Use ${server.baseURL}`)
    await seeText('Everything that a chat needs works.')
    expect(field('Base URL').value).toBe(server.baseURL)
    await press('Save')
    await seeText('key ready')
    const store = useConnectionsStore()
    expect(store.capabilities(store.currentId)?.abilities['chat-completions']).toBe(true)
  })

  it('names a wrong key', async () => {
    await open()
    await add('Mine')
    await fill('API key', 'sk-wrong')
    await press('Test connection')
    await seeText('The server does not accept the key.')
    await seeText('HTTP 401')
    expect(document.body.textContent).not.toContain('sk-wrong')
  })

  it('keeps the key over an edit that does not touch it, and moves it when asked', async () => {
    await open()
    await add('Mine')
    await press('Save')
    await press('Mine')
    await seeText('A key is kept.')
    await fill('Name', 'Renamed')
    field(/^On this device Stays/).click()
    await flushPromises()
    await press('Save')
    await seeText('key ready')
    expect(names()).toEqual(['Offline demo', 'Renamed'])
    expect(stored(localStorage)).toContain(SECRET)
    expect(stored(sessionStorage)).not.toContain(SECRET)
  })

  it('encrypts under a passphrase, locks, and says when the passphrase is wrong', async () => {
    await open()
    await add('Mine', 'On this device, encrypted')
    await press('Save')
    await seeText('At least 8 characters')
    await fill('New passphrase', 'correct horse')
    await fill('Repeat the passphrase', 'correct house')
    await press('Save')
    await seeText('The two are not the same.')
    await fill('Repeat the passphrase', 'correct horse')
    await press('Save')
    await seeText('Encrypted keys are unlocked.')
    expect(stored(localStorage) + stored(sessionStorage)).not.toContain(SECRET)

    await press('Lock now')
    await seeText('key locked')
    await press('Unlock')
    await fill('Passphrase', 'wrong one')
    document.querySelector<HTMLFormElement>('#unlock-form')?.requestSubmit()
    await seeText('That is not the passphrase.')
    await fill('Passphrase', 'correct horse')
    document.querySelector<HTMLFormElement>('#unlock-form')?.requestSubmit()
    await seeText('key ready')
  })

  it('asks before it deletes, and takes the key along', async () => {
    await open()
    await add('Mine')
    await press('Save')
    await press('More for Mine')
    await press('Delete')
    await seeText('Delete “Mine”?')
    expect(names()).toHaveLength(2)
    await press('Delete connection')
    expect(names()).toEqual(['Offline demo'])
    expect(stored(sessionStorage)).not.toContain(SECRET)
  })

  it('duplicates with the key', async () => {
    await open()
    await add('Mine')
    await press('Save')
    await press('More for Mine')
    await press('Duplicate')
    expect(names()).toEqual(['Offline demo', 'Mine', 'Mine 2'])
    const copy = useConnectionsStore().connections[2]!
    expect(useKeyringStore().keyFor(copy)).toBe(SECRET)
  })

  it('reorders by keyboard and keeps the focus on the row', async () => {
    await open()
    await add('Mine')
    await press('Save')
    const up = await button('Move Mine up')
    up.focus()
    up.click()
    await flushPromises()
    expect(names()).toEqual(['Mine', 'Offline demo'])
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Move Mine down')
    await seeText('Mine is now number 1 of 2')
  })

  it('forgets all keys only when that is confirmed', async () => {
    await open()
    await add('Mine')
    await press('Save')
    await press('Forget keys')
    expect(stored(sessionStorage)).toContain(SECRET)
    await press('Forget all keys')
    expect(stored(sessionStorage)).not.toContain(SECRET)
    await seeText('key missing')
  })

  it('does not lose unsaved changes silently', async () => {
    await open()
    await add('Mine')
    await press('Cancel')
    await seeText('Leave without saving?')
    expect(field('Name').value).toBe('Mine')
    await press('Leave')
    await seeText('Only the demo is here so far.')

    await add('Again')
    await router.push({ name: 'chat' })
    expect(router.currentRoute.value.name).not.toBe('chat')
    await press('Leave')
    expect(router.currentRoute.value.name).toBe('chat')
  })

  it('passes axe on each of its screens', async () => {
    const check = async (): Promise<void> => {
      // jsdom draws nothing: contrast is for the tests in a browser.
      const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
    }
    await open()
    await check()
    await press('Add connection')
    await check()
    await press(/^Any other endpoint/)
    await fill('Base URL', server.baseURL)
    await press('Test connection')
    await seeText('The server wants a key.')
    await check()
  })
})
