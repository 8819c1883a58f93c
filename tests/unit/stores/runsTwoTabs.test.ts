/* eslint-disable @typescript-eslint/no-deprecated -- the SDK marks all of the Assistants API so; here it lives on. */
// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { calls, createFakeModel, says } from '../../support/fakeModel.ts'
import { createRuntimeScene } from '../../support/runtimeScene.ts'
import type { RunsTab } from '../../support/runsTab.ts'

type Fetch = typeof globalThis.fetch

const tabs: RunsTab[] = []

/** A tab of its own: fresh modules and stores over one storage and one server. */
async function openTab(fetch: Fetch): Promise<RunsTab> {
  vi.resetModules()
  const { openRunsTab } = await import('../../support/runsTab.ts')
  const tab = openRunsTab(fetch)
  tabs.push(tab)
  await tab.runs.loadKnown()
  return tab
}

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close()
})

it('a run of one tab is followed by the other, which takes it on when the first is closed', async () => {
  const scene = await createRuntimeScene(createFakeModel([calls([['look_up', '{}']]), says(['Warm.'])]))
  const fetch: Fetch = (...asked) => scene.runtime.fetch(...asked)
  const here = await openTab(fetch)
  const there = await openTab(fetch)
  const thread = { placeId: 'browser', threadId: scene.threadId }
  const run = await here.runs.start(thread, { assistant_id: scene.assistantId }, true)
  const key = { ...thread, runId: run.id }
  const waits = (tab: RunsTab): Promise<void> =>
    vi.waitFor(() => expect(tab.runs.byKey(key)?.status).toBe('requires_action'))
  await waits(here)
  await waits(there)
  expect(there.runs.waitingCount).toBe(1)
  expect(there.runs.followingOf(key).kind).toBe('polling')
  here.close()

  const [call] = there.runs.byKey(key)?.required_action?.submit_tool_outputs.tool_calls ?? []
  await there.runs.answer(key, [{ tool_call_id: call!.id, output: '22' }], false)
  await vi.waitFor(() => expect(there.runs.byKey(key)?.status).toBe('completed'))
  await vi.waitFor(() => expect(there.runs.followingOf(key).kind).toBe('none'))
  expect(there.runs.trailOf(key).map(({ status }) => status)).toEqual([
    'queued',
    'in_progress',
    'requires_action',
    'queued',
    'in_progress',
    'completed',
  ])
})

it('outputs that come too late, since the other tab has answered, are an error that shows how the run is', async () => {
  const scene = await createRuntimeScene(createFakeModel([calls([['look_up', '{}']]), says(['Warm.'])]))
  const fetch: Fetch = (...asked) => scene.runtime.fetch(...asked)
  const here = await openTab(fetch)
  const thread = { placeId: 'browser', threadId: scene.threadId }
  const run = await here.runs.start(thread, { assistant_id: scene.assistantId }, false)
  const key = { ...thread, runId: run.id }
  await vi.waitFor(() => expect(here.runs.byKey(key)?.status).toBe('requires_action'))
  const [call] = here.runs.byKey(key)?.required_action?.submit_tool_outputs.tool_calls ?? []
  const outputs = [{ tool_call_id: call!.id, output: '22' }]
  await scene.client.beta.threads.runs.submitToolOutputs(run.id, {
    thread_id: scene.threadId,
    tool_outputs: outputs,
  })
  await scene.until(run, 'completed')
  await expect(here.runs.answer(key, outputs, false)).rejects.toMatchObject({ data: { kind: 'invalid' } })
  expect(here.runs.byKey(key)?.status).toBe('completed')
})
