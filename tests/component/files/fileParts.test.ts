import '../../support/layoutStubs.ts'
import '../../support/nativeForms.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import type OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import FilePreview from '@/components/files/FilePreview.vue'
import FileUploadRow from '@/components/files/FileUploadRow.vue'
import StorageMeter from '@/components/files/StorageMeter.vue'
import type { Upload, UploadState } from '@/domain/upload.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useFilesStore } from '@/stores/files.ts'
import FileName from '@/views/files/FileName.vue'
import FilePickerDialog from '@/views/files/FilePickerDialog.vue'
import FilePreviewDialog from '@/views/files/FilePreviewDialog.vue'
import { press, seeText } from '../../support/byName.ts'
import { addEndpoint, fileObject, listOf } from '../../support/fileScene.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { memoryClient } from '../../support/serviceScene.ts'

const HERE = 'browser'
let wrapper: VueWrapper
let client: OpenAI

const file = (name: string, content = 'one', type = 'text/plain'): File => new File([content], name, { type })
const keep = (name: string, purpose: OpenAI.FilePurpose = 'assistants', content = 'one') =>
  client.files.create({ file: file(name, content), purpose })

beforeEach(async () => {
  localStorage.clear()
  client = await memoryClient()
  provideBrowserClient(() => Promise.resolve(client))
})
afterEach(() => {
  wrapper.unmount()
  document.body.replaceChildren()
})

async function passesAxe(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

describe('FilePickerDialog', () => {
  const offered = (): string[] =>
    [...document.querySelectorAll('.choices .filename')].map((one) => one.textContent)

  async function open(props: { use: 'file_search' | 'vision'; isMultiple: boolean }): Promise<void> {
    wrapper = await mountWithWords(FilePickerDialog, { props: { placeId: HERE, open: true, ...props } })
    await vi.waitFor(() => expect(document.querySelector('[role=dialog] .skeleton')).toBeNull())
  }
  const picked = (): unknown[] =>
    (wrapper.emitted<[OpenAI.FileObject[]]>('pick') ?? []).map(([files]) =>
      files.map(({ filename }) => filename),
    )

  it('offers what is good for the use, and gives what was chosen', async () => {
    await keep('doc.md')
    await keep('data.pkl')
    await keep('other.txt')
    await keep('photo.png', 'vision')
    await open({ use: 'file_search', isMultiple: true })
    expect(offered()).toEqual(['other.txt', 'doc.md'])
    await passesAxe()
    for (const input of document.querySelectorAll<HTMLInputElement>('.choices input')) input.click()
    await flushPromises()
    await press('Use 2 files')
    expect(picked()).toEqual([['other.txt', 'doc.md']])
    expect(wrapper.emitted('update:open')).toEqual([[false]])
  })

  it('takes one only where one is wanted', async () => {
    await keep('a.png', 'vision')
    await keep('b.png', 'vision')
    await open({ use: 'vision', isMultiple: false })
    for (const input of document.querySelectorAll<HTMLInputElement>('.choices input')) input.click()
    await flushPromises()
    await press('Use this file')
    expect(picked()).toEqual([['a.png']])
  })

  it('uploads there and then, and chooses what was uploaded', async () => {
    await open({ use: 'file_search', isMultiple: true })
    await seeText('There are no fitting files here yet.')
    const input = document.querySelector<HTMLInputElement>('[role=dialog] input[type=file]')
    if (input === null) throw new Error('The dialog has no way to upload.')
    Object.defineProperty(input, 'files', { value: [file('new.md'), file('data.pkl')] })
    input.dispatchEvent(new Event('change'))
    await seeText('.pkl files are not accepted for this purpose.')
    await press('Use this file')
    expect(picked()).toEqual([['new.md']])
  })
})

describe('FilePreviewDialog', () => {
  it('marks a passage, whatever line ends are in it', async () => {
    const { id } = await keep('contract.md', 'assistants', 'Before.\nClause 14\nsets a *penalty*. After.')
    wrapper = await mountWithWords(FilePreviewDialog, {
      props: { placeId: HERE, fileId: id, open: true, passage: 'Clause 14 sets a *penalty*.' },
    })
    await vi.waitFor(() =>
      expect(document.querySelector('mark')?.textContent).toBe('Clause 14\nsets a *penalty'),
    )
    await passesAxe()
  })

  it('opens a long file at the passage, wherever it is', async () => {
    const line = 'Nothing of note happened on this day in the harbour.\n'
    const text = `${line.repeat(50_000)}Clause 14 sets a penalty.\n${line.repeat(9000)}`
    const { id } = await keep('log.txt', 'assistants', text)
    wrapper = await mountWithWords(FilePreviewDialog, {
      props: { placeId: HERE, fileId: id, open: true, passage: 'Clause 14 sets a penalty.' },
    })
    await seeText('Only the part around the passage is shown.')
    expect(document.querySelector('mark')?.textContent).toBe('Clause 14 sets a penalty')
  })

  it('shows the file where the passage is not in it, and says so', async () => {
    const { id } = await keep('contract.txt', 'assistants', 'Something else.')
    wrapper = await mountWithWords(FilePreviewDialog, {
      props: { placeId: HERE, fileId: id, open: true, passage: 'Clause 14' },
    })
    await seeText('The passage was not found in what is shown of this file.')
    await seeText('Something else.')
    expect(document.querySelector('blockquote')?.textContent).toBe('Clause 14')
  })

  it('shows a page as its store has read it, where a passage of it is cited', async () => {
    const { id } = await keep(
      'page.html',
      'assistants',
      '<!doctype html><html><body><p>Clause <b>14</b> sets a <i>penalty</i>.</p></body></html>',
    )
    const store = await client.vectorStores.create({ name: 'Pages', file_ids: [id] })
    await vi.waitFor(async () =>
      expect((await client.vectorStores.retrieve(store.id)).status).toBe('completed'),
    )
    wrapper = await mountWithWords(FilePreviewDialog, {
      props: { placeId: HERE, fileId: id, open: true, passage: 'Clause 14 sets a penalty.' },
    })
    await vi.waitFor(() =>
      expect(document.querySelector('mark')?.textContent).toBe('Clause 14 sets a penalty'),
    )
    await seeText('Pages')
  })

  it('says what the API keeps to itself, and how its text can be seen', async () => {
    wrapper = await mountWithWords(FilePreviewDialog, {
      props: { placeId: HERE, fileId: 'file-1', open: false },
    })
    const { placeId } = addEndpoint((what) =>
      what.endsWith('/content')
        ? Response.json({ error: { message: 'Not allowed to download files.' } }, { status: 400 })
        : what === 'GET /files/file-1'
          ? Response.json(fileObject('file-1'))
          : listOf([]),
    )
    await wrapper.setProps({ placeId, open: true })
    await seeText('The API does not give out this file. Once it is in a vector store')
    expect(document.querySelector('.notice')).toBeNull()
  })

  it('says that a file is gone, and shows what was cited from it', async () => {
    wrapper = await mountWithWords(FilePreviewDialog, {
      props: { placeId: HERE, fileId: 'file-gone', open: true, passage: 'Clause 14' },
    })
    await seeText('There is no file with this ID here.')
    await seeText('This is the passage that was cited.')
    await seeText('Clause 14')
  })
})

describe('FileName', () => {
  it('is the id until the name is known', async () => {
    const { id } = await keep('named.txt')
    wrapper = await mountWithWords(FileName, { props: { placeId: HERE, fileId: id } })
    expect(wrapper.text()).toBe(id)
    await vi.waitFor(() => expect(wrapper.text()).toBe('named.txt'))
  })

  it('stays the id where there is no such file, and is asked for once', async () => {
    const retrieve = vi.spyOn(client.files, 'retrieve')
    wrapper = await mountWithWords(FileName, { props: { placeId: HERE, fileId: 'file-gone' } })
    await vi.waitFor(() => expect(wrapper.get('span').attributes('title')).toBe('This file is gone.'))
    expect(wrapper.text()).toBe('file-gone')
    expect(useFilesStore().isGone(HERE, 'file-gone')).toBe(true)
    expect(retrieve).toHaveBeenCalledOnce()
  })
})

describe('FilePreview', () => {
  const show = async (name: string, content: BlobPart, type = ''): Promise<void> => {
    wrapper = await mountWithWords(FilePreview, { props: { blob: new Blob([content], { type }), name } })
    await vi.waitFor(() => expect(wrapper.find('.skeleton').exists()).toBe(false))
  }

  it('shows values as a table', async () => {
    await show('sales.csv', 'region,amount\nNorth,"1,200"\n')
    expect(wrapper.findAll('th').map((cell) => cell.text())).toEqual(['region', 'amount'])
    expect(wrapper.findAll('td').map((cell) => cell.text())).toEqual(['North', '1,200'])
  })

  it('shows Markdown as it reads, without what it would run', async () => {
    await show('a.md', '# Title\n\n<img src=x onerror="alert(1)">')
    await vi.waitFor(() => expect(wrapper.find('h2').text()).toBe('Title'))
    expect(wrapper.find('img').exists()).toBe(false)
  })

  it('shows the beginning of a long text, and says so', async () => {
    await show('long.txt', '中文'.repeat(400_000))
    expect(wrapper.text()).toContain('Only the beginning is shown.')
    expect(wrapper.get('pre').text().length).toBeLessThan(400_000)
    expect(wrapper.get('pre').text()).not.toContain('\uFFFD')
  })

  it.each([
    ['archive.zip', 'PK', 'There is no preview for files of this type.'],
    ['noname', '\u0000\u0001', 'There is no preview for files of this type.'],
    ['broken.txt', '\u0000\u0001', 'The file cannot be shown'],
  ])('says why there is none of %s', async (name, content, words) => {
    await show(name, content)
    expect(wrapper.text()).toContain(words)
  })

  it('shows a text without an extension', async () => {
    await show('README', 'Read me.')
    expect(wrapper.get('pre').text()).toBe('Read me.')
  })
})

describe('FileUploadRow', () => {
  const NOW = 1_800_000_000_000
  const upload = (state: UploadState): Upload => ({
    id: 'upload_1',
    placeId: 'conn',
    file: file('big.pdf'),
    use: 'assistants',
    expiresAfterSeconds: null,
    state,
  })
  const show = async (state: UploadState, locale: 'en' | 'zh-CN' = 'en'): Promise<void> => {
    wrapper = await mountWithWords(FileUploadRow, { props: { upload: upload(state), now: NOW } }, locale)
  }
  const sample = (agoMs: number, megabytes: number) => ({
    atMs: NOW - agoMs,
    sentBytes: megabytes * 1e6,
    totalBytes: 10e6,
  })

  it('tells how much is sent, how fast, and how long it will take, and can be cancelled', async () => {
    await show({ kind: 'sending', samples: [sample(2000, 0), sample(0, 4)] })
    expect(wrapper.get('.said').text()).toBe('4 MB of 10 MB · 2 MB/s · 3 sec left')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('40')
    await press('Cancel the upload of big.pdf')
    expect(wrapper.emitted('cancel')).toEqual([['upload_1']])
  })

  it('tells it in Chinese', async () => {
    await show({ kind: 'sending', samples: [sample(2000, 0), sample(0, 4)] }, 'zh-CN')
    expect(wrapper.get('.said').text()).toMatch(/^4 MB \/ 10 MB · 2 MB\/秒 · 剩余 3/)
  })

  it('waits for the answer once all is sent', async () => {
    await show({ kind: 'sending', samples: [sample(2000, 0), sample(0, 10)] })
    expect(wrapper.get('.said').text()).toBe('Sent; waiting for the answer…')
  })

  it('says why it failed, and can be tried again or taken off the list', async () => {
    await show({ kind: 'failed', error: { kind: 'too-large', detail: 'Project quota.' } })
    expect(wrapper.get('.said').text()).toContain('Project quota.')
    await press('Upload big.pdf again')
    await press('Remove big.pdf from this list')
    expect(wrapper.emitted('retry')).toHaveLength(1)
    expect(wrapper.emitted('dismiss')).toHaveLength(1)
  })
})

describe('StorageMeter', () => {
  const props = { usedBytes: 2e6, quotaBytes: 1e9, isKept: false, isRefused: false }

  it('says how much is used, asks to keep it, and tells the answer', async () => {
    wrapper = await mountWithWords(StorageMeter, { props })
    await seeText('2 MB of 1 GB used')
    await press('Keep it safe')
    expect(wrapper.emitted('keep')).toHaveLength(1)
    await wrapper.setProps({ isRefused: true })
    await seeText('The browser has not promised to keep this data.')
    await wrapper.setProps({ isRefused: false, isKept: true })
    await seeText('The browser has promised to keep this data.')
    expect(wrapper.find('button').exists()).toBe(false)
  })
})
