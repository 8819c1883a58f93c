import '../../support/layoutStubs.ts'
import { Blob as NodeBlob } from 'node:buffer'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createId } from '@/domain/ids.ts'
import type { Locale } from '@/i18n/index.ts'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import type { Storage } from '@/runtime/db/port.ts'
import { plantSeed, readSeed } from '@/runtime/db/seed.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import VectorStoresView from '@/views/vector-stores/VectorStoresView.vue'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { clientOver, memoryClient } from '../../support/serviceScene.ts'

let wrapper: VueWrapper
let client: OpenAI
let storage: Storage

beforeEach(async () => {
  localStorage.clear()
  // jsdom's is none that a Response can hold.
  vi.stubGlobal('Blob', NodeBlob)
  storage = createMemoryStorage()
  client = await memoryClient([], { storage })
  provideBrowserClient(() => Promise.resolve(client))
})
afterEach(() => wrapper.unmount())

/** Puts a file into the browser's storage: jsdom's forms are not those of the SDK. */
async function upload(filename: string, content: string): Promise<OpenAI.FileObject> {
  const id = createId('file').replace('_', '-')
  const bytes = content.length
  const file = { id, filename, content, bytes, object: 'file', created_at: 1, purpose: 'assistants' }
  await plantSeed(storage, readSeed({ files: [{ ...file, status: 'processed' }] }))
  return client.files.retrieve(id)
}

/** A store whose files have been read. */
async function makeStore(name: string, ...fileIds: string[]): Promise<OpenAI.VectorStore> {
  const { id } = await client.vectorStores.create({ name, file_ids: fileIds })
  return vi.waitFor(async () => {
    const store = await client.vectorStores.retrieve(id)
    expect(store.status).toBe('completed')
    return store
  })
}

async function show(id?: string, locale: Locale = 'en'): Promise<void> {
  wrapper = await mountWithWords(VectorStoresView, {}, locale)
  await wrapper.vm.$router.push(id === undefined ? '/vector-stores' : `/vector-stores/${id}`)
  await flushPromises()
}

const page = (): string => document.body.textContent
const until = (text: string): Promise<void> => vi.waitFor(() => expect(page()).toContain(text))

/** A button, link or menu item by its name, the last one where there are several: what lies over the rest. */
function control(name: string): Promise<HTMLElement> {
  return vi.waitFor(() => {
    const found = [...document.querySelectorAll<HTMLElement>('button, a, [role=menuitem]')].findLast(
      (element) => (element.getAttribute('aria-label') ?? element.textContent).trim() === name,
    )
    if (found === undefined) throw new Error(`There is no “${name}”.`)
    return found
  })
}

async function press(name: string): Promise<void> {
  const found = await control(name)
  found.click()
  await flushPromises()
}

async function type(label: string, text: string): Promise<void> {
  const input = await vi.waitFor(() => {
    const named = [...document.querySelectorAll('input')].find((element) =>
      (element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? '').includes(label),
    )
    if (named === undefined) throw new Error(`There is no field “${label}”.`)
    return named
  })
  input.value = text
  input.dispatchEvent(new Event('input'))
  await flushPromises()
}

describe('the list', () => {
  it('teaches what a store is where there is none', async () => {
    await show()
    await until('No vector stores yet.')
    expect(page()).toContain('Search in your own documents')
  })

  it('has the stores of all pages, and finds them by name', async () => {
    for (let n = 0; n < 101; n += 1) await client.vectorStores.create({ name: `Store ${n}` })
    await show()
    await vi.waitFor(() => expect(wrapper.findAll('nav li')).toHaveLength(101))
    await type('Search, or paste an ID', 'store 42')
    expect(wrapper.findAll('nav li b').map((name) => name.text())).toEqual(['Store 42'])
  })

  it('opens a store by an id that it does not have', async () => {
    await show()
    await until('No vector stores yet.')
    const { id } = await client.vectorStores.create({ name: 'Made elsewhere' })
    await type('Search, or paste an ID', id)
    await press(`Open ${id}`)
    await vi.waitFor(() => expect(wrapper.find('section.pane h2').text()).toBe('Made elsewhere'))
  })
})

describe('a store', () => {
  it('is made with a name, files, an expiry and metadata', async () => {
    await upload('clause.txt', 'The penalty is 0.5 % a day.')
    await show()
    await press('New vector store')
    await type('Name', 'Contracts')
    await type('Expires after', '7')
    await press('Add a pair')
    await type('Key', 'team')
    await type('Value', 'legal')
    await press('Choose files')
    await until('clause.txt')
    document.querySelector<HTMLInputElement>('.picker input[type=checkbox]')!.click()
    await press('Use this file')
    await press('Create')
    await until('Files in this store')
    const [store] = (await client.vectorStores.list()).data
    expect(store).toMatchObject({
      name: 'Contracts',
      expires_after: { days: 7 },
      metadata: { team: 'legal' },
      file_counts: { total: 1 },
    })
    expect(wrapper.vm.$route.params['id']).toBe(store!.id)
    await until('1 of 1 read')
    await until('clause.txt')
  })

  it('is not made with days that are no number of days', async () => {
    await show()
    await press('New vector store')
    await type('Expires after', '400')
    await until('A whole number from 1 to 365')
    expect(await control('Create')).toHaveProperty('disabled', true)
  })

  it('keeps what was typed when the server refuses it', async () => {
    await show()
    await press('New vector store')
    await type('Name', 'Contracts')
    const create = vi.spyOn(client.vectorStores, 'create')
    client.baseURL = 'https://runtime.invalid/v2'
    await press('Create')
    await vi.waitFor(() => expect(document.querySelector('[role=dialog] .notice')).not.toBeNull())
    expect(create).toHaveBeenCalledOnce()
    expect(document.querySelector<HTMLInputElement>('[role=dialog] input')!.value).toBe('Contracts')
  })

  it('is changed', async () => {
    const { id } = await makeStore('Contracts')
    await show(id)
    await press('Edit')
    await type('Name', 'Agreements')
    await press('Save')
    await vi.waitFor(() => expect(wrapper.find('section.pane h2').text()).toBe('Agreements'))
    expect((await client.vectorStores.retrieve(id)).name).toBe('Agreements')
    expect(wrapper.find('nav b').text()).toBe('Agreements')
  })

  it('is deleted once that is confirmed, and its files stay', async () => {
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day.')
    const { id } = await makeStore('Contracts', file.id)
    await show(id)
    await press('More for this store')
    await press('Delete this store')
    await until('Delete “Contracts”?')
    expect((await client.vectorStores.list()).data).toHaveLength(1)
    await press('Delete')
    await vi.waitFor(() => expect(wrapper.vm.$route.params['id'] ?? '').toBe(''))
    expect((await client.vectorStores.list()).data).toEqual([])
    expect((await client.files.list()).data).toHaveLength(1)
  })

  it.each([
    ['en', 'This vector store is not here', 'Try again', 'All vector stores'],
    ['zh-CN', '这里没有这个向量存储', '重试', '全部向量存储'],
  ] as const)('that is not there says so, and leads on, in %s', async (locale, title, again, all) => {
    await show('vs_none', locale)
    await until(title)
    await until('vs_none')
    expect(await control(again)).toBeDefined()
    await press(all)
    await vi.waitFor(() => expect(wrapper.vm.$route.path).toBe('/vector-stores'))
    expect(page()).not.toContain(title)
  })

  it('is followed until its files are read', async () => {
    const { id } = await makeStore('Contracts')
    await show(id)
    await until('No files yet.')
    await upload('clause.txt', 'The penalty is 0.5 % a day.')
    await press('Add files')
    await until('clause.txt')
    document.querySelector<HTMLInputElement>('.picker input[type=checkbox]')!.click()
    await press('Use this file')
    await until('1 of 1 read')
    await vi.waitFor(() => expect(wrapper.find('.files li .pill').text()).toBe('ready'))
    expect(useNoticesStore().notices.at(-1)?.message).toBe('1 file is being read.')
  })
})

/** A server with one store, which is as `stateOf` says the n-th time that it is asked for. */
async function serveStore(stateOf: (time: number) => object): Promise<void> {
  const store = (time: number): object => ({
    ...{
      id: 'vs_1',
      object: 'vector_store',
      name: 'Contracts',
      created_at: 1,
      last_active_at: 1,
      usage_bytes: 0,
    },
    file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
    ...stateOf(time),
  })
  const page = (data: object[]): Response => Response.json({ object: 'list', data, has_more: false })
  let asked = 0
  client = await clientOver((input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    if (pathname.endsWith('/vs_1')) return Promise.resolve(Response.json(store((asked += 1))))
    if (pathname.endsWith('/search')) {
      const error = {
        message: 'The store has expired.',
        type: 'invalid_request_error',
        param: null,
        code: null,
      }
      return Promise.resolve(Response.json({ error }, { status: 400 }))
    }
    return Promise.resolve(page(pathname.endsWith('/files') ? [] : [store(1)]))
  })
}

describe('a store of a server', () => {
  it('is asked for again while it reads, and no more once it is done', async () => {
    let times = 0
    await serveStore((time) => {
      times = time
      const [completed, status] = time < 3 ? [time - 1, 'in_progress'] : [2, 'completed']
      return {
        status,
        file_counts: { in_progress: 2 - completed, completed, failed: 0, cancelled: 0, total: 2 },
      }
    })
    await show('vs_1')
    await until('0 of 2 read')
    expect(wrapper.get('section.pane .pill').text()).toBe('reading')
    await until('1 of 2 read')
    await until('2 of 2 read')
    await vi.waitFor(() => expect(wrapper.get('section.pane .pill').text()).toBe('ready'))
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(times).toBe(3)
  })

  it('that has expired takes no files, and says why it finds nothing', async () => {
    await serveStore(() => ({ status: 'expired' }))
    await show('vs_1')
    await until('No files yet.')
    expect(await control('Add files')).toHaveProperty('disabled', true)
    await type('What to look for', 'penalty')
    await wrapper.get('form[role=search]').trigger('submit')
    await until('The store has expired.')
  })
})

describe('the files of a store', () => {
  it('say why one could not be read', async () => {
    const file = await upload('scan.pdf', '%PDF-1.4')
    const { id } = await makeStore('Scans', file.id)
    await show(id)
    await until('0 of 1 read · 1 failed')
    await until('The file is empty, broken, or protected. This PDF is incomplete: its end is missing.')
  })

  it('are taken out, and put back', async () => {
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day.')
    const { id } = await makeStore('Contracts', file.id)
    await show(id)
    await press('Remove clause.txt from the store')
    await until('No files yet.')
    expect((await client.vectorStores.files.list(id)).data).toEqual([])
    useNoticesStore().notices.at(-1)?.action?.run()
    await until('1 of 1 read')
  })
})

describe('a file of a store', () => {
  it('is cut as its person says', async () => {
    await upload('clause.txt', 'The penalty is 0.5 % a day.')
    const { id } = await makeStore('Contracts')
    await show(id)
    await press('Add files')
    await until('clause.txt')
    document.querySelector<HTMLInputElement>('.picker input[type=checkbox]')!.click()
    const kind = document.querySelector<HTMLSelectElement>('.picker select')!
    kind.value = 'static'
    kind.dispatchEvent(new Event('change'))
    await until('Tokens of a passage')
    await type('Tokens of a passage', '200')
    await until('At most 100: half of a passage.')
    expect(await control('Use this file')).toHaveProperty('disabled', true)
    await type('Overlap', '50')
    await press('Use this file')
    await until('1 of 1 read')
    const [file] = (await client.vectorStores.files.list(id)).data
    expect(file?.chunking_strategy).toEqual({
      type: 'static',
      static: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 },
    })
  })

  it('has attributes, which can be changed', async () => {
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day.')
    const { id } = await makeStore('Contracts', file.id)
    await show(id)
    await until('clause.txt')
    await press('Attributes of clause.txt')
    await until('A search can be narrowed by them.')
    await press('Add a pair')
    await type('Key', 'year')
    await type('Value', '2024')
    await press('Save')
    await vi.waitFor(() => expect(wrapper.get('.files li .attributes').text()).toBe('year: 2024'))
    expect((await client.vectorStores.files.retrieve(file.id, { vector_store_id: id })).attributes).toEqual({
      year: 2024,
    })
  })

  it('shows how much of it is read', async () => {
    const store = {
      ...{ id: 'vs_1', object: 'vector_store', name: 'Contracts', created_at: 1, last_active_at: 1 },
      ...{ usage_bytes: 0, status: 'in_progress' },
      file_counts: { in_progress: 1, completed: 0, failed: 0, cancelled: 0, total: 1 },
    }
    const file = {
      ...{
        id: 'file-1',
        object: 'vector_store.file',
        vector_store_id: 'vs_1',
        created_at: 1,
        usage_bytes: 0,
      },
      ...{ status: 'in_progress', last_error: null, attributes: {} },
    }
    const list = (data: object[]): Response => Response.json({ object: 'list', data, has_more: false })
    client = await clientOver((input) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      const headers = { 'skein-progress': '0.42' }
      if (pathname.endsWith('/files/file-1') && pathname.includes('vector_stores'))
        return Promise.resolve(Response.json(file, { headers }))
      if (pathname.endsWith('/vs_1')) return Promise.resolve(Response.json(store))
      return Promise.resolve(list(pathname.endsWith('/files') ? [file] : [store]))
    })
    await show('vs_1')
    await until('42%')
    const bar = wrapper.get('[role=progressbar]')
    expect(bar.attributes('aria-valuenow')).toBe('42')
    expect(bar.attributes('aria-label')).toContain('Reading')
  })
})

describe('a search', () => {
  it('gives passages with their scores, and opens one in its file', async () => {
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day, capped at 8 %.')
    const { id } = await makeStore('Contracts', file.id)
    await show(id)
    await type('What to look for', 'penalty a day')
    await wrapper.get('form[role=search]').trigger('submit')
    await until('1 passage')
    expect(wrapper.get('ol li').text()).toMatch(/clause\.txt\s*Score \d/)
    await wrapper.get('ol li button').trigger('click')
    await vi.waitFor(() =>
      expect(document.querySelector('[role=dialog] mark')?.textContent).toContain('penalty'),
    )
  })

  it('marks the words of the question, and keeps to what else was chosen', async () => {
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day. Penalties are capped.')
    const { id } = await makeStore('Contracts', file.id)
    await client.vectorStores.files.update(file.id, { vector_store_id: id, attributes: { year: 2024 } })
    await show(id)
    await type('What to look for', 'What is the penalty?')
    await press('Options')
    await until('Lowest score')
    await type('Passages', '5')
    await type('Lowest score', '0')
    await press('Add a condition')
    await type('Attribute 1', 'year')
    await type('Value 1', '2024')
    await wrapper.get('form[role=search]').trigger('submit')
    await until('1 passage')
    expect(wrapper.findAll('ol mark').map((mark) => mark.text())).toEqual(['penalty', 'Penalties'])
    await type('Value 1', '2023')
    await wrapper.get('form[role=search]').trigger('submit')
    await until('Nothing matches.')
    await press('Remove condition 1')
    await wrapper.get('form[role=search]').trigger('submit')
    await until('1 passage')
  })

  it('does not search while an option is typed wrong, but goes to it', async () => {
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day.')
    const { id } = await makeStore('Contracts', file.id)
    await show(id)
    await type('What to look for', 'penalty')
    await press('Options')
    await until('Lowest score')
    await type('Lowest score', '2')
    await wrapper.get('form[role=search]').trigger('submit')
    await flushPromises()
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
    expect(wrapper.text()).not.toContain('1 passage')
    await type('Lowest score', '0')
    await wrapper.get('form[role=search]').trigger('submit')
    await until('1 passage')
  })

  it('says when nothing fits', async () => {
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day.')
    const { id } = await makeStore('Contracts', file.id)
    await show(id)
    await type('What to look for', 'zebra')
    await wrapper.get('form[role=search]').trigger('submit')
    await until('Nothing matches.')
  })
})

describe('axe', () => {
  it.each(['en', 'zh-CN'] as const)('finds nothing on the screen and its form, %s', async (locale) => {
    document.documentElement.lang = locale
    const file = await upload('clause.txt', 'The penalty is 0.5 % a day.')
    const { id } = await makeStore('Contracts', file.id)
    await show(id, locale)
    await until('clause.txt')
    const findings = async (): Promise<string[]> => {
      const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
      return violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html ?? ''}`)
    }
    await press(locale === 'en' ? 'Options' : '选项')
    await press(locale === 'en' ? 'Add a condition' : '添加条件')
    expect(await findings()).toEqual([])
    await press(locale === 'en' ? 'Edit' : '编辑')
    await vi.waitFor(() => expect(document.querySelector('[role=dialog]')).not.toBeNull())
    expect(await findings()).toEqual([])
  })
})
