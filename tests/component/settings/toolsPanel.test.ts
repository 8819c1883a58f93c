import type { VueWrapper } from '@vue/test-utils'
import { flushPromises } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useSettingsStore } from '@/stores/settings.ts'
import ToolsPanel from '@/views/settings/ToolsPanel.vue'
import { fill, press, seeText } from '../../support/byName.ts'
import { modelList, provideAnswers } from '../../support/fakeClients.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
const Host = defineComponent(() => () => h('main', [h('h1', 'Settings'), h(ToolsPanel)]))
const open = async (locale: 'en' | 'zh-CN' = 'en'): Promise<void> => {
  wrapper = await mountWithWords(Host, {}, locale)
  await flushPromises()
}

beforeEach(() => {
  localStorage.clear()
  provideAnswers(() => modelList([{ id: 'chatty' }, { id: 'nomic-embed-text' }]))
})
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

describe('the time limit of programs', () => {
  it('is changed to a number of seconds, and to nothing else', async () => {
    await open()
    await fill('Time limit, in seconds', '5')
    expect(useSettingsStore().interpreter.limitSeconds).toBe(5)
    await fill('Time limit, in seconds', '0')
    await seeText('A whole number from 1 to 3600.')
    expect(useSettingsStore().interpreter.limitSeconds).toBe(5)
  })
})

describe('the hosts that programs may reach', () => {
  it('are none at first; that of the packages is one press away, and taken back', async () => {
    await open()
    await seeText('nothing is fetched')
    await press('Allow cdn.jsdelivr.net for packages')
    expect(useSettingsStore().interpreter.allowedHosts).toEqual(['cdn.jsdelivr.net'])
    await seeText('Packages such as numpy')
    await press('Take cdn.jsdelivr.net back')
    expect(useSettingsStore().interpreter.allowedHosts).toEqual([])
  })

  it('are typed, as a name or an address', async () => {
    await open()
    await fill('Another host', 'two words')
    await wrapper.get('form').trigger('submit')
    await seeText('The name of a host, such as example.org.')
    await fill('Another host', 'https://Data.example.org/a.csv')
    await wrapper.get('form').trigger('submit')
    expect(useSettingsStore().interpreter.allowedHosts).toEqual(['data.example.org'])
    expect(wrapper.get('form input').element).toHaveProperty('value', '')
  })
})

describe('the embedding model', () => {
  it('is none at first; one is chosen among those that are called so, and it is said who is sent what', async () => {
    await open()
    await seeText('None: by words alone')
    await seeText('Nothing leaves the browser but the passages')
    useConnectionsStore().add({
      name: 'My server',
      kind: 'custom',
      baseURL: 'https://api.example.test/v1',
      api: 'auto',
      assistants: 'no',
      key: { mode: 'none' },
    })
    // It is there when the settings are opened the next time.
    wrapper.unmount()
    await open()
    await press('Model: None: by words alone')
    await seeText('my-server/nomic-embed-text')
    expect(document.body.textContent).not.toContain('chatty')
    const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find((one) =>
      one.textContent.includes('my-server/nomic-embed-text'),
    )
    option?.click()
    await flushPromises()
    expect(useSettingsStore().embeddingModel).toBe('my-server/nomic-embed-text')
    await seeText('each question, is sent to My server.')
    await press('Search by words alone')
    expect(useSettingsStore().embeddingModel).toBeNull()
  })

  it('of the demo sends nothing anywhere', async () => {
    await open()
    const { slug } = useConnectionsStore().connections.find(({ kind }) => kind === 'demo')!
    useSettingsStore().setEmbeddingModel(`${slug}/skein-demo-embedding`)
    await seeText('nothing leaves the browser.')
  })
})

describe('axe', () => {
  it.each(['en', 'zh-CN'] as const)('finds nothing, %s', async (locale) => {
    document.documentElement.lang = locale
    await open(locale)
    useSettingsStore().allowHost('cdn.jsdelivr.net')
    await flushPromises()
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  })
})
