/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import '../../support/layoutStubs.ts'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { deleteDB } from 'idb'
import type OpenAI from 'openai'
import { disposePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Run } from '@/domain/api.ts'
import type { Locale } from '@/i18n/index.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { changeThread } from '@/storage/threadRepository.ts'
import { useRunsStore } from '@/stores/runs.ts'
import RunsView from '@/views/runs/RunsView.vue'
import { button, press, seeText } from '../../support/byName.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { clientOf, untilStatus } from '../../support/runtimeScene.ts'
import { createScriptedModel, type Script, type ScriptedModel } from '../../support/scriptedModel.ts'

const LOOK_UP = { type: 'function' as const, function: { name: 'look_up' } }

let wrapper: VueWrapper | undefined
let pinia: Pinia | undefined
let model: ScriptedModel
let client: OpenAI
let assistantId: string

/** A run over a thread of its own, which the console remembers under a title. */
async function run(title: string, script: Script, ...statuses: Run['status'][]): Promise<Run> {
  const thread = await client.beta.threads.create({ messages: [{ role: 'user', content: 'Hi' }] })
  const now = Date.now()
  await changeThread({ placeId: 'browser', threadId: thread.id }, () => ({
    id: thread.id,
    placeId: 'browser',
    title,
    titleSource: 'auto',
    createdAt: now,
    usedAt: now,
    assistantId,
    isStreaming: false,
    overrides: {},
  }))
  const started = await client.beta.threads.runs.create(thread.id, {
    assistant_id: assistantId,
    model: script,
    tools: [LOOK_UP],
  })
  return untilStatus(client, started, statuses)
}

async function open(locale: Locale = 'en', id = ''): Promise<void> {
  wrapper = await mountWithWords(RunsView, {}, locale)
  pinia = wrapper.vm.$pinia
  await wrapper.vm.$router.push({ name: 'runs', params: id === '' ? {} : { id } })
  await flushPromises()
  await vi.waitFor(() => expect(wrapper?.find('.skeleton').exists()).toBe(false))
}

const rows = (): string[] =>
  [...document.querySelectorAll('.row')].map(
    (row) => `${row.querySelector('.pill')?.textContent ?? ''} ${row.querySelector('a')?.textContent ?? ''}`,
  )
const untilRows = (wanted: string[]): Promise<void> => vi.waitFor(() => expect(rows()).toEqual(wanted))
const refresh = (): Promise<unknown> => press('Ask all threads for their runs')

async function passesAxe(): Promise<void> {
  // jsdom draws nothing: contrast is for the tests in a browser.
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
  model = createScriptedModel()
  client = clientOf(createMemoryRuntime({ models: model.directory }))
  provideBrowserClient(() => Promise.resolve(client))
  assistantId = (await client.beta.assistants.create({ model: 'speaks', name: 'Looker' })).id
})
afterEach(() => {
  model.release()
  wrapper?.unmount()
  if (pinia !== undefined) disposePinia(pinia)
  document.body.replaceChildren()
})

describe('the overview of runs', () => {
  it('teaches what a run is while there is none', async () => {
    await open()
    await seeText('No runs yet')
    await passesAxe()
    await press('Go to the threads')
    await vi.waitFor(() => expect(wrapper?.vm.$route.name).toBe('threads'))
  })

  it('lists the runs of all threads: those that wait first, then live ones, then the newest', async () => {
    await run('Over', 'speaks', 'completed')
    await run('Waits', 'calls-one', 'requires_action')
    await run('Works', 'is-silent', 'in_progress')
    await run('Fails', 'refuses', 'failed')
    await open()
    await refresh()
    await vi.waitFor(() => expect(rows()).toHaveLength(4))
    expect(rows().slice(0, 2)).toEqual(['requires_action Waits', 'in_progress Works'])
    expect(rows().slice(2).toSorted()).toEqual(['completed Over', 'failed Fails'])
    await seeText('Looker')
    await seeText('4 runs')
    const columns = [...document.querySelectorAll('[role=columnheader]')].map((one) => one.textContent)
    expect(columns).toEqual(['Status', 'Assistant', 'Thread', 'Model', 'Created', 'Duration', 'Tokens'])
    const over = [...document.querySelectorAll('.row')].find((row) => row.textContent.includes('Over'))
    expect(over?.querySelector('.tokens')?.textContent).toContain('15')
    await passesAxe()
  })

  it('goes on with a run that is live, to its end', async () => {
    await run('Works', 'is-silent', 'in_progress')
    await open()
    await refresh()
    await untilRows(['in_progress Works'])
    model.release()
    await untilRows(['completed Works'])
  })

  it('shows those of one status, and those with some words', async () => {
    await run('Over', 'speaks', 'completed')
    await run('Waits', 'calls-one', 'requires_action')
    await open()
    await refresh()
    await vi.waitFor(() => expect(rows()).toHaveLength(2))
    await press(/^completed\s*1$/)
    await untilRows(['completed Over'])
    expect((await button(/^completed\s*1$/)).getAttribute('aria-pressed')).toBe('true')
    await seeText('1 of 2 runs')
    const search = document.querySelector<HTMLInputElement>('input[type=search]')!
    search.value = 'waits'
    search.dispatchEvent(new Event('input'))
    await seeText('No run matches.')
    await press('Show all runs')
    await vi.waitFor(() => expect(rows()).toHaveLength(2))
  })

  it('opens a run at the side, and links to it in its thread', async () => {
    const over = await run('Over', 'speaks', 'completed')
    await open()
    await refresh()
    await untilRows(['completed Over'])
    await press('Looker')
    await vi.waitFor(() => expect(wrapper?.vm.$route.params['id']).toBe(over.id))
    await vi.waitFor(() =>
      expect(document.querySelector('aside [aria-label="Run status"]')?.textContent).toContain('completed'),
    )
    await passesAxe()
    expect(document.querySelector('.row a')?.getAttribute('href')).toBe(
      `/threads/${over.thread_id}?run=${over.id}`,
    )
    await press('Close')
    await vi.waitFor(() => expect(document.querySelector('aside')).toBeNull())
    expect(wrapper?.vm.$route.params['id'] ?? '').toBe('')
  })

  it('says of a run that was never seen here what can be done', async () => {
    await open('en', 'run_none')
    await seeText('There is no record of this run here')
    await passesAxe()
  })

  it('tells which threads could not be asked', async () => {
    const over = await run('Over', 'speaks', 'completed')
    await run('Gone', 'speaks', 'completed')
    const gone = await run('Gone too', 'speaks', 'completed')
    await open()
    await refresh()
    await vi.waitFor(() => expect(rows()).toHaveLength(3))
    await client.beta.threads.delete(gone.thread_id)
    await refresh()
    await seeText('The runs of “Gone too” could not be listed.')
    expect(
      useRunsStore(pinia).byKey({ placeId: 'browser', threadId: over.thread_id, runId: over.id }),
    ).toBeDefined()
  })

  it('speaks Chinese', async () => {
    await run('季度', 'calls-one', 'requires_action')
    await open('zh-CN')
    await press('重新查询所有线程的运行')
    await untilRows(['等待操作 季度'])
    await seeText('1 次运行')
    await passesAxe()
  })
})
