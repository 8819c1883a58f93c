import '../../support/layoutStubs.ts'
import '../../support/nativeForms.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Assistant } from '@/domain/api.ts'
import { exportAssistants } from '@/domain/assistantExport.ts'
import { provideBrowserClient, provideClients } from '@/services/clients.ts'
import AssistantImport from '@/views/assistants/AssistantImport.vue'
import { useModelsStore } from '@/stores/models.ts'
import { assistantObject } from '../../support/assistantObjects.ts'
import { button, press, seeText } from '../../support/byName.ts'
import { addEndpoint } from '../../support/fileScene.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { clientOf, memoryClient } from '../../support/serviceScene.ts'

let wrapper: VueWrapper
let client: OpenAI

beforeEach(async () => {
  localStorage.clear()
  client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
  const data = [{ id: 'skein-demo', object: 'model' }]
  const demo = await clientOf(() => Response.json({ object: 'list', data }))
  provideClients(() => Promise.resolve(demo))
  wrapper = await mountWithWords(AssistantImport, {
    props: { placeId: 'browser', open: true, 'onUpdate:open': (open: boolean) => wrapper.setProps({ open }) },
  })
})
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

const names = async (): Promise<(string | null)[]> => {
  const page: { data: Assistant[] } = await client.get('/assistants')
  return page.data.map(({ name }) => name)
}

async function choose(...texts: string[]): Promise<void> {
  const input = await vi.waitFor(() => {
    const found = document.querySelector<HTMLInputElement>('input[type=file]')
    if (found === null) throw new Error('There is nothing to choose files with.')
    return found
  })
  const files = texts.map((text, index) => new File([text], `${index}.json`))
  Object.defineProperty(input, 'files', { value: files, configurable: true })
  input.dispatchEvent(new Event('change'))
  await flushPromises()
}

describe('the import of assistants', () => {
  it('brings in those that are chosen, from several files', async () => {
    const one = assistantObject({ name: 'One' })
    const two = assistantObject({ name: 'Two' })
    await choose(exportAssistants([one, two]), JSON.stringify(assistantObject({ name: 'Three' })))
    await button('Import 3 assistants')
    const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toEqual([])
    const box = [...document.querySelectorAll('label')].find((label) => label.textContent.includes('Two'))
    box?.querySelector('input')?.click()
    await flushPromises()
    await press('Import 2 assistants')
    await seeText('2 assistants imported.')
    expect((await names()).toSorted()).toEqual(['One', 'Three'])
    await press('Close')
    expect(wrapper.props()).toMatchObject({ open: false })
  })

  it('says what cannot come along, and brings in the rest', async () => {
    const file = await client.files.create({ file: new File(['a'], 'a.csv'), purpose: 'assistants' })
    const assistant = {
      ...assistantObject(),
      tools: [{ type: 'code_interpreter' }, { type: 'web_search' }],
      tool_resources: {
        code_interpreter: { file_ids: [file.id, 'file-elsewhere'] },
        file_search: { vector_store_ids: ['vs_elsewhere'] },
      },
    }
    await choose(JSON.stringify(assistant))
    await seeText('the tool “web_search”, which Skein does not know')
    await seeText('the file file-elsewhere, which is not in this place')
    await seeText('the vector store vs_elsewhere, which is not in this place')
    await press('Import')
    await seeText('1 assistant imported.')
    const page: { data: Assistant[] } = await client.get('/assistants')
    expect(page.data).toMatchObject([
      {
        name: 'Clerk',
        tools: [{ type: 'code_interpreter' }],
        tool_resources: { code_interpreter: { file_ids: [file.id] } },
      },
    ])
  })

  it('asks once for a file that many of them have', async () => {
    const asked: string[] = []
    const { fetch } = client as unknown as { fetch: typeof globalThis.fetch }
    Object.assign(client, {
      fetch: (...[input, init]: Parameters<typeof fetch>) => {
        asked.push(new URL(input instanceof Request ? input.url : input).pathname)
        return fetch(input, init)
      },
    })
    const resources = { code_interpreter: { file_ids: ['file-gone'] } }
    const many = Array.from({ length: 50 }, () => assistantObject({ tool_resources: resources }))
    await choose(exportAssistants(many))
    await button('Import 50 assistants')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('/files/file-gone')
  })

  it('refuses a file that is none, and takes the next', async () => {
    await choose('not JSON at all')
    await seeText('The file is not JSON')
    expect((await button('Import')).disabled).toBe(true)
    await choose(exportAssistants([assistantObject()]))
    await vi.waitFor(() => expect(document.body.textContent).not.toContain('The file is not JSON'))
    await press('Import')
    await seeText('1 assistant imported.')
  })

  it('says which models the place does not have, and takes others in their stead, or keeps them', async () => {
    const created: unknown[] = []
    const { placeId } = addEndpoint(async (what, { body }) => {
      if (what === 'GET /models')
        return Response.json({ object: 'list', data: [{ id: 'qwen3', object: 'model' }] })
      created.push(JSON.parse(await body()))
      return Response.json(assistantObject({ id: `asst_${created.length}` }))
    })
    await wrapper.setProps({ placeId })
    const [one, two, three] = ['demo/skein-demo', 'demo/other', 'qwen3'].map((model) =>
      assistantObject({ model }),
    )
    await choose(exportAssistants([one!, two!, three!]))
    await seeText('Not offered in this place. Choose another model, or keep it:')
    const listed = [...document.querySelectorAll('.left li > .mono')].map((name) => name.textContent)
    expect(listed).toEqual(['demo/skein-demo', 'demo/other'])
    await press('Model: demo/skein-demo')
    await vi.waitFor(() => expect(document.querySelector('[role=option]')).not.toBeNull())
    document.querySelector<HTMLElement>('[role=option]')!.click()
    await button('Model: qwen3')
    await press('Import 3 assistants')
    await seeText('3 assistants imported.')
    expect(created).toMatchObject([{ model: 'qwen3' }, { model: 'demo/other' }, { model: 'qwen3' }])
  })

  it('has nothing to say of models that the place has, or whose list it does not tell', async () => {
    await choose(exportAssistants([assistantObject()]))
    await button('Import')
    await vi.waitFor(() => expect(useModelsStore().listOf('demo').status).toBe('ready'))
    expect(document.body.textContent).not.toContain('Not offered in this place.')
    const { placeId } = addEndpoint(() => Response.json({ error: { message: 'No.' } }, { status: 404 }))
    await wrapper.setProps({ placeId })
    await vi.waitFor(() => expect(useModelsStore().listOf(placeId).status).toBe('failed'))
    expect(document.body.textContent).not.toContain('Not offered in this place.')
  })

  it('goes on after one that the server refuses, and says which and why', async () => {
    const long = assistantObject({ name: 'Long', description: 'd'.repeat(600) })
    await choose(exportAssistants([assistantObject({ name: 'Fine' }), long]))
    await press('Import 2 assistants')
    await seeText('string too long')
    await seeText('1 assistant imported.')
    // Among hundreds it would not be found further down.
    expect(document.querySelector('.import li')?.textContent).toContain('Long')
    expect(await names()).toEqual(['Fine'])
  })
})
