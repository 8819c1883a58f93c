/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { says } from '../../support/fakeModel.ts'
import { openRunsTab, runKey, type RunsTab, threadKey } from '../../support/runsTab.ts'
import { createRuntimeScene } from '../../support/runtimeScene.ts'

let tab: RunsTab

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => tab.close())

describe('a look at a run', () => {
  it('forgets the messages that its server has no more', async () => {
    const scene = await createRuntimeScene([says(['Hel', 'lo'])])
    tab = openRunsTab((...asked) => scene.runtime.fetch(...asked))
    const at = threadKey(scene.threadId)
    const run = await tab.runs.start(at, { assistant_id: scene.assistantId }, false)
    const reply = await vi.waitFor(() => {
      expect(tab.runs.byKey(runKey(run.thread_id, run.id))?.status).toBe('completed')
      const found = [...tab.states.stateOf(at).messages.values()].find(({ role }) => role === 'assistant')
      expect(found).toBeDefined()
      return found!
    })
    await scene.client.beta.threads.messages.delete(reply.id, { thread_id: at.threadId })
    await tab.runs.refresh(runKey(run.thread_id, run.id))
    expect([...tab.states.stateOf(at).messages.values()].map(({ role }) => role)).toEqual(['user'])
  })

  it('forgets the steps that its server has taken back', async () => {
    const scene = await createRuntimeScene([says(['Hel', 'lo'])])
    const key = runKey(scene.threadId, (await scene.until(await scene.run(), 'completed')).id)
    let areStepsGone = false
    tab = openRunsTab((input, init) =>
      areStepsGone && new Request(input, init).url.includes('/steps')
        ? Promise.resolve(Response.json({ object: 'list', data: [], has_more: false }))
        : scene.runtime.fetch(input, init),
    )
    await tab.runs.loadSteps(key)
    expect(tab.runs.stepsOf(key)).toHaveLength(1)
    areStepsGone = true
    await tab.runs.loadSteps(key)
    expect(tab.runs.stepsOf(key)).toEqual([])
  })
})
