import '../../support/layoutStubs.ts'
import '../../support/nativeForms.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import type OpenAI from 'openai'
import { disposePinia, getActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Assistant } from '@/domain/api.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useVectorStoresStore } from '@/stores/vectorStores.ts'
import AssistantFiles from '@/views/assistants/AssistantFiles.vue'
import CodeFilesField from '@/views/assistants/CodeFilesField.vue'
import VectorStoreField from '@/views/assistants/VectorStoreField.vue'
import { field, fill, press, seeText } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { memoryClient } from '../../support/serviceScene.ts'

let wrapper: VueWrapper
let client: OpenAI

const keep = (name: string): Promise<{ id: string }> =>
  client.files.create({ file: new File(['one'], name, { type: 'text/plain' }), purpose: 'assistants' })
const make = (tools: Assistant['tools']): Promise<Assistant> =>
  client.post('/assistants', { body: { model: 'demo/skein-demo', tools } })

beforeEach(async () => {
  localStorage.clear()
  client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
})
afterEach(() => {
  wrapper.unmount()
  const pinia = getActivePinia()
  if (pinia !== undefined) disposePinia(pinia)
  document.body.replaceChildren()
})

/** Chooses files of these names in the dialog that is open. */
async function pick(...names: string[]): Promise<void> {
  const dialog = await vi.waitFor(() => {
    const last = [...document.querySelectorAll<HTMLElement>('[role=dialog]')].at(-1)
    if (last === undefined) throw new Error('There is no dialog.')
    return last
  })
  for (const name of names) {
    const box = await vi.waitFor(() => {
      const labels = [...dialog.querySelectorAll('label')]
      const found = labels.find((label) => label.textContent.includes(name))?.querySelector('input')
      if (!found) throw new Error(`There is no file “${name}” to choose.`)
      return found
    })
    box.click()
    await flushPromises()
  }
  const confirm = [...dialog.querySelectorAll<HTMLButtonElement>('footer button')].at(-1)
  confirm?.click()
  await flushPromises()
}

const shownJSON = (): unknown => JSON.parse(wrapper.get('section pre').text())

describe('the files of an assistant', () => {
  async function open(tools: Assistant['tools'] = [{ type: 'code_interpreter' }]): Promise<string> {
    const { id } = await make(tools)
    wrapper = await mountWithWords(AssistantFiles, { props: { placeId: 'browser', assistantId: id } })
    await useAssistantsStore().retrieve('browser', id)
    await seeText('No file is attached.')
    return id
  }

  it('are attached, listed, retrieved and detached, each with what the API answers', async () => {
    const file = await keep('notes.txt')
    const id = await open()
    await press('Attach a file')
    await pick('notes.txt')
    const attached = {
      id: file.id,
      object: 'assistant.file',
      assistant_id: id,
      tools: ['code_interpreter'],
      vector_store_file: null,
    }
    await seeText('Answer to attaching')
    expect(shownJSON()).toEqual(attached)
    await seeText('notes.txt')

    await press('List again, and show the answer')
    await seeText('Answer to listing')
    expect(shownJSON()).toEqual({ object: 'list', data: [attached] })

    await press('Retrieve notes.txt')
    await seeText('Answer to retrieving')
    expect(shownJSON()).toEqual(attached)

    await press('Detach notes.txt')
    await seeText('Detach this file?')
    await press('Detach')
    await seeText('Answer to detaching')
    expect(shownJSON()).toEqual({ id: file.id, object: 'assistant.file.deleted', deleted: true })
    await seeText('No file is attached.')
  })

  it('go into the vector store of an assistant that searches', async () => {
    await keep('contract.txt')
    const id = await open([{ type: 'file_search' }])
    await press('Attach a file')
    await pick('contract.txt')
    await seeText('Answer to attaching')
    const assistant: Assistant = await client.get(`/assistants/${id}`)
    expect(assistant.tool_resources?.file_search?.vector_store_ids).toHaveLength(1)
  })

  it('warn of a tool that the assistant does not have', async () => {
    await open([{ type: 'code_interpreter' }])
    const boxes = wrapper.findAll<HTMLInputElement>('fieldset input')
    await boxes[1]!.setValue(true)
    await seeText('The assistant does not have this tool yet: File search.')
    await boxes[0]!.setValue(false)
    await boxes[1]!.setValue(false)
    expect(wrapper.get<HTMLButtonElement>('.acts button').element.disabled).toBe(true)
  })

  it('are attached beside one that cannot be, and it is said which', async () => {
    for (const name of ['one.txt', 'two.txt', 'three.txt']) await keep(name)
    await open()
    await press('Attach a file')
    await vi.waitFor(() => expect(document.querySelector('[role=dialog]')?.textContent).toContain('two.txt'))
    // Deleted elsewhere, after it was listed here.
    const files = (await client.files.list()).data
    await client.files.delete(files.find(({ filename }) => filename === 'two.txt')!.id)
    await pick('one.txt', 'two.txt', 'three.txt')
    await seeText('Answer to attaching')
    const idsOf = (...names: string[]): unknown[] =>
      names.map((name) =>
        expect.objectContaining({ id: files.find(({ filename }) => filename === name)!.id }),
      )
    expect(shownJSON()).toHaveLength(2)
    expect(shownJSON()).toEqual(expect.arrayContaining(idsOf('one.txt', 'three.txt')))
    expect(wrapper.findAll('.failure').map((one) => one.get('p').text())).toEqual([
      'two.txt was not attached:',
    ])
    expect(wrapper.findAll('li')).toHaveLength(2)
  })

  it('stay as they are where one cannot be attached, and say why', async () => {
    const file = await keep('notes.txt')
    const id = await open()
    await press('Attach a file')
    await client.delete(`/assistants/${id}`)
    await pick('notes.txt')
    await vi.waitFor(() => expect(wrapper.find('.notice').exists()).toBe(true))
    expect(wrapper.text()).not.toContain(file.id)
  })
})

describe('the files of code interpreter, in the form', () => {
  it('are added by name, and taken out', async () => {
    const [one, two] = [await keep('one.txt'), await keep('two.txt')]
    wrapper = await mountWithWords(CodeFilesField, {
      props: {
        placeId: 'browser',
        modelValue: [one.id],
        'onUpdate:modelValue': (modelValue: string[]) => wrapper.setProps({ modelValue }),
      },
    })
    await seeText('one.txt')
    await press('Add files')
    await pick('two.txt')
    await vi.waitFor(() => expect(wrapper.props()).toMatchObject({ modelValue: [one.id, two.id] }))
    await press('Remove one.txt')
    expect(wrapper.props()).toMatchObject({ modelValue: [two.id] })
  })
})

describe('the vector store, in the form', () => {
  async function open(modelValue: string | null = null): Promise<void> {
    wrapper = await mountWithWords(VectorStoreField, {
      props: {
        placeId: 'browser',
        modelValue,
        'onUpdate:modelValue': (next: string | null) => wrapper.setProps({ modelValue: next }),
      },
    })
  }

  it('is chosen among those of the place', async () => {
    const { id } = await client.vectorStores.create({ name: 'Contracts' })
    await open()
    await seeText('Contracts (no files)')
    await wrapper.get('select').setValue(id)
    expect(wrapper.props()).toMatchObject({ modelValue: id })
    expect(wrapper.get('a').attributes('href')).toBe(`/vector-stores/${id}`)
    await wrapper.get('select').setValue('')
    expect(wrapper.props()).toMatchObject({ modelValue: null })
  })

  it('is made there and then, with files', async () => {
    await keep('contract.txt')
    await open()
    await press('Create a store')
    await vi.waitFor(() => expect(field(/^Name/)).toBeDefined())
    await fill(/^Name/, 'Contracts')
    await press('Choose files')
    await pick('contract.txt')
    await vi.waitFor(() =>
      expect(document.querySelector('[aria-label="Files"] ul')?.textContent).toContain('contract.txt'),
    )
    await press('Create')
    await vi.waitFor(() =>
      expect(wrapper.props()).toMatchObject({ modelValue: expect.stringMatching(/^vs_/) }),
    )
    await seeText('Contracts (1 file)')
  })

  it('shows one that was made after the list was fetched by its name', async () => {
    await open()
    await vi.waitFor(() => expect(useVectorStoresStore().listOf('browser').status).toBe('ready'))
    const { id } = await client.vectorStores.create({ name: 'Late' })
    await wrapper.setProps({ modelValue: id })
    await seeText('Late (no files)')
    const select = wrapper.get('select')
    expect(select.element.value).toBe(id)
    expect(select.attributes('title')).toBe(id)
  })

  it('shows one that is not there any more by its id', async () => {
    await open('vs_gone')
    await flushPromises()
    expect(wrapper.get<HTMLSelectElement>('select').element.value).toBe('vs_gone')
  })
})
