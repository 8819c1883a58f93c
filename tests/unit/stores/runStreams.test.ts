// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Run } from '@/domain/api.ts'
import {
  createFakeRunServer,
  type FakeRunServer,
  MESSAGES,
  openEvents,
  START,
  SUBMIT,
} from '../../support/fakeRunServer.ts'
import { openRunsTab, runKey, type RunsTab, threadKey } from '../../support/runsTab.ts'
import { messageOf, runOf, textPart } from '../../support/threadObjects.ts'

const KEY = runKey('thread_1', 'run_1')
const THREAD = threadKey('thread_1')

let server: FakeRunServer
let tab: RunsTab
let stream: ReturnType<typeof openEvents>
const hidden = vi.spyOn(document, 'hidden', 'get')

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_000_000_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  hidden.mockReturnValue(false)
  localStorage.clear()
  await deleteDB('skein-console')
  server = createFakeRunServer('in_progress')
  stream = openEvents()
  server.answer = ({ line }) => (line === START || line === SUBMIT ? stream.response : undefined)
  tab = openRunsTab(server.fetch)
})
afterEach(() => {
  tab.close()
  vi.useRealTimers()
})

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const delta = (value: string): object => ({
  id: 'msg_1',
  object: 'thread.message.delta',
  delta: { content: [{ index: 0, type: 'text', text: { value } }] },
})

/** Starts a run that streams, and lets it write `Hel`. */
async function begin(): Promise<Run> {
  const started = tab.runs.start(THREAD, { assistant_id: 'asst_1' }, true)
  stream.send('thread.run.created', runOf('queued'))
  stream.send('thread.run.in_progress', runOf('in_progress', { started_at: 101 }))
  stream.send('thread.message.created', messageOf('in_progress'))
  stream.send('thread.message.delta', delta('Hel'))
  const run = await started
  await pass(100)
  return run
}

const textOf = (): unknown => tab.states.stateOf(THREAD).messages.get('msg_1')?.content

describe('a run that streams', () => {
  it('is there as soon as the stream tells of it, and is not polled while the stream is open', async () => {
    const run = await begin()
    expect(run.id).toBe('run_1')
    expect(tab.runs.byKey(KEY)?.status).toBe('in_progress')
    expect(textOf()).toEqual([textPart('Hel')])
    expect(tab.runs.followingOf(KEY)).toEqual({ kind: 'stream', error: null })
    await pass(60_000)
    expect(server.looks()).toEqual([])
    // What was written before the run is in no stream.
    expect(server.count(MESSAGES)).toBe(1)
  })

  it('is polled on when its stream falls silent for two minutes', async () => {
    await begin()
    await pass(100_000)
    stream.send('thread.message.delta', delta('lo'))
    await pass(119_000)
    expect(tab.runs.followingOf(KEY).kind).toBe('stream')
    await pass(2000)
    expect(tab.runs.followingOf(KEY).kind).toBe('polling')
    server.run = runOf('completed', { started_at: 101, completed_at: 102 })
    await pass(5000)
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
  })

  it('goes on while the tab is hidden', async () => {
    await begin()
    hidden.mockReturnValue(true)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(tab.runs.followingOf(KEY).kind).toBe('stream')
    stream.send('thread.message.delta', delta('lo'))
    await pass(1000)
    hidden.mockReturnValue(false)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(textOf()).toEqual([textPart('Hello')])
  })

  it('is looked at once more when the stream has ended', async () => {
    await begin()
    server.run = runOf('completed', { completed_at: 105, usage: usage(12) })
    server.messages = [messageOf('completed', { content: [textPart('Hello')] })]
    stream.send('thread.message.completed', server.messages[0]!)
    stream.send('thread.run.completed', runOf('completed', { completed_at: 105 }))
    stream.send('done', '[DONE]')
    stream.end()
    await pass(1000)
    expect(server.looks()).toHaveLength(1)
    expect(tab.runs.byKey(KEY)?.usage?.total_tokens).toBe(12)
    expect(tab.runs.followingOf(KEY)).toEqual({ kind: 'none', error: null })
  })

  it.each<[string, () => void]>([
    ['breaks', () => stream.break()],
    ['ends before the run does', () => stream.end()],
    [
      'says that it has failed',
      () => {
        stream.send('error', { error: { message: 'Sorry.', type: 'server_error' } })
        stream.end()
      },
    ],
    [
      'is not what the protocol says',
      () => {
        stream.send('thread.run.completed', { object: 'thread.run', id: 7 })
        stream.end()
      },
    ],
  ])('is polled from what was accepted last when its stream %s', async (_, end) => {
    await begin()
    server.messages = [messageOf('in_progress', { content: [textPart('H')] })]
    end()
    await pass(0)
    expect(tab.runs.followingOf(KEY)).toEqual({ kind: 'polling', error: null })
    // The server knows less of the message than the stream has told: nothing is taken back.
    await pass(500)
    expect(textOf()).toEqual([textPart('Hel')])
    server.run = runOf('completed', { started_at: 101, completed_at: 105 })
    server.messages = [messageOf('completed', { content: [textPart('Hello')] })]
    await pass(3000)
    expect(textOf()).toEqual([textPart('Hello')])
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
    expect(tab.runs.followingOf(KEY).kind).toBe('none')
    expect(tab.runs.trailOf(KEY).map(({ status }) => status)).toEqual(['queued', 'in_progress', 'completed'])
  })

  it('is polled where the server does not stream', async () => {
    server.answer = ({ line }) => (line === START ? Response.json(runOf('queued')) : undefined)
    server.run = runOf('completed', { completed_at: 105 })
    const run = await tab.runs.start(THREAD, { assistant_id: 'asst_1' }, true)
    expect(run.status).toBe('queued')
    await pass(0)
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
  })

  it('has not begun where the stream ends before it tells of a run', async () => {
    const started = tab.runs.start(THREAD, { assistant_id: 'asst_1' }, true)
    stream.end()
    await expect(started).rejects.toMatchObject({ data: { kind: 'stream-cut' } })
    // The run may have begun all the same, and is looked for.
    await pass(0)
    expect(tab.runs.byKey(KEY)?.status).toBe('in_progress')
  })

  it('is let go of with its store', async () => {
    await begin()
    tab.close()
    await pass(60_000)
    expect(server.asked.find(({ line }) => line === START)!.signal.aborted).toBe(true)
    expect(server.looks()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is let go of with its thread, of which nothing is kept', async () => {
    await begin()
    await tab.threads.forget(THREAD)
    expect(server.asked.find(({ line }) => line === START)!.signal.aborted).toBe(true)
    stream.send('thread.message.delta', delta('lo'))
    await pass(60_000)
    expect(server.looks()).toEqual([])
    expect(tab.states.stateOf(THREAD).messages.size).toBe(0)
    expect(tab.runs.runsOf(THREAD)).toEqual([])
    expect(await tab.known.unfinished()).toEqual([])
  })
})

describe('answering by a stream', () => {
  it('takes the polling over, and gives it back when the stream breaks', async () => {
    server.run = runOf('requires_action', { required_action: requiredAction('call_1') })
    tab.runs.follow(KEY)
    await pass(100)
    const answered = tab.runs.answer(KEY, [{ tool_call_id: 'call_1', output: '22' }], true)
    stream.send('thread.run.queued', runOf('queued'))
    await answered
    expect(tab.runs.byKey(KEY)?.status).toBe('queued')
    expect(tab.runs.followingOf(KEY).kind).toBe('stream')
    const looks = server.looks().length
    await pass(20_000)
    expect(server.looks()).toHaveLength(looks)
    server.run = runOf('completed')
    stream.break()
    await pass(0)
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
  })
})

function usage(total: number): Run['usage'] {
  return { prompt_tokens: total - 2, completion_tokens: 2, total_tokens: total }
}

function requiredAction(id: string): Run['required_action'] {
  const call = { id, type: 'function' as const, function: { name: 'look_up', arguments: '{}' } }
  return { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls: [call] } }
}
