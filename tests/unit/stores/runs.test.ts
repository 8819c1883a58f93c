// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Run } from '@/domain/api.ts'
import type { RunKey } from '@/domain/place.ts'
import { calls, createFakeModel, fallsSilent, type ModelAnswer, says } from '../../support/fakeModel.ts'
import { createHandClock } from '../../support/handClock.ts'
import { openRunsTab, runKey, type RunsTab, threadKey } from '../../support/runsTab.ts'
import { createRuntimeScene, type RuntimeScene } from '../../support/runtimeScene.ts'

let tab: RunsTab

beforeEach(async () => {
  localStorage.clear()
  await deleteDB('skein-console')
})
afterEach(() => tab.close())

const open = ({ runtime }: RuntimeScene): RunsTab =>
  (tab = openRunsTab((...asked) => runtime.fetch(...asked)))
const keyOf = (run: Run): RunKey => runKey(run.thread_id, run.id)

async function until(run: Run, status: Run['status']): Promise<Run> {
  return vi.waitFor(() => {
    const seen = tab.runs.byKey(keyOf(run))
    expect(seen?.status).toBe(status)
    return seen!
  })
}

async function untilLeft(run: Run): Promise<void> {
  await vi.waitFor(() => expect(tab.runs.followingOf(keyOf(run)).kind).toBe('none'))
}

/** What is known of a thread, without what differs between two runs. */
function seenOf(run: Run): unknown {
  const state = tab.states.stateOf(keyOf(run))
  return {
    runs: [...state.runs.values()].map(({ status, usage }) => ({ status, usage })),
    steps: tab.runs.stepsOf(keyOf(run)).map(({ status, step_details, usage }) => ({
      status,
      usage,
      type: step_details.type,
      calls:
        step_details.type === 'tool_calls'
          ? step_details.tool_calls.map((call) => ({ ...call, id: '' }))
          : [],
    })),
    messages: [...state.messages.values()].map(({ role, status, content }) => ({ role, status, content })),
  }
}

const OUTPUT = 'It is 22 degrees.'
const ASKS: ModelAnswer[] = [calls([['look_up', '{"city":"Oslo"}']]), says(['It is ', 'warm.'])]

describe('a run of the runtime', () => {
  it.each([true, false])('is followed to its end (streaming: %s)', async (isStreaming) => {
    const scene = await createRuntimeScene([says(['Hel', 'lo'])])
    open(scene)
    const run = await tab.runs.start(
      threadKey(scene.threadId),
      { assistant_id: scene.assistantId },
      isStreaming,
    )
    await until(run, 'completed')
    await untilLeft(run)
    expect(seenOf(run)).toEqual({
      runs: [{ status: 'completed', usage: expect.objectContaining({ total_tokens: 15 }) as unknown }],
      steps: [expect.objectContaining({ status: 'completed', type: 'message_creation' })],
      messages: [
        expect.objectContaining({ role: 'user' }),
        {
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'text', text: { value: 'Hello', annotations: [] } }],
        },
      ],
    })
    expect(tab.runs.trailOf(keyOf(run)).map(({ status }) => status)).toEqual([
      'queued',
      'in_progress',
      'completed',
    ])
  })

  it('ends the same, streamed or polled, with calls that are answered on the way', async () => {
    const ends: unknown[] = []
    for (const isStreaming of [true, false]) {
      const scene = await createRuntimeScene(createFakeModel(ASKS))
      open(scene)
      const run = await tab.runs.start(
        threadKey(scene.threadId),
        { assistant_id: scene.assistantId },
        isStreaming,
      )
      const waiting = await until(run, 'requires_action')
      const [call] = waiting.required_action?.submit_tool_outputs.tool_calls ?? []
      expect(call?.function.name).toBe('look_up')
      await tab.runs.answer(keyOf(run), [{ tool_call_id: call!.id, output: OUTPUT }], isStreaming)
      await until(run, 'completed')
      await untilLeft(run)
      ends.push(seenOf(run))
      expect(tab.runs.trailOf(keyOf(run)).map(({ status }) => status)).toEqual([
        'queued',
        'in_progress',
        'requires_action',
        'queued',
        'in_progress',
        'completed',
      ])
      tab.close()
    }
    expect(ends[0]).toEqual(ends[1])
    expect(ends[0]).toMatchObject({ steps: [{ calls: [{ function: { output: OUTPUT } }] }, {}] })
  })

  it('tells what is wrong with outputs, and waits on', async () => {
    const scene = await createRuntimeScene(createFakeModel(ASKS))
    open(scene)
    const run = await tab.runs.start(threadKey(scene.threadId), { assistant_id: scene.assistantId }, false)
    await until(run, 'requires_action')
    await expect(tab.runs.answer(keyOf(run), [], false)).rejects.toMatchObject({ data: { kind: 'invalid' } })
    expect(tab.runs.byKey(keyOf(run))?.status).toBe('requires_action')
    expect(tab.runs.followingOf(keyOf(run)).kind).toBe('polling')
  })

  it('is started with its thread, which is remembered under the first message', async () => {
    const scene = await createRuntimeScene([says(['Hello'])])
    open(scene)
    const run = await tab.runs.startWithThread(
      'browser',
      {
        assistant_id: scene.assistantId,
        thread: { messages: [{ role: 'user', content: 'What does clause 14 cost us?' }] },
      },
      true,
    )
    expect(tab.threads.byKey(threadKey(run.thread_id))).toMatchObject({
      title: 'What does clause 14 cost us?',
      assistantId: scene.assistantId,
      isStreaming: true,
    })
    await until(run, 'completed')
    await untilLeft(run)
    expect([...tab.states.stateOf(keyOf(run)).messages.values()].map(({ role }) => role)).toEqual([
      'user',
      'assistant',
    ])
  })

  it('can be cancelled while its model says nothing', async () => {
    const scene = await createRuntimeScene([fallsSilent(['Hel'])])
    open(scene)
    const run = await tab.runs.start(threadKey(scene.threadId), { assistant_id: scene.assistantId }, true)
    await until(run, 'in_progress')
    await tab.runs.stop(keyOf(run))
    await until(run, 'cancelled')
    await untilLeft(run)
    expect(tab.runs.trailOf(keyOf(run)).at(-1)?.status).toBe('cancelled')
  })

  it('expires when nobody answers in time', async () => {
    const clock = createHandClock()
    const scene = await createRuntimeScene(createFakeModel(ASKS), { deps: { clock } })
    open(scene)
    const run = await tab.runs.start(threadKey(scene.threadId), { assistant_id: scene.assistantId }, false)
    await until(run, 'requires_action')
    clock.advance(11 * 60_000)
    tab.runs.retry(keyOf(run))
    await until(run, 'expired')
    await untilLeft(run)
    expect(tab.runs.waitingCount).toBe(0)
  })

  it('goes on after a reload, from what was seen before it', async () => {
    const scene = await createRuntimeScene(createFakeModel(ASKS))
    open(scene)
    const run = await tab.runs.start(threadKey(scene.threadId), { assistant_id: scene.assistantId }, true)
    await until(run, 'requires_action')
    await vi.waitFor(async () => {
      expect(await tab.known.unfinished()).toHaveLength(1)
      expect(tab.known.known[0]?.run.status).toBe('requires_action')
    })
    const trail = tab.runs.trailOf(keyOf(run))
    tab.close()

    open(scene)
    await tab.runs.resume()
    expect(tab.runs.byKey(keyOf(run))?.status).toBe('requires_action')
    expect(tab.runs.trailOf(keyOf(run))).toEqual(trail)
    expect(tab.runs.followingOf(keyOf(run)).kind).toBe('polling')
    await vi.waitFor(() => expect(tab.runs.stepsOf(keyOf(run))).toHaveLength(1))
    const [call] = tab.runs.byKey(keyOf(run))?.required_action?.submit_tool_outputs.tool_calls ?? []
    await tab.runs.answer(keyOf(run), [{ tool_call_id: call!.id, output: OUTPUT }], false)
    await until(run, 'completed')
    await untilLeft(run)
    await vi.waitFor(async () => expect(await tab.known.unfinished()).toEqual([]))
  })

  it('is found in its thread, with the others and the newest first, and is followed', async () => {
    const scene = await createRuntimeScene(createFakeModel([says(['One']), calls([['look_up', '{}']])]))
    const first = await scene.run()
    await scene.until(first, 'completed')
    const second = await scene.run()
    await scene.until(second, 'requires_action')
    open(scene)
    await tab.runs.load(threadKey(scene.threadId))
    expect(tab.runs.runsOf(threadKey(scene.threadId)).map(({ id }) => id)).toEqual([second.id, first.id])
    expect(tab.runs.followingOf(keyOf(first)).kind).toBe('none')
    expect(tab.runs.followingOf(keyOf(second)).kind).toBe('polling')
    expect(tab.runs.waitingCount).toBe(1)
    // Nobody watched the first: its own timestamps tell its path.
    expect(tab.runs.trailOf(keyOf(first)).map(({ status }) => status)).toEqual([
      'queued',
      'in_progress',
      'completed',
    ])
    await tab.runs.loadSteps(keyOf(first))
    expect(tab.runs.stepsOf(keyOf(first))).toHaveLength(1)
  })

  it('is asked for again with all that belongs to it, and its metadata can be changed', async () => {
    const scene = await createRuntimeScene([says(['Hello'])])
    const run = await scene.run()
    await scene.until(run, 'completed')
    open(scene)
    await tab.runs.refresh(keyOf(run))
    expect(tab.runs.stepsOf(keyOf(run))).toHaveLength(1)
    expect(tab.states.stateOf(keyOf(run)).messages.size).toBe(2)
    await tab.runs.update(keyOf(run), { metadata: { colour: 'red' } })
    expect(tab.runs.byKey(keyOf(run))?.metadata).toEqual({ colour: 'red' })
    await expect(tab.runs.refresh(runKey(scene.threadId, 'run_none'))).rejects.toMatchObject({
      data: { kind: 'not-found' },
    })
  })

  it('is forgotten with its thread', async () => {
    const scene = await createRuntimeScene(createFakeModel([fallsSilent(['Hel'])]))
    open(scene)
    const key = threadKey(scene.threadId)
    await tab.threads.remember(key, {})
    const run = await tab.runs.start(key, { assistant_id: scene.assistantId }, false)
    await until(run, 'in_progress')
    await tab.threads.remove(key)
    expect(tab.runs.byKey(keyOf(run))).toBeUndefined()
    expect(tab.runs.followingOf(keyOf(run)).kind).toBe('none')
    expect(tab.runs.known).toEqual([])
  })
})

describe('the refresh of all runs', () => {
  it('lists the runs of every remembered thread, and tells which could not be listed', async () => {
    const scene = await createRuntimeScene([says(['Hello'])])
    const run = await scene.run()
    await scene.until(run, 'completed')
    open(scene)
    await tab.threads.remember(threadKey(scene.threadId), {})
    await tab.threads.remember(threadKey('thread_gone'), {})
    const failures = await tab.runs.refreshAll()
    expect(failures).toEqual([
      { key: threadKey('thread_gone'), error: expect.objectContaining({ kind: 'not-found' }) as unknown },
    ])
    expect(tab.runs.known.map(({ id }) => id)).toEqual([run.id])
    expect(tab.runs.refreshing).toBeNull()
  })

  it('asks a few at a time, says how far it is, and can be stopped', async () => {
    const open: ((response: Response) => void)[] = []
    tab = openRunsTab((_, init) => {
      const { promise, resolve, reject } = Promise.withResolvers<Response>()
      init?.signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')))
      open.push(resolve)
      return promise
    })
    for (let index = 0; index < 9; index += 1) await tab.threads.remember(threadKey(`thread_${index}`), {})
    const refreshed = tab.runs.refreshAll()
    await vi.waitFor(() => expect(open).toHaveLength(4))
    expect(tab.runs.refreshing).toEqual({ done: 0, total: 9 })
    open[0]!(Response.json({ object: 'list', data: [], has_more: false }))
    await vi.waitFor(() => expect(open).toHaveLength(5))
    expect(tab.runs.refreshing).toEqual({ done: 1, total: 9 })
    tab.runs.stopRefreshing()
    expect(tab.runs.refreshing).toBeNull()
    expect(await refreshed).toEqual([])
    expect(open).toHaveLength(5)
  })
})
