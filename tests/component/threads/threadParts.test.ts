import type { VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import ThreadComposer from '@/components/threads/ThreadComposer.vue'
import ThreadList from '@/components/threads/ThreadList.vue'
import ThreadLog from '@/components/threads/ThreadLog.vue'
import ThreadMessage from '@/components/threads/ThreadMessage.vue'
import ThreadRunNote from '@/components/threads/ThreadRunNote.vue'
import type { Annotation, Message } from '@/domain/api.ts'
import { EMPTY_MESSAGE } from '@/domain/messageDraft.ts'
import type { RememberedThread } from '@/domain/rememberedThread.ts'
import { press } from '../../support/byName.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { messageOf, runOf, textPart } from '../../support/threadObjects.ts'

type Seen = (entries: { isIntersecting: boolean }[]) => void

let wrapper: VueWrapper
/** Comes into sight what is watched. */
let see: Seen = () => undefined

beforeEach(() => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(seen: Seen) {
        see = seen
      }
      observe(): void {}
      disconnect(): void {}
    },
  )
  vi.stubGlobal('CSS', { supports: () => true })
})
afterEach(() => wrapper.unmount())

async function passesAxe(): Promise<void> {
  // jsdom draws nothing: contrast is for the tests in a browser. And parts of a page are no page.
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } }
  const { violations } = await axe.run(document.body, { rules })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

const said = (id: string): Message =>
  messageOf('completed', { id, role: 'user', run_id: null, content: [textPart(id)] })

describe('the log of a thread', () => {
  const slots = { message: '<template #message="{ message }"><article>{{ message.id }}</article></template>' }
  const open = async (props: Partial<InstanceType<typeof ThreadLog>['$props']>): Promise<void> => {
    wrapper = await mountWithWords(ThreadLog, {
      props: {
        messages: ['a', 'b', 'c'].map(said),
        isNewestFirst: false,
        hasOlder: false,
        isLoadingOlder: false,
        error: null,
        ...props,
      },
      slots,
    })
  }
  const ids = (): string[] => wrapper.findAll('article').map((one) => one.text())

  it('is one, with its name, in either order', async () => {
    await open({})
    expect(wrapper.get('[role=log]').attributes('aria-label')).toBe('Conversation')
    expect(ids()).toEqual(['a', 'b', 'c'])
    wrapper.get('[role=log]').element.scrollTop = 500
    await wrapper.setProps({ isNewestFirst: true })
    expect(ids()).toEqual(['c', 'b', 'a'])
    expect(wrapper.get('[role=log]').element.scrollTop).toBe(0)
  })

  it('asks for older messages when its beginning comes into sight, and by a button', async () => {
    await open({ hasOlder: true })
    see([{ isIntersecting: false }])
    expect(wrapper.emitted('older')).toBeUndefined()
    see([{ isIntersecting: true }])
    await press('Load older messages')
    expect(wrapper.emitted('older')).toHaveLength(2)
    await wrapper.setProps({ isLoadingOlder: true })
    expect(wrapper.get('.older button').attributes('disabled')).toBeDefined()
  })

  it('offers to try again when a page did not come', async () => {
    await open({ error: { kind: 'server', detail: 'Down.' } })
    await press('Try again')
    expect(wrapper.emitted('refresh')).toHaveLength(1)
  })
})

describe('a message', () => {
  const open = async (message: Message, author: string | null = null): Promise<void> => {
    wrapper = await mountWithWords(ThreadMessage, {
      props: { message, author },
      slots: { 'file-name': '<template #file-name="{ fileId }">name of {{ fileId }}</template>' },
    })
    await vi.waitFor(() => expect(wrapper.find('.prose').exists()).toBe(true), 5000)
  }
  const cites: Annotation = {
    type: 'file_citation',
    text: '【4:0†source】',
    start_index: 7,
    end_index: 20,
    file_citation: { file_id: 'file-1' },
  }
  const path: Annotation = {
    type: 'file_path',
    text: 'sandbox:/mnt/data/out.csv',
    start_index: 0,
    end_index: 1,
    file_path: { file_id: 'file-2' },
  }

  it('is named by its role, and shows who wrote it', async () => {
    await open(messageOf('completed', { content: [textPart('Hi')] }), 'Reader')
    expect(wrapper.get('article').attributes('aria-label')).toBe('Assistant')
    expect(wrapper.get('article b').text()).toBe('Reader')
    await passesAxe()
  })

  it('is busy while it is written', async () => {
    await open(messageOf('in_progress', { content: [textPart('Hi')] }))
    expect(wrapper.get('article').attributes('aria-busy')).toBe('true')
    expect(wrapper.find('[aria-label="More actions"]').exists()).toBe(false)
  })

  it('has a numbered mark where it cites, which opens the passage', async () => {
    const value = 'Capped 【4:0†source】.'
    await open(messageOf('completed', { content: [{ type: 'text', text: { value, annotations: [cites] } }] }))
    expect(wrapper.get('.prose').text()).toBe('Capped 1.')
    await press('Source 1')
    expect(wrapper.emitted('act')?.[0]).toMatchObject([
      { type: 'open-mark', mark: { type: 'citation', number: 1, fileId: 'file-1' } },
    ])
    await passesAxe()
  })

  it('links the files that were made for it, in its text and under it', async () => {
    const value = 'Here: [the table](sandbox:/mnt/data/out.csv)'
    await open(messageOf('completed', { content: [{ type: 'text', text: { value, annotations: [path] } }] }))
    await press('the table')
    await press('Download out.csv')
    expect(wrapper.emitted('act')).toHaveLength(2)
    expect(wrapper.emitted('act')?.[0]).toMatchObject([{ type: 'open-mark', mark: { fileId: 'file-2' } }])
  })

  it('leaves a forged mark as words', async () => {
    await open(messageOf('completed', { content: [textPart('See [this](skein:3)')] }))
    expect(wrapper.get('.prose').text()).toBe('See this')
    expect(wrapper.find('.prose button').exists()).toBe(false)
  })

  it('names its files with their tools, and opens them', async () => {
    await open(
      messageOf('completed', {
        role: 'user',
        content: [textPart('See')],
        attachments: [{ file_id: 'file-1', tools: [{ type: 'file_search' }] }],
      }),
    )
    const file = wrapper.get('.file')
    expect(file.text()).toBe('name of file-1file_search')
    await file.trigger('click')
    expect(wrapper.emitted('act')?.[0]).toEqual([{ type: 'open-file', fileId: 'file-1' }])
  })

  it('says why it is not whole', async () => {
    await open(
      messageOf('incomplete', {
        content: [textPart('And then')],
        incomplete_details: { reason: 'max_tokens' },
      }),
    )
    expect(wrapper.get('.incomplete').text()).toContain('The token limit cut it off.')
  })

  it('is asked for again, shown as JSON, changed and deleted from its menu', async () => {
    const message = messageOf('completed', { content: [textPart('Hi')] })
    await open(message)
    for (const name of ['Show its run', 'Retrieve again', 'Raw JSON', 'Metadata…', 'Delete message']) {
      await press('More actions')
      await press(name)
    }
    expect(wrapper.emitted('act')?.map(([act]) => act)).toEqual([
      { type: 'show-run', runId: 'run_1' },
      { type: 'retrieve', message },
      { type: 'show-raw', message },
      { type: 'edit-metadata', message },
      { type: 'remove', message },
    ])
  })
})

describe('the composer of a thread', () => {
  const open = async (props: Partial<InstanceType<typeof ThreadComposer>['$props']> = {}): Promise<void> => {
    wrapper = await mountWithWords(ThreadComposer, {
      props: {
        draft: EMPTY_MESSAGE,
        isStreaming: true,
        isNew: false,
        isStoppable: false,
        doesEscapeStop: false,
        isSending: false,
        isUploading: false,
        overrides: [],
        'onUpdate:draft': (draft: unknown) => wrapper.setProps({ draft }),
        ...props,
      },
    })
  }
  const field = () => wrapper.get('[aria-label="Message"]')

  it('sends with Enter, breaks the line with Shift, and never sends what an input method is composing', async () => {
    await open()
    await field().trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('send')).toBeUndefined()
    await field().setValue('你好')
    await field().trigger('keydown', { key: 'Enter', shiftKey: true })
    await field().trigger('keydown', { key: 'Enter', isComposing: true })
    await field().trigger('keydown', { key: 'Enter', keyCode: 229 })
    expect(wrapper.emitted('send')).toBeUndefined()
    await field().trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('send')).toEqual([['run']])
    await passesAxe()
  })

  it('waits for files that are on their way', async () => {
    await open({ isUploading: true })
    await field().setValue('Hi')
    expect(wrapper.get('[aria-label="Send"]').attributes('disabled')).toBeDefined()
  })

  it('stops the run that is under way', async () => {
    await open({ isStoppable: true })
    await press('Stop')
    expect(wrapper.emitted('stop')).toHaveLength(1)
  })

  it('writes as the assistant where a person wants that', async () => {
    await open()
    await press('Ways to send')
    await press('assistant')
    expect(wrapper.text()).toContain('This message will be added as the assistant’s.')
    await press('user')
    expect(wrapper.text()).not.toContain('This message will be added as the assistant’s.')
  })

  it('shows files with their tools and images, and takes them out', async () => {
    await open({
      draft: {
        ...EMPTY_MESSAGE,
        attachments: [{ fileId: 'file-1', name: 'a.md', tools: ['file_search'] }],
        images: [{ kind: 'url', url: 'https://x.y/z.png' }],
      },
    })
    expect(wrapper.findAll('.tools [aria-pressed=true]').map((one) => one.text())).toEqual(['file_search'])
    await passesAxe()
    await press('Remove a.md')
    await press('Remove https://x.y/z.png')
    expect(wrapper.find('.attachments').exists()).toBe(false)
  })

  it('counts what runs override', async () => {
    await open({ overrides: ['model', 'tools'] })
    expect(wrapper.get('[aria-label="Run options 2"]').attributes('title')).toBe('model, tools')
  })
})

describe('the list of threads', () => {
  const DAY = 24 * 3600 * 1000
  const thread = (
    id: string,
    daysAgo: number,
    changes: Partial<RememberedThread> = {},
  ): RememberedThread => ({
    id,
    placeId: 'browser',
    title: id,
    titleSource: 'auto',
    createdAt: 0,
    usedAt: Date.now() - daysAgo * DAY,
    assistantId: null,
    isStreaming: true,
    overrides: {},
    ...changes,
  })
  const open = async (threads: RememberedThread[]): Promise<void> => {
    wrapper = await mountWithWords(ThreadList, {
      props: {
        threads,
        currentId: 'one',
        statusOf: ({ id }: RememberedThread) => (id === 'one' ? 'requires_action' : null),
        assistantNameOf: ({ assistantId }: RememberedThread) => (assistantId === null ? null : 'Reader'),
        hrefOf: ({ id }: RememberedThread) => `#/threads/${id}`,
        menuOf: () => [],
        isLoading: false,
      },
    })
  }
  const titles = (): string[] => wrapper.findAll('.items b').map((one) => one.text())

  it('goes by days, with the status and the assistant of each', async () => {
    await open([thread('one', 0, { assistantId: 'asst_1' }), thread('two', 1), thread('three', 40)])
    expect(wrapper.findAll('h3').map((one) => one.text())).toEqual(['Today', 'Yesterday', 'Older'])
    expect(wrapper.get('[aria-current=page]').text()).toBe('onerequires_actionReader')
    await passesAxe()
  })

  it('is searched by title, id and assistant', async () => {
    await open([
      thread('one', 0, { title: 'Clause' }),
      thread('two', 0, { title: '', assistantId: 'asst_1' }),
    ])
    const search = wrapper.get('input[type=search]')
    await search.setValue('clau')
    expect(titles()).toEqual(['Clause'])
    await search.setValue('READER')
    expect(titles()).toEqual(['Untitled thread'])
    await search.setValue('two')
    expect(titles()).toEqual(['Untitled thread'])
    await search.setValue('nothing like it')
    expect(wrapper.text()).toContain('Nothing found')
  })

  it('shows a hundred at a time', async () => {
    await open(Array.from({ length: 150 }, (_, index) => thread(`t${index}`, 0)))
    expect(titles()).toHaveLength(100)
    await press('Show more')
    expect(titles()).toHaveLength(150)
  })
})

describe('where the newest run stands', () => {
  const loading = {
    state: 'loading',
    progress: { stage: 'download', loadedBytes: 6e6, totalBytes: 12e6 },
  } as const

  it.each([true, false])('says what its program waits for, silent: %s', async (isSilent) => {
    wrapper = await mountWithWords(ThreadRunNote, {
      props: { run: runOf('in_progress'), author: null, isSilent, isShown: true, session: loading },
    })
    expect(wrapper.text()).toContain('Loading Python… 6 MB of 12 MB')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('50')
    await passesAxe()
    await wrapper.setProps({ session: { state: 'running' } })
    expect(wrapper.find('[role=progressbar]').exists()).toBe(false)
  })
})
