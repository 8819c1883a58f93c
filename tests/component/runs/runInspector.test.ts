/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { disposePinia, getActivePinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, shallowRef } from 'vue'
import type { RunCreateParams } from '@/domain/api.ts'
import type { RunKey, ThreadKey } from '@/domain/place.ts'
import { provideBrowserClient } from '@/services/clients.ts'
import { useAssistantsStore } from '@/stores/assistants.ts'
import { useRunsStore } from '@/stores/runs.ts'
import { useThreadsStore } from '@/stores/threads.ts'
import RunInspector from '@/views/runs/RunInspector.vue'
import { button, press, seeText } from '../../support/byName.ts'
import { type HandClock, createHandClock } from '../../support/handClock.ts'
import { createMemoryRuntime } from '../../support/memoryRuntime.ts'
import { mountWithWords } from '../../support/mountWithWords.ts'
import { clientOf } from '../../support/runtimeScene.ts'
import { createScriptedModel, type Script, type ScriptedModel } from '../../support/scriptedModel.ts'

const LOOK_UP = { type: 'function' as const, function: { name: 'look_up' } }

let wrapper: VueWrapper
let pinia: Pinia | undefined
/** Those of the page: what goes on of an earlier test may have made its own the active ones. */
let stores: {
  runs: ReturnType<typeof useRunsStore>
  threads: ReturnType<typeof useThreadsStore>
  assistants: ReturnType<typeof useAssistantsStore>
}
let client: ReturnType<typeof clientOf>
let model: ScriptedModel
let clock: HandClock
let thread: ThreadKey
let assistantId: string
let runKey: RunKey

const shownKey = shallowRef<RunKey | null>(null)
const closed = vi.fn<() => void>()
const Host = defineComponent(() => {
  pinia = getActivePinia()
  stores = { runs: useRunsStore(), threads: useThreadsStore(), assistants: useAssistantsStore() }
  return () =>
    h('main', [
      h('button', { id: 'opener' }, 'Open'),
      shownKey.value &&
        h(RunInspector, {
          runKey: shownKey.value,
          onClose: () => {
            closed()
            shownKey.value = null
          },
          onOpenRun: (key: RunKey) => (shownKey.value = key),
        }),
    ])
})

/** Starts a run over a new thread, and looks at it. */
async function open(script: Script, params: Partial<RunCreateParams> = {}): Promise<void> {
  const run = await stores.runs.start(
    thread,
    { assistant_id: assistantId, model: script, tools: [LOOK_UP], ...params },
    false,
  )
  runKey = { ...thread, runId: run.id }
  document.getElementById('opener')?.focus()
  shownKey.value = runKey
  await flushPromises()
}

const status = (): string =>
  document.querySelector('[role="status"][aria-label="Run status"]')?.textContent ?? ''
const untilStatus = (wanted: string): Promise<void> => vi.waitFor(() => expect(status()).toBe(wanted), 5000)

beforeEach(async () => {
  localStorage.clear()
  model = createScriptedModel()
  clock = createHandClock(Date.now())
  client = clientOf(createMemoryRuntime({ models: model.directory, clock }))
  provideBrowserClient(() => Promise.resolve(client))
  shownKey.value = null
  closed.mockReset()
  wrapper = await mountWithWords(Host)
  assistantId = (await stores.assistants.create('browser', { model: 'speaks', name: 'Looker' })).id
  thread = await stores.threads.create('browser', { messages: [{ role: 'user', content: 'Hi' }] })
})
afterEach(() => {
  model.release()
  wrapper.unmount()
  if (pinia !== undefined) disposePinia(pinia)
  document.body.replaceChildren()
})

describe('the run panel', () => {
  it('follows a run to its end, with its steps and what it took', async () => {
    await open('is-silent')
    await untilStatus('in_progress')
    await seeText(/\d:\d\d left/)
    await seeText('Followed by polling')
    model.release()
    await untilStatus('completed')
    await seeText('message_creation')
    await seeText('Looker')
    await seeText(/Total tokens\s*15/)
    expect(document.body.textContent).not.toContain(' left')
    const walked = [...document.querySelectorAll('.walked')].map((edge) => edge.getAttribute('data-edge'))
    expect(walked.toSorted()).toEqual(['in_progress>completed', 'queued>in_progress'])
  })

  it('names an assistant that this page has not listed', async () => {
    const made = await client.beta.assistants.create({ model: 'speaks', name: 'Made elsewhere' })
    assistantId = made.id
    await open('speaks')
    await seeText('Made elsewhere')
  })

  it('takes the answers to calls, and goes on', async () => {
    await open('calls-one')
    await untilStatus('requires_action')
    await seeText('look_up')
    const output = await vi.waitFor(() => {
      const found = document.querySelector<HTMLTextAreaElement>('form textarea')
      if (found === null) throw new Error('There is no field for the output.')
      return found
    })
    output.value = 'found'
    output.dispatchEvent(new Event('input', { bubbles: true }))
    await press(/^Submit/)
    await untilStatus('completed')
    const walked = [...document.querySelectorAll('.walked')].map((edge) => edge.getAttribute('data-edge'))
    expect(walked).toContain('requires_action>queued')
    await seeText('found')
  })

  it('cancels', async () => {
    await open('halts')
    await untilStatus('in_progress')
    await press('Cancel')
    await untilStatus('cancelled')
    await seeText('This run was cancelled')
    expect([...document.querySelectorAll('button')].map((each) => each.textContent)).not.toContain('Cancel')
  })

  it('says why a run failed, and runs it again as it was', async () => {
    await open('refuses', { metadata: { ticket: 'SK-7' }, temperature: 0.3 })
    await untilStatus('failed')
    await seeText('The model refused the request')
    await seeText('Not this one.')
    await press('Run again')
    await vi.waitFor(() => expect(shownKey.value?.runId).not.toBe(runKey.runId))
    const again = stores.runs.byKey({ ...runKey, runId: shownKey.value!.runId })
    expect(again).toMatchObject({
      model: 'refuses',
      temperature: 0.3,
      metadata: { ticket: 'SK-7' },
      tools: [LOOK_UP],
    })
  })

  it('says that a run expired, and offers to run it again', async () => {
    await open('calls-one')
    await untilStatus('requires_action')
    clock.advance(601_000)
    await press('Retrieve again')
    await untilStatus('expired')
    await seeText('This run expired')
    await button('Run again')
  })

  it('says in place what went wrong with running again', async () => {
    await open('refuses')
    await untilStatus('failed')
    await stores.runs.start(thread, { assistant_id: assistantId, model: 'is-silent' }, false)
    await press('Run again')
    await seeText('already has an active run')
    expect(shownKey.value?.runId).toBe(runKey.runId)
  })

  it('changes metadata', async () => {
    await open('speaks', { metadata: { ticket: 'SK-7' } })
    await untilStatus('completed')
    await press('Edit metadata')
    const value = await vi.waitFor(() => {
      const found = document.querySelectorAll<HTMLInputElement>('[role="dialog"] input')[1]
      if (found === undefined) throw new Error('There are no fields.')
      return found
    })
    expect(value.value).toBe('SK-7')
    value.value = 'SK-8'
    value.dispatchEvent(new Event('input', { bubbles: true }))
    await flushPromises()
    await press('Save')
    await vi.waitFor(() => expect(stores.runs.byKey(runKey)?.metadata).toEqual({ ticket: 'SK-8' }))
    await seeText('SK-8')
  })

  it('has the JSON of the run and its steps', async () => {
    await open('speaks')
    await untilStatus('completed')
    await press('Raw')
    await seeText(`"id": "${runKey.runId}"`)
    await seeText('"object": "thread.run.step"')
  })

  it('lists all runs of the thread, and opens one', async () => {
    await open('speaks')
    await untilStatus('completed')
    const first = runKey
    await open('refuses')
    await untilStatus('failed')
    await press('Runs')
    await press(/completed/)
    expect(shownKey.value?.runId).toBe(first.runId)
    await untilStatus('completed')
  })

  it('tells of a run that is not there, and tries again', async () => {
    shownKey.value = { ...thread, runId: 'run_gone' }
    await seeText('run_gone')
    await press('Try again')
    await seeText('run_gone')
    await press('Close')
    expect(closed).toHaveBeenCalledOnce()
  })

  it('is closed by Escape, and gives the focus back', async () => {
    await open('speaks')
    await untilStatus('completed')
    const tab = await button('Raw')
    tab.focus()
    tab.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await flushPromises()
    expect(closed).toHaveBeenCalledOnce()
    expect(document.activeElement?.id).toBe('opener')
  })

  it('has nothing that axe finds', async () => {
    await open('calls-two')
    await untilStatus('requires_action')
    await seeText('look_up')
    const { violations } = await axe.run(wrapper.element, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })
})
