import '../../support/layoutStubs.ts'
import '../../support/nativeForms.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import type OpenAI from 'openai'
import { disposePinia, getActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { Assistant, AssistantCreateParams, AssistantTool } from '@/domain/api.ts'
import { newDraft } from '@/domain/assistantDraft.ts'
import type { ConnectionDraft } from '@/domain/connectionDraft.ts'
import type { Locale } from '@/i18n/index.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useConnectionsStore } from '@/stores/connections.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { usePlacesStore } from '@/stores/places.ts'
import AssistantsView from '@/views/assistants/AssistantsView.vue'
import { button, field, fill, press, seeText } from '../../support/byName.ts'
import { modelList, provideAnswers } from '../../support/fakeClients.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { memoryClient } from '../../support/serviceScene.ts'

let wrapper: VueWrapper
let client: OpenAI

const endpoint: ConnectionDraft = {
  name: 'Old server',
  kind: 'custom',
  baseURL: 'http://127.0.0.1:9/v1',
  api: 'auto',
  assistants: 'yes',
  key: { mode: 'none' },
}

const saved = (id: string): Promise<Assistant> => client.get(`/assistants/${id}`)
const make = (params: Partial<AssistantCreateParams> = {}): Promise<Assistant> =>
  client.post('/assistants', { body: { model: 'demo/skein-demo', name: 'Clerk', ...params } })
const all = async (): Promise<Assistant[]> => {
  const page: { data: Assistant[] } = await client.get('/assistants')
  return page.data
}
const openId = (): unknown => wrapper.vm.$route.params['id']
const listed = (): string[] => wrapper.findAll('.items b').map((one) => one.text())

async function open(id?: string, locale: Locale = 'en'): Promise<void> {
  wrapper = await mountWithWords(AssistantsView, {}, locale)
  await wrapper.vm.$router.push({ name: 'assistants', params: id === undefined ? {} : { id } })
  await settled()
}

async function settled(): Promise<void> {
  await vi.waitFor(() => expect(document.querySelector('.skeleton')).toBeNull())
  await flushPromises()
}

/** As a reload does: the page's memory is gone, what the browser keeps is not. */
async function reload(id: string): Promise<void> {
  dispatchEvent(new Event('pagehide'))
  leavePage()
  await open(id)
}

function leavePage(): void {
  wrapper.unmount()
  const pinia = getActivePinia()
  if (pinia !== undefined) disposePinia(pinia)
  document.body.replaceChildren()
}

async function passesAxe(): Promise<void> {
  // jsdom draws nothing: contrast is for the tests in a browser.
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

beforeEach(async () => {
  localStorage.clear()
  provideAnswers(() => modelList([{ id: 'skein-demo' }, { id: 'skein-large' }]))
  client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
})
afterEach(leavePage)

describe('the first assistant', () => {
  it('is made of a template with one more click, in the words of the person, on the default model', async () => {
    await open(undefined, 'zh-CN')
    await seeText('创建你的第一个助手')
    await passesAxe()
    await press(/^文档助手/)
    await vi.waitFor(async () => expect(await all()).toHaveLength(1))
    const [made] = await all()
    expect(made).toMatchObject({
      name: '文档助手',
      model: 'demo/skein-demo',
      tools: [{ type: 'file_search' }],
    })
    expect(made?.instructions).toContain('注明出处')
    await vi.waitFor(() => expect(openId()).toBe(made?.id))
  })

  it.each(['Tutor', 'Code reviewer', 'Data analyst', 'Document reader', 'Function caller'])(
    'may be a %s',
    async (name) => {
      await open()
      await press(new RegExp(`^${name}`))
      await vi.waitFor(async () => expect((await all())[0]?.name).toBe(name))
    },
  )

  it('opens in the form with all but the model where no model is known', async () => {
    provideAnswers(() => Response.json({ error: { message: 'Down.' } }, { status: 400 }))
    wrapper = await mountWithWords(AssistantsView)
    const connections = useConnectionsStore()
    const { id } = connections.add({ ...endpoint, assistants: 'no' })
    connections.setDefault(id)
    await wrapper.vm.$router.push({ name: 'assistants' })
    await settled()
    await press(/^Tutor/)
    await vi.waitFor(() => expect(openId()).toBe('new'))
    await settled()
    expect(field('Name').value).toBe('Tutor')
    expect(await all()).toEqual([])
  })
})

describe('the list', () => {
  it('orders, finds and opens', async () => {
    for (const name of ['Bookkeeper', 'Archivist', 'Clerk']) await make({ name })
    await open()
    await vi.waitFor(() => expect(listed()).toEqual(['Clerk', 'Archivist', 'Bookkeeper']))
    await press('Order, export and import')
    await press('By name')
    expect(listed()).toEqual(['Archivist', 'Bookkeeper', 'Clerk'])
    await wrapper.get('input[type=search]').setValue('book')
    expect(listed()).toEqual(['Bookkeeper'])
    await seeText('1 of 3')
  })

  it('opens by id what it does not list', async () => {
    await make()
    await open()
    await vi.waitFor(() => expect(listed()).toEqual(['Clerk']))
    const later = await make({ name: 'Made elsewhere' })
    await wrapper.get('input[type=search]').setValue(later.id)
    await press(`Open ${later.id}`)
    await vi.waitFor(() => expect(field('Name').value).toBe('Made elsewhere'))
  })

  it('says when there is no such assistant', async () => {
    await open('asst_nobody')
    await seeText('This assistant is not here')
    await seeText('asst_nobody may live in another place')
  })

  it('says why there is no list, and tries again', async () => {
    provideBrowserClient(() => Promise.reject(new Error('broken')))
    await open()
    await button('Try again')
    provideBrowserClient(() => Promise.resolve(client))
    await make()
    await press('Try again')
    await vi.waitFor(() => expect(listed()).toEqual(['Clerk']))
  })

  it('shows the assistants of another place, told apart by its name', async () => {
    wrapper = await mountWithWords(AssistantsView)
    const { id } = useConnectionsStore().add(endpoint)
    const theirs = {
      id: 'asst_theirs',
      object: 'assistant',
      created_at: 1,
      name: 'Theirs',
      model: 'm',
      tools: [],
    }
    provideAnswers((url) =>
      url.pathname.endsWith('/assistants')
        ? Response.json({ object: 'list', data: [theirs], has_more: false })
        : modelList([]),
    )
    await wrapper.vm.$router.push({ name: 'assistants' })
    await settled()
    await wrapper.get('select').setValue(id)
    await vi.waitFor(() => expect(listed()).toEqual(['Theirs']))
    expect(wrapper.get('.items a').attributes('href')).toBe(`/assistants/asst_theirs?place=${id}`)
  })

  it('stays at the place that the address names once the assistant is left', async () => {
    const isOpen = ref(false)
    wrapper = await mountWithWords(defineComponent(() => () => (isOpen.value ? h(AssistantsView) : null)))
    const { id: place } = useConnectionsStore().add(endpoint)
    provideAnswers(() => Response.json({ object: 'list', data: [], has_more: false }))
    await wrapper.vm.$router.push({ name: 'assistants', params: { id: 'asst_theirs' }, query: { place } })
    isOpen.value = true
    await settled()
    await wrapper.vm.$router.push({ name: 'assistants' })
    await settled()
    expect(usePlacesStore().selectedId).toBe(place)
    expect(wrapper.get('select').element.value).toBe(place)
  })
})

describe('the form', () => {
  it('makes an assistant with the default model', async () => {
    await open('new')
    await vi.waitFor(async () => expect(await button('Model: demo/skein-demo')).toBeDefined())
    await fill('Name', 'Bookkeeper')
    await fill('Instructions', 'Be exact. 要准确。')
    await seeText('About 6 tokens (an estimate) · 14 of 256,000 characters')
    await press('Add a pair')
    await wrapper.get('[aria-label="Key 1"]').setValue('team')
    await wrapper.get('[aria-label="Value 1"]').setValue('north')
    await fill('Temperature', '0.3')
    await passesAxe()
    await press('Create assistant')
    await vi.waitFor(async () => expect(await all()).toHaveLength(1))
    const [made] = await all()
    expect(made).toMatchObject({
      name: 'Bookkeeper',
      instructions: 'Be exact. 要准确。',
      model: 'demo/skein-demo',
      metadata: { team: 'north' },
      temperature: 0.3,
    })
    await vi.waitFor(() => expect(openId()).toBe(made?.id))
    expect(useNoticesStore().notices.map(({ message }) => message)).toEqual(['Bookkeeper was saved.'])
  })

  it('changes what was changed, and nothing else', async () => {
    const { id } = await make({ instructions: 'Be exact.', metadata: { team: 'north' } })
    await open(id)
    expect(document.body.textContent).not.toContain('Unsaved changes')
    await fill('Description', 'Keeps the books')
    await seeText('Unsaved changes')
    await client.post(`/assistants/${id}`, { body: { metadata: { team: 'south' } } })
    await press('Save')
    await vi.waitFor(async () => expect((await saved(id)).description).toBe('Keeps the books'))
    expect(await saved(id)).toMatchObject({ instructions: 'Be exact.', metadata: { team: 'south' } })
    await vi.waitFor(() => expect(document.body.textContent).not.toContain('Unsaved changes'))
  })

  it('keeps what was typed over a reload, until it is discarded', async () => {
    const { id } = await make()
    await open(id)
    await fill('Name', 'Half a na')
    await reload(id)
    await seeText('These are unsaved changes from an earlier visit.')
    expect(field('Name').value).toBe('Half a na')
    await press('Discard')
    expect(field('Name').value).toBe('Clerk')
    await reload(id)
    expect(field('Name').value).toBe('Clerk')
  })

  it('says once when the browser does not keep what is typed', async () => {
    const { id } = await make()
    await open(id)
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('Full.', 'QuotaExceededError')
    })
    for (const name of ['A', 'AB']) {
      await fill('Name', name)
      dispatchEvent(new Event('pagehide'))
    }
    full.mockRestore()
    await vi.waitFor(() => expect(useNoticesStore().notices).toHaveLength(1))
    expect(useNoticesStore().notices[0]?.message).toContain('no room left')
    expect(field('Name').value).toBe('AB')
  })

  it('keeps a new one over a reload too', async () => {
    await open('new')
    await vi.waitFor(async () => expect(await button('Model: demo/skein-demo')).toBeDefined())
    await fill('Name', 'Not yet')
    await reload('new')
    expect(field('Name').value).toBe('Not yet')
  })

  it('asks before it leaves unsaved changes', async () => {
    const { id } = await make()
    await open(id)
    await fill('Name', 'Changed')
    await wrapper.vm.$router.push({ name: 'threads' })
    await seeText('Discard your changes?')
    expect(wrapper.vm.$route.name).toBe('assistants')
    await press('Cancel')
    expect(field('Name').value).toBe('Changed')
    await wrapper.vm.$router.push({ name: 'threads' })
    await press('Discard changes')
    await vi.waitFor(() => expect(wrapper.vm.$route.name).toBe('threads'))
  })

  it('takes the changes of others to what is not being changed here', async () => {
    const { id } = await make()
    await open(id)
    await fill('Description', 'Mine')
    await client.post(`/assistants/${id}`, { body: { name: 'Theirs' } })
    await press('More for this assistant')
    await press('Retrieve again')
    await vi.waitFor(() => expect(field('Name').value).toBe('Theirs'))
    expect(field('Description').value).toBe('Mine')
  })

  it('offers the models of all connections, and takes one that is typed', async () => {
    wrapper = await mountWithWords(AssistantsView)
    useConnectionsStore().add({ ...endpoint, name: 'Acme', assistants: 'no' })
    await wrapper.vm.$router.push({ name: 'assistants', params: { id: 'new' } })
    await settled()
    await press(/^Model/)
    await seeText('acme/skein-large')
    await seeText('demo/skein-large')
    const search = document.querySelector<HTMLInputElement>('.model-list input')!
    search.value = 'acme/unlisted'
    search.dispatchEvent(new Event('input'))
    await seeText('acme/unlisted')
    document.querySelector<HTMLElement>('.model-list .choice:last-child')?.click()
    await vi.waitFor(async () => expect(await button('Model: acme/unlisted')).toBeDefined())
  })
})

describe('what the server refuses', () => {
  it.each([
    ['name', 'Name'],
    ['instructions', 'Instructions'],
    ['temperature', 'Temperature'],
    ['tools[1].function.name', 'Function name'],
    ['tools.1.function.description', 'What it does'],
    ['response_format.json_schema.name', 'Response format'],
  ])('is marked where it is: %s', async (param, label) => {
    const { id } = await make({
      tools: [{ type: 'code_interpreter' }, { type: 'function', function: { name: 'add' } }],
    })
    refuse('post', { message: 'It cannot be so.', param })
    await open(id)
    await fill('Name', 'Changed')
    await press('Save')
    await seeText('It cannot be so.')
    await vi.waitFor(() => expect(document.activeElement).toBe(field(label)))
    const control = field(label)
    expect(control.getAttribute('aria-invalid')).toBe('true')
    const described = control.getAttribute('aria-describedby')?.split(' ') ?? []
    const said = described.map((part) => document.getElementById(part)?.textContent)
    expect(said).toContain('It cannot be so.')
    expect(document.querySelector('.notice')).toBeNull()
    expect(control.closest('details')?.open ?? true).toBe(true)
    expect(field('Name').value).toBe('Changed')
  })

  it.each([
    [{ codeFileIds: ['file-gone'] }, 'Files for code interpreter', "No file found with id 'file-gone'."],
    [{ vectorStoreId: 'vs_gone' }, 'Vector store', "No vector store found with id 'vs_gone'."],
  ])('is marked where it is, though it is not said where: %o', async (resources, label, said) => {
    const tools: AssistantTool[] = [{ type: 'code_interpreter' }, { type: 'file_search' }]
    const draft = newDraft({ model: 'demo/skein-demo', tools, ...resources })
    localStorage.setItem('skein-draft:assistant:browser:new', JSON.stringify({ draft, base: newDraft() }))
    await open('new')
    await press('Create assistant')
    await seeText(said)
    expect(document.querySelector('.notice')).toBeNull()
    const part = [...document.querySelectorAll('[data-param^=tool_resources]')].find((one) =>
      one.textContent.includes(label),
    )
    expect(part?.textContent).toContain(said)
    expect(part?.contains(document.activeElement)).toBe(true)
  })

  it('is said above the form where no field has it', async () => {
    const { id } = await make()
    refuse('post', { message: 'Too many assistants.', param: 'organization' })
    await open(id)
    await fill('Name', 'Changed')
    await press('Save')
    await seeText('Too many assistants.')
    expect(document.activeElement?.textContent).toContain('Too many assistants.')
  })

  it('can be mended and saved again', async () => {
    const { id } = await make()
    await open(id)
    await fill('Name', 'n'.repeat(257))
    await seeText('At most 256 characters.')
    await press('Save')
    expect(document.activeElement).toBe(field('Name'))
    await fill('Name', 'Short')
    await press('Save')
    await vi.waitFor(async () => expect((await saved(id)).name).toBe('Short'))
  })

  it('counts characters as the server does', async () => {
    const { id } = await make()
    await open(id)
    await fill('Name', '😀'.repeat(256))
    await press('Save')
    await vi.waitFor(async () => expect((await saved(id)).name).toBe('😀'.repeat(256)))
  })

  it('can be waited for no longer', async () => {
    const { id } = await make()
    await open(id)
    const { fetch } = client as unknown as { fetch: typeof globalThis.fetch }
    let wasAborted = false
    Object.assign(client, {
      fetch: (...[input, init]: Parameters<typeof fetch>) =>
        init?.method?.toLowerCase() === 'post'
          ? new Promise((_, reject) =>
              init.signal?.addEventListener('abort', () => {
                wasAborted = true
                reject(new DOMException('Aborted', 'AbortError'))
              }),
            )
          : fetch(input, init),
    })
    await fill('Name', 'Changed')
    await press('Save')
    await press('Stop')
    await vi.waitFor(() => expect(wasAborted).toBe(true))
    await seeText('Unsaved changes')
    expect(field('Name').value).toBe('Changed')
    expect(document.querySelector('.notice')).toBeNull()
  })

  /** Answers requests of one method so; all others reach the runtime. */
  function refuse(method: string, error: { message: string; param: string }): void {
    const { fetch } = client as unknown as { fetch: typeof globalThis.fetch }
    Object.assign(client, {
      fetch: (...[input, init]: Parameters<typeof fetch>) =>
        init?.method?.toLowerCase() === method
          ? Promise.resolve(
              Response.json(
                { error: { type: 'invalid_request_error', code: null, ...error } },
                { status: 400 },
              ),
            )
          : fetch(input, init),
    })
  }
})

describe('an assistant as a whole', () => {
  it('is duplicated with all it has', async () => {
    const { id } = await make({ instructions: 'Be exact.', tools: [{ type: 'code_interpreter' }] })
    await open(id)
    await press('More for this assistant')
    await press('Duplicate')
    await vi.waitFor(() => expect(field('Name').value).toBe('Clerk (copy)'))
    expect(openId()).not.toBe(id)
    expect(await saved(String(openId()))).toMatchObject({
      instructions: 'Be exact.',
      tools: [{ type: 'code_interpreter' }],
    })
  })

  it('is deleted after a question', async () => {
    const { id } = await make()
    await open(id)
    await press('More for this assistant')
    await press('Delete')
    await seeText('Delete Clerk?')
    const confirms = await vi.waitFor(() => {
      const found = [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button')]
      const confirm = found.find((one) => one.textContent.trim() === 'Delete')
      if (confirm === undefined) throw new Error('There is nothing to confirm.')
      return confirm
    })
    confirms.click()
    await vi.waitFor(async () => expect(await all()).toEqual([]))
    await vi.waitFor(() => expect(openId()).toBeFalsy())
    expect(listed()).toEqual([])
    // The form and its menu are gone.
    await vi.waitFor(() => expect(document.activeElement?.id).toBe('main'))
  })

  it('is made of a template from the list too', async () => {
    await make()
    await open()
    await press('New assistant')
    await press('Data analyst')
    await vi.waitFor(() => expect(listed()).toEqual(['Data analyst', 'Clerk']))
    expect(openId()).toBeDefined()
  })

  it('goes into a thread', async () => {
    const { id } = await make()
    await open(id)
    await press('Use in a thread')
    await vi.waitFor(() => expect(wrapper.vm.$route.name).toBe('threads'))
    expect(wrapper.vm.$route.query).toEqual({ assistant: id })
  })

  it('is shown as the API has it', async () => {
    const { id } = await make()
    await open(id)
    await press('Files and JSON')
    const tab = await vi.waitFor(() => wrapper.get('[role=tab]:last-child'))
    await tab.trigger('click')
    expect(JSON.parse(wrapper.get('[role=tabpanel] pre').text())).toEqual(await saved(id))
    await passesAxe()
    await press('Close')
    expect(document.activeElement).toBe(await button('Files and JSON'))
  })
})
