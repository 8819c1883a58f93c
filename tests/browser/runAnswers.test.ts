import { deleteDB } from 'idb'
import { createPinia, disposePinia, type Pinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Run, ToolOutput } from '@/domain/api.ts'
import { AppError } from '@/domain/errors.ts'
import type { RunKey } from '@/domain/place.ts'
import { createRunAnswers, type RunAnswers } from '@/stores/runAnswers.ts'
import { useHandlersStore } from '@/stores/handlers.ts'
import { runOf } from '../support/threadObjects.ts'

const KEY: RunKey = { placeId: 'browser', threadId: 'thread_1', runId: 'run_1' }

/** A run that waits for the output of each of these calls, `id: arguments`. */
function waiting(calls: Record<string, string>): Run {
  const tool_calls = Object.entries(calls).map(([id, json]) => ({
    id,
    type: 'function' as const,
    function: { name: 'double', arguments: json },
  }))
  return runOf('requires_action', {
    required_action: { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls } },
  })
}

interface Tab {
  answers: RunAnswers
  looks: number
}

let server: { run: Run; submitted: ToolOutput[][]; refusal: AppError | null }
const pinias: Pinia[] = []

/** The answers of a tab of its own, which share locks and storage with the others. */
function openTab(): Tab {
  const pinia = createPinia()
  pinias.push(pinia)
  setActivePinia(pinia)
  const tab: Tab = {
    looks: 0,
    answers: createRunAnswers({
      look: () => {
        tab.looks += 1
        return Promise.resolve(server.run)
      },
      submit: (_, outputs) => {
        if (server.refusal !== null) return Promise.reject(server.refusal)
        server.submitted.push(outputs)
        server.run = runOf('queued')
        tab.answers.consider(KEY, server.run)
        return Promise.resolve()
      },
    }),
  }
  return tab
}

async function saveHandler(code: string, isAutomatic = true): Promise<void> {
  setActivePinia(createPinia())
  await useHandlersStore().save({ name: 'double', code, isAutomatic, isNetworkAllowed: false, updatedAt: 0 })
}

beforeEach(async () => {
  await deleteDB('skein-console')
  server = { run: waiting({ call_1: '{"n":21}' }), submitted: [], refusal: null }
})
afterEach(() => {
  for (const pinia of pinias.splice(0)) disposePinia(pinia)
})

describe('handlers that answer by themselves', () => {
  it('answer all calls of a run at once, and once', async () => {
    await saveHandler('return args.n * 2')
    server.run = waiting({ call_1: '{"n":21}', call_2: '{"n":4}' })
    const { answers } = openTab()
    answers.consider(KEY, server.run)
    answers.consider(KEY, server.run)
    await vi.waitFor(() => expect(server.submitted).toHaveLength(1), 10_000)
    expect(server.submitted[0]).toEqual([
      { tool_call_id: 'call_1', output: '42' },
      { tool_call_id: 'call_2', output: '8' },
    ])
    expect(answers.errorOf(KEY)).toBeNull()
    // The same run, with calls of its next round.
    server.run = waiting({ call_3: '{"n":1}' })
    answers.consider(KEY, server.run)
    await vi.waitFor(() => expect(server.submitted).toHaveLength(2), 10_000)
  })

  it('are asked by one of two tabs', async () => {
    await saveHandler('await new Promise((wake) => setTimeout(wake, 200)); return args.n * 2')
    const tabs = [openTab(), openTab()]
    for (const { answers } of tabs) answers.consider(KEY, server.run)
    await vi.waitFor(() => expect(tabs.map(({ looks }) => looks)).toEqual([1, 1]), 10_000)
    expect(server.submitted).toHaveLength(1)
    expect(tabs.map(({ answers }) => answers.errorOf(KEY))).toEqual([null, null])
  })

  it('leave a run alone that has a call without one', async () => {
    await saveHandler('return args.n * 2')
    server.run = runOf('requires_action', {
      required_action: {
        type: 'submit_tool_outputs',
        submit_tool_outputs: {
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'double', arguments: '{"n":1}' } },
            { id: 'call_2', type: 'function', function: { name: 'treble', arguments: '{"n":1}' } },
          ],
        },
      },
    })
    const tab = openTab()
    tab.answers.consider(KEY, server.run)
    await vi.waitFor(() => expect(tab.looks).toBe(1))
    await locksFree()
    expect(server.submitted).toEqual([])
    expect(tab.answers.errorOf(KEY)).toBeNull()
  })

  it('are not asked, nor the server, while none answers by itself', async () => {
    await saveHandler('return args.n * 2', false)
    const tab = openTab()
    tab.answers.consider(KEY, server.run)
    await useHandlersStore().load()
    await locksFree()
    expect(tab.looks).toBe(0)
  })

  it('tell why they did not answer, until the run goes on', async () => {
    await saveHandler('throw new Error("No such number.")')
    const { answers } = openTab()
    answers.consider(KEY, server.run)
    await vi.waitFor(() => expect(answers.errorOf(KEY)).toMatchObject({ kind: 'handler' }), 10_000)
    // Looking again does not ask them again.
    answers.consider(KEY, server.run)
    expect(answers.errorOf(KEY)).not.toBeNull()
    answers.consider(KEY, runOf('expired'))
    expect(answers.errorOf(KEY)).toBeNull()
  })

  it('tell why their outputs could not be sent', async () => {
    await saveHandler('return args.n * 2')
    server.refusal = new AppError({ kind: 'unreachable', detail: 'No.' })
    const { answers } = openTab()
    answers.consider(KEY, server.run)
    await vi.waitFor(() => expect(answers.errorOf(KEY)).toMatchObject({ kind: 'unreachable' }), 10_000)
  })

  it('are stopped when a person answers, or the run goes on', async () => {
    await saveHandler('await new Promise(() => {})')
    const { answers } = openTab()
    answers.consider(KEY, server.run)
    await vi.waitFor(() => expect(document.querySelector('iframe')).not.toBeNull(), 10_000)
    answers.stop(KEY)
    await vi.waitFor(() => expect(document.querySelector('iframe')).toBeNull())
    await locksFree()
    expect(server.submitted).toEqual([])
    expect(answers.errorOf(KEY)).toBeNull()
  })
})

/** Once nobody answers the run any more. */
async function locksFree(): Promise<void> {
  await navigator.locks.request('skein-answer-browser/thread_1/run_1', () => undefined)
}
