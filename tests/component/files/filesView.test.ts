/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import '../../support/layoutStubs.ts'
import '../../support/nativeForms.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import type OpenAI from 'openai'
import { disposePinia, getActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Locale } from '@/i18n/index.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useNoticesStore } from '@/stores/notices.ts'
import { usePlacesStore } from '@/stores/places.ts'
import FilesView from '@/views/files/FilesView.vue'
import { button, field, fill, press, seeText } from '../../support/byName.ts'
import { addEndpoint, fileObject, listOf } from '../../support/fileScene.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { clientOver } from '../../support/serviceScene.ts'

let wrapper: VueWrapper
let client: OpenAI
/** What this browser's place refuses. */
let refused: string | null
/** What it does not answer, until it is asked no longer. */
let held: string | null

const file = (name: string, content: BlobPart = 'one two three', type = 'text/plain'): File =>
  new File([content], name, { type })

/** Keeps a file in this browser, without the screen. */
const keep = (name: string, content = 'one', purpose: OpenAI.FilePurpose = 'assistants') =>
  client.files.create({ file: file(name, content), purpose })

async function open(id?: string, locale: Locale = 'en'): Promise<void> {
  wrapper = await mountWithWords(FilesView, {}, locale)
  await wrapper.vm.$router.push({ name: 'files', params: id === undefined ? {} : { id } })
  await vi.waitFor(() => expect(wrapper.find('.skeleton').exists()).toBe(false))
}

const names = (): string[] => wrapper.findAll('.file-table .filename').map((one) => one.text())

/** Chooses files by the button's own input. */
async function choose(...files: File[]): Promise<void> {
  const input = wrapper.get<HTMLInputElement>('input[type=file]')
  Object.defineProperty(input.element, 'files', { value: files, configurable: true })
  await input.trigger('change')
}

async function passesAxe(): Promise<void> {
  // jsdom draws nothing: contrast is for the tests in a browser.
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

beforeEach(async () => {
  localStorage.clear()
  const runtime = createMemoryRuntime()
  refused = null
  held = null
  client = await clientOver((input, init) => {
    const request = new Request(input, init)
    if (`${request.method} ${new URL(request.url).pathname}` === held) {
      return new Promise((_, reject) =>
        request.signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError'))),
      )
    }
    return `${request.method} ${new URL(request.url).pathname}` === refused
      ? Promise.resolve(Response.json({ error: { message: 'Not now.' } }, { status: 403 }))
      : runtime.fetch(request)
  })
  provideBrowserClient(() => Promise.resolve(client))
})
afterEach(() => {
  wrapper.unmount()
  const pinia = getActivePinia()
  if (pinia !== undefined) disposePinia(pinia)
  document.body.replaceChildren()
})

async function pressInDialog(name: string): Promise<void> {
  const found = [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button')].find(
    (one) => one.textContent.trim() === name,
  )
  if (found === undefined) throw new Error(`The dialog has no button “${name}”.`)
  found.click()
  await flushPromises()
}

const transferOf = (files: File[]): object => ({
  types: ['Files'],
  files,
  items: files.map(() => ({ webkitGetAsEntry: () => null })),
})

const fileEntry = (given: File): object => ({
  name: given.name,
  isFile: true,
  isDirectory: false,
  file: (resolve: (file: File) => void) => resolve(given),
})

/** A folder as browsers hand it out: some at a time, and nothing at the end. */
function directory(name: string, entries: object[]): object {
  const createReader = (): object => {
    const rest = [...entries]
    return { readEntries: (resolve: (some: object[]) => void) => resolve(rest.splice(0, 1)) }
  }
  return { name, isFile: false, isDirectory: true, createReader }
}

describe('FilesView', () => {
  it('teaches what files are for while there are none', async () => {
    await open()
    await seeText('No files here yet')
    await passesAxe()
  })

  it('uploads what is chosen, and refuses with the reason what cannot be', async () => {
    await open()
    await choose(file('notes.md', '# Hi'), file('empty.txt', ''), file('movie.mov', 'x'))
    await seeText('1 file uploaded.')
    await seeText('The file is empty.')
    await seeText('.mov files are not accepted for this purpose.')
    await vi.waitFor(() => expect(names()).toEqual(['notes.md']))
    await passesAxe()
    await press('Clear the list')
    expect(wrapper.find('.uploads').exists()).toBe(false)
  })

  it('uploads what is pasted', async () => {
    await open()
    const event = Object.assign(new Event('paste', { cancelable: true }), {
      clipboardData: transferOf([file('pasted.txt')]),
    })
    window.dispatchEvent(event)
    await vi.waitFor(() => expect(names()).toEqual(['pasted.txt']))
    expect(event.defaultPrevented).toBe(true)
  })

  it('uploads what is dropped, folders with all that is in them', async () => {
    await open()
    const folder = directory('docs', [
      fileEntry(file('a.txt')),
      directory('deep', [fileEntry(file('b.txt'))]),
    ])
    const dataTransfer = { ...transferOf([]), types: ['Files'], items: [{ webkitGetAsEntry: () => folder }] }
    await wrapper.get('main').trigger('dragenter', { dataTransfer })
    expect(wrapper.get('.zone').text()).toContain('Drop to upload')
    await wrapper.get('main').trigger('drop', { dataTransfer })
    await vi.waitFor(() => expect(names().toSorted()).toEqual(['a.txt', 'b.txt']))
  })

  it('says when there is nothing in what was dropped, and when it cannot be read', async () => {
    await open()
    const said = (): string[] => useNoticesStore().notices.map(({ message }) => message)
    const drop = (entry: object): Promise<void> =>
      wrapper.get('main').trigger('drop', {
        dataTransfer: { ...transferOf([]), items: [{ webkitGetAsEntry: () => entry }] },
      })
    await drop(directory('empty', [fileEntry(file('.DS_Store'))]))
    await vi.waitFor(() => expect(said()).toEqual(['There is no file in what was dropped.']))
    const locked = {
      ...fileEntry(file('locked.txt')),
      file: (_: unknown, reject: (reason: Error) => void) => reject(new Error('NotReadableError')),
    }
    await drop(directory('docs', [locked]))
    await vi.waitFor(() => expect(said().at(-1)).toContain('cannot be read'))
  })

  it('leaves out of a chosen folder what systems keep in it', async () => {
    await open()
    const input = wrapper.get<HTMLInputElement>('input[aria-label="Upload a folder"]')
    Object.defineProperty(input.element, 'files', { value: [file('.DS_Store'), file('a.txt')] })
    await input.trigger('change')
    await vi.waitFor(() => expect(names()).toEqual(['a.txt']))
    await seeText('1 file uploaded.')
    expect(wrapper.findAll('.uploads li')).toHaveLength(0)
  })

  it('says how large a file may be', async () => {
    await open()
    const large = file('large.txt')
    Object.defineProperty(large, 'size', { value: 512 * 1024 ** 2 + 1 })
    await choose(large)
    await seeText('The file is too large: the limit is 512 MiB.')
  })

  it('says what each purpose takes, and refuses by it', async () => {
    await open()
    await wrapper.get('.zone select').setValue('vision')
    await seeText('Images for messages: .gif .jpeg .jpg .png .webp.')
    await choose(file('notes.txt'))
    await seeText('.txt files are not accepted for this purpose. These are: .gif .jpeg .jpg .png .webp')
  })

  it('searches, filters by purpose, and sorts', async () => {
    await keep('part-10.txt', 'four')
    await keep('part-9.txt', 'a longer text')
    await keep('photo.png', 'x', 'vision')
    await open()
    await seeText('3 files, 18 bytes')
    const [purpose, sort] = wrapper.findAll('.toolbar select')
    await sort?.setValue('name')
    expect(names()).toEqual(['part-9.txt', 'part-10.txt', 'photo.png'])
    await sort?.setValue('size')
    expect(names()).toEqual(['part-9.txt', 'part-10.txt', 'photo.png'])
    await press('Descending: reverse the order')
    expect(names()).toEqual(['photo.png', 'part-10.txt', 'part-9.txt'])
    // Of a long list only a part is drawn: each row tells which it is.
    expect(wrapper.findAll('[role=row]').map((row) => row.attributes('aria-rowindex'))).toEqual([
      '1',
      '2',
      '3',
      '4',
    ])
    await purpose?.setValue('vision')
    expect(names()).toEqual(['photo.png'])
    await purpose?.setValue('')
    await wrapper.get('.toolbar input').setValue('PART 10')
    expect(names()).toEqual(['part-10.txt'])
    await seeText('1 of 3 files')
    await wrapper.get('.toolbar input').setValue('zzz')
    await seeText('No file matches “zzz”.')
  })

  it('retrieves a file by its pasted id, shows its JSON, and returns the focus when it is closed', async () => {
    const { id } = await keep('found.txt')
    await open()
    const input = wrapper.get('.toolbar input')
    await input.setValue(id)
    await input.trigger('keydown', { key: 'Enter' })
    await vi.waitFor(() => expect(wrapper.find('.aside h2').text()).toBe('found.txt'))
    expect(wrapper.vm.$route.params['id']).toBe(id)
    expect(wrapper.get('.aside pre').text()).toContain('"object": "file"')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('File details')
    await passesAxe()
    await wrapper.get('section.aside').trigger('keydown', { key: 'Escape' })
    await vi.waitFor(() => expect(document.activeElement?.textContent.trim()).toBe('found.txt'))
    expect(wrapper.find('section.aside').exists()).toBe(false)
  })

  it('opens a file by its id where the list is empty', async () => {
    await open()
    const { id } = await keep('elsewhere.txt')
    await press('Open by ID…')
    await vi.waitFor(() => field('File ID'))
    await passesAxe()
    await fill('File ID', ` ${id} `)
    await pressInDialog('Open')
    await vi.waitFor(() => expect(wrapper.find('.aside h2').text()).toBe('elsewhere.txt'))
    expect(document.querySelector('[role=dialog]')).toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 20)) // a dialog that closes gives the focus back by and by
    expect(document.activeElement?.getAttribute('aria-label')).toBe('File details')
  })

  it('says of an address without a file that there is none', async () => {
    await open('file-gone')
    await seeText('There is no file with this ID here.')
  })

  it('previews a file, and says why it cannot be downloaded', async () => {
    const { id } = await keep('secret.txt', 'plain words')
    await open(id)
    await seeText('The API does not give out files whose purpose is assistants.')
    expect((await button('Download')).disabled).toBe(true)
    await press('Preview')
    await seeText('plain words')
    await passesAxe()
  })

  it('downloads where the purpose allows', async () => {
    const { id } = await keep('chart.png', 'pixels', 'vision')
    const saved = Promise.withResolvers<Blob>()
    vi.stubGlobal(
      'URL',
      Object.assign(URL, { createObjectURL: (blob: Blob) => (saved.resolve(blob), 'blob:x') }),
    )
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    await open(id)
    await press('Download')
    expect(await (await saved.promise).text()).toBe('pixels')
    await vi.waitFor(() => expect(click).toHaveBeenCalledOnce())
    click.mockRestore()
  })

  it('tells of a download that takes long, which can be stopped', async () => {
    const { id } = await keep('chart.png', 'pixels', 'vision')
    held = `GET /v1/files/${id}/content`
    await open()
    await press('More about chart.png')
    await press('Download')
    await seeText('Downloading chart.png…')
    await press('Cancel')
    expect(document.body.textContent).not.toContain('Downloading')
    expect(wrapper.find('.notice').exists()).toBe(false)
  })

  it('names what uses a file before it is deleted', async () => {
    const { id } = await keep('data.csv')
    await client.beta.assistants.create({
      model: 'demo',
      name: 'Analyst',
      tools: [{ type: 'code_interpreter' }],
      tool_resources: { code_interpreter: { file_ids: [id] } },
    })
    await open(id)
    await press('Delete')
    await seeText('These use it and will lose it:')
    await seeText('Analyst')
    await passesAxe()
    await pressInDialog('Delete')
    await seeText('No files here yet')
    // The file, and the buttons that were about it, are gone: the focus is where the list was.
    await vi.waitFor(() => expect(document.activeElement).toBe(wrapper.get('.files').element))
    expect((await client.files.list()).data).toEqual([])
    expect(wrapper.find('section.aside').exists()).toBe(false)
  })

  it('deletes several, and says which could not be', async () => {
    const kept = await keep('kept.txt')
    await keep('gone.txt')
    await open()
    await wrapper.get('input[aria-label="Select all"]').trigger('change')
    await seeText('2 selected')
    await press('Delete selected')
    await seeText('No assistant, vector store or thread that is known here uses them.')
    refused = `DELETE /v1/files/${kept.id}`
    await pressInDialog('Delete')
    await seeText('One file could not be deleted:')
    await vi.waitFor(() => expect(names()).toEqual(['kept.txt']))
    await seeText('Not now.')
    refused = null
    await pressInDialog('Try again')
    await seeText('No files here yet')
  })

  it('draws only some of ten thousand files', async () => {
    await open()
    const { placeId } = addEndpoint(() =>
      listOf(Array.from({ length: 10_000 }, (_, index) => fileObject(`file-${index}`))),
    )
    usePlacesStore().select(placeId)
    await flushPromises()
    await seeText('10,000 files')
    expect(wrapper.findAll('.file-table .row').length).toBeLessThan(300)
  })

  it('shows a file of another place by its address, and switches places', async () => {
    await keep('here.txt')
    await open()
    const { placeId } = addEndpoint((what) =>
      what === 'GET /files' ? listOf([fileObject('file-1')]) : Response.json(fileObject('file-1')),
    )
    await wrapper.vm.$router.push({ name: 'files', params: { id: 'file-1' }, query: { place: placeId } })
    await vi.waitFor(() => expect(names()).toEqual(['file-1.txt']))
    expect(wrapper.get('.aside h2').text()).toBe('file-1.txt')
    await wrapper.get('.head .place select').setValue('browser')
    await vi.waitFor(() => expect(names()).toEqual(['here.txt']))
    expect(wrapper.vm.$route.fullPath).toBe('/files')
  })

  it('tells why a list cannot be had, and tries again', async () => {
    let status = 500
    await open()
    const { placeId } = addEndpoint(() =>
      status === 200
        ? listOf([fileObject('file-1')])
        : Response.json({ error: { message: 'Broken.' } }, { status }),
    )
    usePlacesStore().select(placeId)
    await seeText('Broken.')
    status = 200
    await press('Try again')
    await vi.waitFor(() => expect(names()).toEqual(['file-1.txt']))
  })

  it('speaks Chinese', async () => {
    await open(undefined, 'zh-CN')
    await seeText('这里还没有文件')
    await choose(file('empty.txt', ''))
    await seeText('文件是空的。')
  })
})
