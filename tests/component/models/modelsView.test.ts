import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEMO_CONNECTION } from '@/domain/connection.ts'
import type { Locale } from '@/i18n/index.ts'
import { writeConnections } from '@/storage/connectionStorage.ts'
import ModelsView from '@/views/models/ModelsView.vue'
import { modelList, provideAnswers } from '../../support/fakeClients.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'

let wrapper: VueWrapper
let counter = 0

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12), toFake: ['Date'] })
})
afterEach(() => {
  wrapper.unmount()
  vi.useRealTimers()
})

const MODELS = [
  { id: 'gpt-10', created: 1_700_000_000, owned_by: 'acme', context_length: 128_000 },
  { id: 'gpt-9', created: 1_600_000_000, owned_by: 'acme', shutdown_date: '2026-12-11' },
  {
    id: 'zeta/free',
    created: 1_650_000_000,
    pricing: { prompt: '0.000002', completion: '0.00001' },
    architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
  },
]

/** The screen over a connection of its own, since lists are kept from one session to the next. */
async function show(locale: Locale = 'en'): Promise<VueWrapper> {
  counter += 1
  const id = `connection-${counter}`
  const local = {
    ...DEMO_CONNECTION,
    id,
    slug: id,
    name: 'Local',
    kind: 'custom',
    baseURL: 'http://127.0.0.1:9/v1',
  } as const
  const connections = [DEMO_CONNECTION, local]
  writeConnections({ connections, currentId: id, defaultId: id, capabilities: {} })
  wrapper = await mountWithWords(ModelsView, {}, locale)
  await vi.waitFor(() => expect(wrapper.find('.skeleton').exists()).toBe(false))
  return wrapper
}

const ids = (): string[] => wrapper.findAll('.id').map((element) => element.text())

/** Chooses an entry of a row's menu, or presses a button, by its words. */
async function choose(label: string): Promise<void> {
  const found = await vi.waitFor(() => {
    const element = [...document.querySelectorAll<HTMLElement>('[role^=menuitem], button')].find(
      (candidate) => (candidate.getAttribute('aria-label') ?? candidate.textContent.trim()) === label,
    )
    if (element === undefined) throw new Error(`There is no “${label}”.`)
    return element
  })
  found.click()
  await flushPromises()
}

describe('ModelsView', () => {
  it('lists the models with what the endpoint says of them', async () => {
    provideAnswers(() => modelList(MODELS))
    await show()
    expect(ids()).toEqual(['gpt-9', 'gpt-10', 'zeta/free'])
    expect(wrapper.text()).toContain('3 models')
    const row = wrapper.findAll('[role=row]').at(-1)
    expect(row?.text()).toContain('$2.00 / $10.00')
    expect(row?.text()).toContain('text, images → text')
  })

  it('warns of models that are about to be shut down', async () => {
    provideAnswers(() => modelList(MODELS))
    await show('zh-CN')
    expect(wrapper.find('.soon').text()).toBe('将于 2026年12月11日 停用')
  })

  it('searches, sorts and groups', async () => {
    provideAnswers(() => modelList(MODELS))
    await show()
    await wrapper.get('select.sort').setValue('created')
    expect(ids()).toEqual(['gpt-10', 'zeta/free', 'gpt-9'])
    await wrapper.get('.toolbar input[type=checkbox]').setValue(true)
    expect(wrapper.findAll('.group').map((group) => group.text())).toEqual(['acme 2', 'zeta 1'])
    await wrapper.get('input[type=search]').setValue('gpt')
    expect(ids()).toEqual(['gpt-10', 'gpt-9'])
    expect(wrapper.text()).toContain('2 of 3 models')
    await wrapper.get('input[type=search]').setValue('nothing')
    await choose('Clear the search')
    expect(ids()).toHaveLength(3)
  })

  it('keeps favourites first, hides and shows again', async () => {
    provideAnswers(() => modelList(MODELS))
    await show()
    await choose('Favorite zeta/free')
    expect(ids()[0]).toBe('zeta/free')
    await choose('More about gpt-9')
    await choose('Hide')
    expect(ids()).toEqual(['zeta/free', 'gpt-10'])
    await wrapper.findAll('.toolbar input[type=checkbox]')[1]?.setValue(true)
    expect(ids()).toEqual(['zeta/free', 'gpt-9', 'gpt-10'])
  })

  it('chats with a model of this connection', async () => {
    provideAnswers(() => modelList(MODELS))
    await show()
    await choose('Chat with gpt-10')
    await vi.waitFor(() =>
      expect(wrapper.vm.$router.currentRoute.value).toMatchObject({
        name: 'chat',
        query: { model: 'gpt-10', connection: `connection-${counter}` },
      }),
    )
  })

  it('shows the details with the JSON as it came', async () => {
    provideAnswers(() => modelList(MODELS))
    await show()
    await wrapper.findAll('.id')[1]?.trigger('click')
    await vi.waitFor(() =>
      expect(document.querySelector('[role=dialog] pre')?.textContent).toContain('128000'),
    )
    await choose('Use for new chats')
    expect(wrapper.find('.default').text()).toBe('Default')
  })

  it('copies the id of a model', async () => {
    const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValue(undefined)
    Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
    provideAnswers(() => modelList(MODELS))
    await show()
    await choose(`More about ${ids()[0] ?? ''}`)
    await choose('Copy ID')
    expect(writeText).toHaveBeenCalledExactlyOnceWith(ids()[0])
  })

  it('explains an endpoint without a list, and takes ids by hand', async () => {
    provideAnswers(() => new Response('nothing here', { status: 404 }))
    await show()
    expect(wrapper.text()).toContain('This endpoint does not list its models')
    await wrapper.get('.unlisted input').setValue(' mine ')
    await wrapper.get('.unlisted form').trigger('submit')
    expect(ids()).toEqual(['mine'])
    await choose('More about mine')
    await choose('Remove from the list')
    expect(ids()).toEqual([])
  })

  it('shows what went wrong and tries again', async () => {
    provideAnswers(() => Response.json({ error: { message: 'No.' } }, { status: 401 }))
    await show()
    expect(wrapper.find('.notice').exists()).toBe(true)
    provideAnswers(() => modelList(MODELS))
    await choose('Try again')
    await vi.waitFor(() => expect(ids()).toHaveLength(3))
  })

  it('teaches what to do about an empty list', async () => {
    provideAnswers(() => modelList([]))
    await show()
    expect(wrapper.text()).toContain('The list is empty')
  })

  it('asks for one model by its id and can add it', async () => {
    provideAnswers((url) =>
      url.pathname.endsWith('/models')
        ? modelList(MODELS)
        : Response.json({ id: 'secret', object: 'model', level: 7 }),
    )
    await show()
    await choose('Find by ID')
    const field = await vi.waitFor(() => {
      const input = document.querySelector<HTMLInputElement>('[role=dialog] input')
      if (input === null) throw new Error('The dialog is not there yet.')
      return input
    })
    field.value = 'secret'
    field.dispatchEvent(new Event('input'))
    await flushPromises()
    document.querySelector<HTMLFormElement>('#model-finder')?.requestSubmit()
    await vi.waitFor(() =>
      expect(document.querySelector('[role=dialog] pre')?.textContent).toContain('"level": 7'),
    )
    await choose('Add to the list')
    expect(ids()).toContain('secret')
  })

  it('says why one model was not found', async () => {
    provideAnswers((url) =>
      url.pathname.endsWith('/models')
        ? modelList(MODELS)
        : Response.json({ error: { message: 'No such model', code: 'model_not_found' } }, { status: 404 }),
    )
    await show()
    await choose('Find by ID')
    const field = await vi.waitFor(() => {
      const input = document.querySelector<HTMLInputElement>('[role=dialog] input')
      if (input === null) throw new Error('The dialog is not there yet.')
      return input
    })
    field.value = 'nope'
    field.dispatchEvent(new Event('input'))
    await flushPromises()
    await choose('Ask the server')
    await vi.waitFor(() => expect(document.querySelector('[role=dialog] .notice')).not.toBeNull())
  })
})
