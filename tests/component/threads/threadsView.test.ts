/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { flushPromises } from '@vue/test-utils'
import axe from 'axe-core'
import { openDB } from 'idb'
import { storeToRefs } from 'pinia'
import { describe, expect, it, vi } from 'vitest'
import { useNoticesStore } from '@/stores/notices.ts'
import { useInterpreterStore } from '@/stores/interpreter.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import { field, fill, press, seeText } from '../../support/byName.ts'
import { calls, fallsSilent, refuses, says } from '../../support/fakeModel.ts'
import {
  assistantId,
  client,
  intercept,
  key,
  listed,
  made,
  message,
  open,
  say,
  threadId,
  untilArticles,
  withModel,
  wrapper,
} from '../../support/threadsScreen.ts'

/** As another tab does. */
async function forgetElsewhere(threadId: string): Promise<void> {
  const database = await openDB('skein-console')
  await database.delete('threads', ['browser', threadId])
  database.close()
  const channel = new BroadcastChannel('skein-console')
  channel.postMessage({ type: 'threads-changed' })
  channel.close()
}

async function passesAxe(): Promise<void> {
  // jsdom draws nothing: contrast is for the tests in a browser.
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

describe('a new thread', () => {
  it.each(['en', 'zh-CN'] as const)('teaches what threads are, and passes axe (%s)', async (locale) => {
    await withModel()
    await open('', {}, locale)
    await vi.waitFor(() => expect(wrapper.findAll('svg').length).toBeGreaterThan(3))
    await passesAxe()
  })

  it.each([true, false])('is made with its run in one go (streaming: %s)', async (isStreaming) => {
    await withModel(says(['Half a per cent', ' a day.']))
    await open('', { assistant: assistantId })
    if (!isStreaming) await press('Stream')
    await say('What does clause 14 cost?')
    await untilArticles(['You: What does clause 14 cost?', 'Assistant: Half a per cent a day.'])
    await vi.waitFor(() => expect(listed()).toEqual(['What does clause 14 cost?completedReader']))
    expect(wrapper.findAll('article b').map((one) => one.text())).toEqual(['You', 'Reader'])
    expect(message().element.value).toBe('')
    expect(useThreadsStore(wrapper.vm.$pinia).byKey(key())).toMatchObject({ assistantId, isStreaming })
    await passesAxe()
  })

  it('is made with several first messages', async () => {
    await withModel()
    await open()
    await press('New thread with messages…')
    const texts = () => document.querySelectorAll<HTMLTextAreaElement>('[role=dialog] textarea')
    await vi.waitFor(() => expect(texts()).toHaveLength(1))
    await press('Add message')
    for (const [index, text] of ['One', 'Two'].entries()) {
      const area = texts()[index]!
      area.value = text
      area.dispatchEvent(new Event('input', { bubbles: true }))
      await flushPromises()
    }
    await press('Create thread')
    await untilArticles(['You: One', 'Assistant: Two'])
    expect((await client.beta.threads.retrieve(threadId())).object).toBe('thread')
  })

  it('asks for an assistant before it runs, and keeps what was typed', async () => {
    await withModel()
    await open()
    await say('Hi')
    expect(wrapper.text()).toContain('A run needs an assistant.')
    expect(message().element.value).toBe('Hi')
    await press('Ways to send')
    await press('Create thread with this message')
    await untilArticles(['You: Hi'])
    expect(useRunsStore(wrapper.vm.$pinia).runsOf(key())).toEqual([])
  })
})

describe('a thread', () => {
  it('of another program is opened by its id, called after its first message, and remembered', async () => {
    await withModel()
    const id = await made('Where it began', 'And went on')
    await open()
    await press('Open by ID…')
    await fill('Thread ID', 'thread_nope')
    await press('Open')
    await seeText('There is no thread with this ID')
    await fill('Thread ID', id)
    await press('Open')
    await untilArticles(['You: Where it began', 'You: And went on'])
    await vi.waitFor(() => expect(listed()).toEqual(['Where it beganNo run yet']))
  })

  it('is asked for again, with what another program has said and started in it', async () => {
    await withModel(says(['Answered.']))
    const id = await made('Hi')
    await open(id)
    await untilArticles(['You: Hi'])
    await client.beta.threads.messages.create(id, { role: 'user', content: 'From elsewhere' })
    await client.beta.threads.runs.create(id, { assistant_id: assistantId })
    await press('Thread menu')
    await press('Retrieve again')
    await untilArticles(['You: Hi', 'You: From elsewhere', 'Assistant: Answered.'])
  })

  it('is exported whole: page by page, with a way out, and never in part', async () => {
    await withModel()
    const id = await made(...Array.from({ length: 250 }, (_, index) => `Message ${index}`))
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    Object.assign(URL, { createObjectURL: () => 'blob:file', revokeObjectURL: () => undefined })
    const held = Promise.withResolvers<Response>()
    let answer: () => Promise<Response> | Response | undefined = () => held.promise
    await intercept((request) => {
      const { searchParams: params } = new URL(request.url)
      return params.get('order') === 'asc' && params.has('after') ? answer() : undefined
    })
    await open(id)
    await vi.waitFor(() => expect(wrapper.findAll('article').length).toBeGreaterThan(0))
    const startExport = async (): Promise<void> => {
      await press('Thread menu')
      await press('Export as Markdown')
    }
    await startExport()
    await seeText('Fetching all messages… 100 so far')
    await press('Cancel')
    expect(wrapper.text()).not.toContain('Fetching all messages')
    const { notices } = storeToRefs(useNoticesStore(wrapper.vm.$pinia))
    answer = () => Response.json({ error: { message: 'No', type: 'invalid_request_error' } }, { status: 400 })
    await startExport()
    await vi.waitFor(() => expect(notices.value.map(({ tone }) => tone)).toEqual(['error']))
    expect(wrapper.text()).not.toContain('Fetching all messages')
    expect(saved).not.toHaveBeenCalled()
    answer = () => undefined
    await startExport()
    await vi.waitFor(() => expect(saved).toHaveBeenCalledOnce())
    expect(notices.value).toHaveLength(1)
    saved.mockRestore()
  })

  it('shows a message that the address names, however old', async () => {
    await withModel()
    const id = await made(...Array.from({ length: 250 }, (_, index) => `Message ${index}`))
    const { data } = await client.beta.threads.messages.list(id, { order: 'asc', limit: 4 })
    await open(id, { message: data[3]!.id })
    await vi.waitFor(() => expect(wrapper.get('.revealed').text()).toContain('Message 3'), 5000)
  })

  it('says that a message which the address names is not in it', async () => {
    await withModel()
    const id = await made('Hi')
    await open(id, { message: 'msg_gone' })
    await untilArticles(['You: Hi'])
    const { notices } = storeToRefs(useNoticesStore(wrapper.vm.$pinia))
    await vi.waitFor(() =>
      expect(notices.value.map(({ message: text }) => text)).toEqual([
        'That message is not in this thread. It may have been deleted.',
      ]),
    )
  })

  it('begins its programs anew, where some have left something behind', async () => {
    await withModel(says([]))
    const id = await made('Hi')
    await open(id)
    await untilArticles(['You: Hi'])
    const interpreter = useInterpreterStore(wrapper.vm.$pinia)
    const restarted: string[] = []
    interpreter.connect({
      restart: (threadId) => {
        restarted.push(threadId)
        interpreter.setStatus(threadId, { state: 'idle' })
      },
    })
    interpreter.setStatus(id, { state: 'ready' })
    await press('Thread menu')
    await press('Restart interpreter')
    expect(restarted).toEqual([id])
    await press('Thread menu')
    await seeText('Retrieve again')
    expect(document.body.textContent).not.toContain('Restart interpreter')
  })

  it('that another program deletes says so, once its run is not found any more', async () => {
    await withModel(calls([['look_up', '{}']]))
    await open('', { assistant: assistantId })
    await say('Hi')
    await seeText('The run is waiting for the output of: look_up')
    const runs = useRunsStore(wrapper.vm.$pinia)
    const run = runs.runsOf(key())[0]!.id
    await wrapper.vm.$router.replace({ query: { run } })
    const panel = (): boolean => wrapper.find('aside[aria-label="Run"], [role=complementary]').exists()
    await vi.waitFor(() => expect(panel()).toBe(true))
    await client.beta.threads.delete(threadId())
    runs.retry({ ...key(), runId: run })
    await seeText('This thread is not here')
    expect(panel()).toBe(false)
  })

  it('that is not there says so, and is forgotten', async () => {
    await withModel()
    await open()
    await useThreadsStore(wrapper.vm.$pinia).remember({ placeId: 'browser', threadId: 'thread_gone' }, {})
    await wrapper.vm.$router.push({ name: 'threads', params: { id: 'thread_gone' } })
    await seeText('This thread is not here')
    await press('Take off this list')
    await vi.waitFor(() => expect(wrapper.vm.$route.params['id']).toBeFalsy())
    expect(listed()).toEqual([])
  })

  it('that another tab deletes says so, and leads on to a new one', async () => {
    await withModel()
    const id = await made('Where it began')
    await open(id)
    await vi.waitFor(() => expect(listed()).toEqual(['Where it beganNo run yet']))
    await client.beta.threads.delete(id)
    await forgetElsewhere(id)
    await seeText('This thread is not here')
    expect(wrapper.text()).not.toContain('Untitled thread')
    expect(wrapper.text()).not.toContain('Take off this list')
    await passesAxe()
    wrapper.get<HTMLButtonElement>('.missing .primary').element.click()
    await vi.waitFor(() => expect(wrapper.vm.$route.params['id']).toBeFalsy())
  })

  it('that another tab takes off the list stays open under its name', async () => {
    await withModel()
    const id = await made('Where it began')
    await open(id)
    await vi.waitFor(() => expect(listed()).toEqual(['Where it beganNo run yet']))
    await forgetElsewhere(id)
    await vi.waitFor(() => expect(listed()).toEqual([]))
    await untilArticles(['You: Where it began'])
    expect(wrapper.get('.work h2').text()).toBe('Where it began')
  })

  it('is renamed, changed, and deleted after a question', async () => {
    await withModel()
    const id = await made('Old title')
    await open(id)
    await vi.waitFor(() => expect(listed()).toEqual(['Old titleNo run yet']))
    await press('Thread menu')
    await press('Rename')
    const title = wrapper.get<HTMLInputElement>('[aria-label="Title of the thread"]')
    await title.setValue('Mine')
    await title.trigger('keydown', { key: 'Enter' })
    expect(listed()).toEqual(['MineNo run yet'])

    await press('Thread menu')
    await press('Metadata…')
    await press('Add a pair')
    const inputs = () => document.querySelectorAll<HTMLInputElement>('[role=dialog] li input')
    await vi.waitFor(() => expect(inputs()).toHaveLength(2))
    for (const [index, text] of ['case', '14'].entries()) {
      const input = inputs()[index]!
      input.value = text
      input.dispatchEvent(new Event('input', { bubbles: true }))
      await flushPromises()
    }
    await press('Save')
    await vi.waitFor(async () =>
      expect((await client.beta.threads.retrieve(id)).metadata).toEqual({ case: '14' }),
    )

    await press('Thread menu')
    await press('Delete thread')
    await seeText('Delete “Mine”?')
    document.querySelector<HTMLButtonElement>('[role=dialog] footer .danger')?.click()
    await vi.waitFor(() => expect(listed()).toEqual([]))
    await expect(client.beta.threads.retrieve(id)).rejects.toThrow('404')
    await vi.waitFor(() => expect(wrapper.vm.$route.params['id']).toBeFalsy())
  })

  it('runs again without a message, and overrides what its runs are made with', async () => {
    await withModel(says(['Once']), says(['Twice']))
    const id = await made('Hi')
    await open(id, { assistant: assistantId })
    await press('Run options')
    await seeText('Where runs of this thread differ')
    await fill('instructions', 'Be brief.')
    await fill('max_completion_tokens', '5')
    await press('Save')
    expect(document.activeElement).toBe(field('max_completion_tokens'))
    await fill('max_completion_tokens', '500')
    await press('Save')
    expect(wrapper.find('[aria-label="Run options 2"]').exists()).toBe(true)
    await press('Ways to send')
    await press('Run without a message')
    await untilArticles(['You: Hi', 'Assistant: Once'])
    const [run] = useRunsStore(wrapper.vm.$pinia).runsOf(key())
    expect(run).toMatchObject({ instructions: 'Be brief.', max_completion_tokens: 500 })
  })
})

describe('while a run holds the thread', () => {
  it('says so, and sends when it is over', async () => {
    await withModel(calls([['look_up', '{}']]), says(['Answered.']), says(['And again.']))
    await open('', { assistant: assistantId })
    await say('First')
    await seeText('The run is waiting for the output of: look_up')
    await say('Second')
    await seeText('A run is in progress')
    expect(message().element.value).toBe('Second')
    await press('Send when it ends')
    const runs = useRunsStore(wrapper.vm.$pinia)
    const run = runs.runsOf(key())[0]!
    const [call] = run.required_action?.submit_tool_outputs.tool_calls ?? []
    await runs.answer({ ...key(), runId: run.id }, [{ tool_call_id: call!.id, output: 'Warm' }], true)
    await untilArticles(['You: First', 'Assistant: Answered.', 'You: Second', 'Assistant: And again.'])
  })

  it('is stopped by the button, and the composer sends again', async () => {
    await withModel(fallsSilent(['Well']), says(['Better.']))
    await open('', { assistant: assistantId })
    await say('First')
    await press('Stop')
    await vi.waitFor(() => expect(wrapper.find('[aria-label="Send"]').exists()).toBe(true), 5000)
    await vi.waitFor(() => expect(listed()[0]).toContain('cancelled'))
  })

  it('tells what went wrong with a run, and offers to see it', async () => {
    await withModel(refuses(400, { message: 'The model is unwell.' }))
    await open('', { assistant: assistantId })
    await say('First')
    await seeText('The model is unwell.')
    await vi.waitFor(() => expect(listed()[0]).toContain('failed'))
    await passesAxe()
  })
})

describe('what is typed', () => {
  it('is there again after a reload, for each thread', async () => {
    await withModel()
    const id = await made('Hi')
    await open(id)
    await message().setValue('Half a thought')
    wrapper.unmount()
    await open(id)
    expect(message().element.value).toBe('Half a thought')
    await wrapper.vm.$router.push({ name: 'threads' })
    await flushPromises()
    expect(message().element.value).toBe('')
  })

  it('takes along the run options of a thread that is not made yet, until it is made', async () => {
    await withModel(says(['Briefly.']))
    await open('', { assistant: assistantId })
    await press('Run options')
    await seeText('Where runs of this thread differ')
    await fill('instructions', 'Be brief.')
    await press('Save')
    await vi.waitFor(() => expect(wrapper.find('[aria-label="Run options 1"]').exists()).toBe(true))
    wrapper.unmount()
    await open('', { assistant: assistantId })
    expect(wrapper.find('[aria-label="Run options 1"]').exists()).toBe(true)
    await say('Hi')
    await untilArticles(['You: Hi', 'Assistant: Briefly.'])
    const [run] = useRunsStore(wrapper.vm.$pinia).runsOf(key())
    expect(run?.instructions).toBe('Be brief.')
    expect(wrapper.find('[aria-label="Run options 1"]').exists()).toBe(true)
    await wrapper.vm.$router.push({ name: 'threads' })
    await flushPromises()
    expect(wrapper.find('[aria-label="Run options"]').exists()).toBe(true)
  })

  it('takes files along, with the tools that may read them', async () => {
    await withModel(says(['Read.']))
    const id = await made('Hi')
    await open(id)
    await message().trigger('paste', {
      clipboardData: { files: [new File(['Clause 14'], 'contract.md')], getData: () => '' },
    })
    await seeText('contract.md')
    await press('code_interpreter')
    await message().setValue('See this')
    await press('Ways to send')
    await press('Add message only')
    await untilArticles(['You: Hi', 'You: See this'])
    const [last] = (await client.beta.threads.messages.list(id)).data
    expect(last?.attachments?.[0]?.tools).toEqual([{ type: 'file_search' }, { type: 'code_interpreter' }])
  })
})
