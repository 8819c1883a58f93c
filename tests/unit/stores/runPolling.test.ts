// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '@/domain/errors.ts'
import { useKeyringStore } from '@/stores/keyring.ts'
import {
  CANCEL,
  createFakeRunServer,
  type FakeRunServer,
  later,
  LOOK,
  MESSAGES,
  refusal,
  START,
  STEPS,
} from '../../support/fakeRunServer.ts'
import { openRunsTab, runKey, type RunsTab, threadKey } from '../../support/runsTab.ts'
import { messageOf, runOf, textPart } from '../../support/threadObjects.ts'

const KEY = runKey('thread_1', 'run_1')

let server: FakeRunServer
let tab: RunsTab
const onLine = vi.spyOn(navigator, 'onLine', 'get')
const hidden = vi.spyOn(document, 'hidden', 'get')

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_000_000_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  vi.spyOn(Math, 'random').mockReturnValue(1)
  onLine.mockReturnValue(true)
  hidden.mockReturnValue(false)
  localStorage.clear()
  await deleteDB('skein-console')
  server = createFakeRunServer()
  tab = openRunsTab(server.fetch)
})
afterEach(() => {
  tab.close()
  vi.useRealTimers()
})

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

function show(isShown: boolean): void {
  hidden.mockReturnValue(!isShown)
  document.dispatchEvent(new Event('visibilitychange'))
}

function goOnline(is: boolean): void {
  onLine.mockReturnValue(is)
  window.dispatchEvent(new Event(is ? 'online' : 'offline'))
}

describe('following a run by polling', () => {
  it('looks at the run, its steps and its messages, and at the inside only where something may have changed', async () => {
    tab.runs.follow(KEY)
    await pass(5000)
    expect(server.looks().length).toBeGreaterThan(4)
    expect([server.count(STEPS), server.count(MESSAGES)]).toEqual([1, 1])
    server.run = runOf('completed', { completed_at: 105 })
    server.messages = [messageOf('completed', { content: [textPart('Hi')] })]
    await pass(2000)
    expect([server.count(STEPS), server.count(MESSAGES)]).toEqual([2, 2])
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
    expect(tab.states.stateOf(KEY).messages.get('msg_1')?.content).toEqual([textPart('Hi')])
    expect(tab.runs.followingOf(KEY)).toEqual({ kind: 'none', error: null })
    const looks = server.looks().length
    await pass(60_000)
    expect(server.looks()).toHaveLength(looks)
  })

  it('looks at the inside of a run that is at work each time', async () => {
    server.run = runOf('in_progress')
    tab.runs.follow(KEY)
    await pass(1500)
    expect(server.looks()).toEqual([0, 500, 1250])
    expect([server.count(STEPS), server.count(MESSAGES)]).toEqual([3, 3])
  })

  it('rule 1: never asks twice at once, however slow the answer', async () => {
    const slow: ReturnType<typeof later>[] = []
    server.answer = ({ line, signal }) => {
      if (line !== LOOK) return undefined
      slow.push(later(signal))
      return slow.at(-1)!.response
    }
    tab.runs.follow(KEY)
    await pass(15_000)
    expect(slow).toHaveLength(1)
    slow[0]!.send(Response.json(runOf('queued')))
    await pass(300)
    expect(slow).toHaveLength(2)
  })

  it('rule 2: is one loop, however many look at the run', async () => {
    tab.runs.follow(KEY)
    tab.runs.follow(KEY)
    await pass(100)
    tab.runs.follow(KEY)
    await pass(250)
    expect(server.looks()).toEqual([0, 300])
  })

  it('rule 2: starts a new loop when it is asked to retry', async () => {
    tab.runs.follow(KEY)
    await pass(2000)
    const before = server.looks().length
    tab.runs.retry(KEY)
    tab.runs.retry(KEY)
    await pass(0)
    // The first of the two was stopped before it could ask.
    expect(server.looks().slice(before)).toEqual([2000])
    await pass(300)
    expect(server.looks().slice(before)).toEqual([2000, 2300])
  })

  it('rule 3: a late answer of a loop that was stopped changes nothing', async () => {
    const slow: ReturnType<typeof later>[] = []
    server.answer = ({ line, signal }) => {
      if (line !== LOOK) return undefined
      slow.push(later(signal, { ignoresAbort: true }))
      return slow.at(-1)!.response
    }
    tab.runs.follow(KEY)
    await pass(0)
    tab.runs.retry(KEY)
    await pass(0)
    slow[1]!.send(Response.json(runOf('in_progress')))
    await pass(0)
    slow[0]!.send(Response.json(runOf('completed')))
    await pass(0)
    expect(tab.runs.byKey(KEY)?.status).toBe('in_progress')
  })

  it('rule 4: ends with the store, and what is in flight with it', async () => {
    server.answer = ({ line, signal }) => (line === LOOK ? later(signal).response : undefined)
    tab.runs.follow(KEY)
    await pass(0)
    tab.close()
    expect(server.asked[0]!.signal.aborted).toBe(true)
    await pass(60_000)
    expect(server.asked).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('rule 5: waits out errors that may pass, and says meanwhile what they are', async () => {
    server.answer = ({ line }) =>
      line === LOOK && server.looks().length < 4 ? refusal(500, 'Sorry.') : undefined
    tab.runs.follow(KEY)
    await pass(0)
    expect(tab.runs.followingOf(KEY)).toMatchObject({ kind: 'polling', error: { kind: 'server' } })
    await pass(7000)
    expect(server.looks().slice(0, 4)).toEqual([0, 1000, 3000, 7000])
    expect(tab.runs.followingOf(KEY)).toEqual({ kind: 'polling', error: null })
  })

  it('rule 5: waits as long as the server says', async () => {
    server.answer = ({ line }) =>
      line === LOOK && server.looks().length === 1
        ? refusal(429, 'Slowly.', { 'retry-after': '9' })
        : undefined
    tab.runs.follow(KEY)
    await pass(9000)
    expect(server.looks()).toEqual([0, 9000])
  })

  it.each([
    [401, 'auth'],
    [400, 'invalid'],
  ])('rule 6: a %i ends it, with the error kept', async (status, kind) => {
    server.answer = ({ line }) => (line === LOOK ? refusal(status, 'No.') : undefined)
    tab.runs.follow(KEY)
    await pass(60_000)
    expect(server.looks()).toEqual([0])
    expect(tab.runs.followingOf(KEY)).toMatchObject({ kind: 'failed', error: { kind } })
    // Looking at it again by itself would never end.
    tab.runs.follow(KEY)
    await pass(1000)
    expect(server.looks()).toEqual([0])
  })

  it('rule 6: a run that is gone is followed and remembered no more, and the error is kept', async () => {
    tab.runs.follow(KEY)
    await pass(300)
    expect(tab.runs.known).toHaveLength(1)
    server.answer = ({ line }) => (line === LOOK ? refusal(404, 'No run found.') : undefined)
    await pass(60_000)
    expect(tab.runs.followingOf(KEY)).toMatchObject({ kind: 'failed', error: { kind: 'not-found' } })
    expect(tab.runs.known).toEqual([])
    expect(tab.runs.byKey(KEY)?.status).toBe('queued')
    await vi.waitFor(async () => expect(await tab.known.unfinished()).toEqual([]))
  })

  it('rule 7: gives up after eight failures in a row, and goes on when asked to', async () => {
    server.answer = ({ line }) => (line === LOOK ? refusal(503, 'Busy.') : undefined)
    tab.runs.follow(KEY)
    for (let round = 0; round < 20; round += 1) await pass(20_000)
    expect(server.looks()).toHaveLength(8)
    expect(tab.runs.followingOf(KEY)).toMatchObject({ kind: 'failed', error: { kind: 'overloaded' } })
    server.answer = () => undefined
    server.run = runOf('completed')
    tab.runs.retry(KEY)
    await pass(0)
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
    expect(tab.runs.followingOf(KEY)).toEqual({ kind: 'none', error: null })
  })

  it('rule 8: pauses while the tab is hidden, and looks once it is seen', async () => {
    tab.runs.follow(KEY)
    await pass(0)
    show(false)
    expect(tab.runs.followingOf(KEY)).toEqual({ kind: 'paused', error: null })
    await pass(60_000)
    expect(server.looks()).toEqual([0])
    show(true)
    await pass(0)
    expect(server.looks()).toEqual([0, 60_000])
  })

  it('rule 8: pauses while there is no network, where the place is on it', async () => {
    const key = { ...KEY, placeId: tab.networkPlace() }
    tab.runs.follow(key)
    await pass(0)
    goOnline(false)
    expect(tab.runs.followingOf(key).kind).toBe('paused')
    await pass(60_000)
    expect(server.looks()).toEqual([0])
    goOnline(true)
    await pass(0)
    expect(server.looks()).toEqual([0, 60_000])
  })

  it('rule 8: needs no network for what lives in this browser', async () => {
    goOnline(false)
    tab.runs.follow(KEY)
    await pass(300)
    expect(server.looks()).toEqual([0, 300])
  })

  it('rule 10: looks slowly at a status that nobody knows, and not for ever', async () => {
    server.answer = ({ line }) =>
      line === LOOK ? Response.json({ ...runOf('queued'), status: 'paused' }) : undefined
    tab.runs.follow(KEY)
    for (let round = 0; round < 12; round += 1) await pass(10_000)
    expect(server.looks()).toEqual(Array.from({ length: 13 }, (_, index) => index * 5000))
    expect(tab.runs.followingOf(KEY)).toMatchObject({ kind: 'failed', error: { kind: 'unsupported' } })
  })

  it('does as its server says while the run is at work', async () => {
    server.answer = ({ line }) =>
      line === LOOK
        ? Response.json(runOf('in_progress'), { headers: { 'openai-poll-after-ms': '4000' } })
        : undefined
    tab.runs.follow(KEY)
    await pass(8000)
    expect(server.looks()).toEqual([0, 4000, 8000])
  })

  it('asks again for what came with the run when that failed', async () => {
    server.run = runOf('completed')
    server.answer = ({ line }) =>
      line === STEPS && server.count(STEPS) === 1 ? refusal(500, 'Sorry.') : undefined
    tab.runs.follow(KEY)
    await pass(0)
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
    expect(tab.runs.followingOf(KEY)).toMatchObject({ kind: 'polling', error: { kind: 'server' } })
    await pass(1000)
    expect(tab.runs.followingOf(KEY).kind).toBe('none')
    expect(server.count(STEPS)).toBe(2)
  })

  it('does not follow a run that is known to be over', async () => {
    tab.runs.follow(KEY)
    server.run = runOf('completed')
    await pass(1000)
    const looks = server.looks().length
    tab.runs.follow(KEY)
    await pass(5000)
    expect(server.looks()).toHaveLength(looks)
  })
})

describe('stopping a run', () => {
  beforeEach(async () => {
    server.run = runOf('in_progress')
    tab.runs.follow(KEY)
    await pass(0)
  })

  it('shows it as cancelling at once, and follows it until it is cancelled', async () => {
    let cancel: ReturnType<typeof later> | null = null
    server.answer = ({ line, signal }) => (line === CANCEL ? (cancel = later(signal)).response : undefined)
    const stopped = tab.runs.stop(KEY)
    expect(tab.runs.byKey(KEY)?.status).toBe('cancelling')
    expect(tab.runs.runsOf(KEY)[0]?.status).toBe('cancelling')
    await pass(0)
    server.run = runOf('cancelling')
    cancel!.send(Response.json(server.run))
    await stopped
    expect(tab.runs.byKey(KEY)?.status).toBe('cancelling')
    server.run = runOf('cancelled', { cancelled_at: 105 })
    await pass(1000)
    expect(tab.runs.byKey(KEY)?.status).toBe('cancelled')
  })

  it('takes it back when the server refuses, and says why', async () => {
    server.answer = ({ line }) => (line === CANCEL ? refusal(500, 'Sorry.') : undefined)
    const stopped = tab.runs.stop(KEY)
    expect(tab.runs.byKey(KEY)?.status).toBe('cancelling')
    await expect(stopped).rejects.toMatchObject({ data: { kind: 'server' } })
    expect(tab.runs.byKey(KEY)?.status).toBe('in_progress')
    expect(tab.runs.known[0]?.trail.map(({ status }) => status)).toEqual(['in_progress'])
  })

  it('is no error when the run was over before', async () => {
    server.answer = ({ line }) => {
      if (line !== CANCEL) return undefined
      server.run = runOf('completed')
      return refusal(400, 'Cannot cancel run with status completed.')
    }
    await tab.runs.stop(KEY)
    expect(tab.runs.byKey(KEY)?.status).toBe('completed')
  })

  it('asks nothing of a run that is over', async () => {
    server.run = runOf('completed')
    await pass(1000)
    await tab.runs.stop(KEY)
    expect(server.count(CANCEL)).toBe(0)
  })
})

describe('starting a run that does not come', () => {
  it('tells the error, and finds the run that holds the thread', async () => {
    server.run = runOf('in_progress')
    server.answer = ({ line }) =>
      line === START ? refusal(400, 'Thread thread_1 already has an active run run_1.') : undefined
    await expect(
      tab.runs.start(threadKey('thread_1'), { assistant_id: 'asst_1' }, false),
    ).rejects.toMatchObject({ data: { kind: 'invalid' } })
    await pass(0)
    expect(tab.runs.runsOf(threadKey('thread_1')).map(({ id }) => id)).toEqual(['run_1'])
    expect(tab.runs.followingOf(KEY).kind).toBe('polling')
  })

  it('finds a run that was started although the connection broke before it was told', async () => {
    server.run = runOf('in_progress')
    server.answer = ({ line }) =>
      line === START ? Promise.reject(new TypeError('Failed to fetch')) : undefined
    await expect(
      tab.runs.start(threadKey('thread_1'), { assistant_id: 'asst_1' }, true),
    ).rejects.toBeInstanceOf(AppError)
    await pass(0)
    expect(tab.runs.followingOf(KEY).kind).toBe('polling')
    expect(server.count(MESSAGES)).toBeGreaterThan(0)
  })

  it('asks nothing more where the key is wrong', async () => {
    server.answer = () => refusal(401, 'No.')
    await expect(
      tab.runs.start(threadKey('thread_1'), { assistant_id: 'asst_1' }, true),
    ).rejects.toMatchObject({ data: { kind: 'auth' } })
    await pass(1000)
    expect(server.asked).toHaveLength(1)
  })
})

describe('a place whose key is locked', () => {
  it('is not asked, and its run is followed on as soon as the key is unlocked', async () => {
    const key = { ...KEY, placeId: tab.networkPlace() }
    const keyring = useKeyringStore()
    await keyring.save(key.placeId, 'sk-test-Zq8', 'passphrase', 'correct horse')
    keyring.lock()
    tab.runs.follow(key)
    await pass(60_000)
    expect(tab.runs.followingOf(key)).toMatchObject({ kind: 'failed', error: { kind: 'locked' } })
    expect(server.looks()).toEqual([])
    await keyring.unlock('wrong horse')
    await pass(1000)
    expect(tab.runs.followingOf(key).kind).toBe('failed')
    await keyring.unlock('correct horse')
    await pass(1000)
    expect(tab.runs.followingOf(key)).toEqual({ kind: 'polling', error: null })
    expect(server.looks()).not.toEqual([])
  })

  it('does not wake what failed otherwise', async () => {
    const key = { ...KEY, placeId: tab.networkPlace() }
    const keyring = useKeyringStore()
    await keyring.save(key.placeId, 'sk-test-Zq8', 'passphrase', 'correct horse')
    server.answer = () => refusal(403, 'No.')
    tab.runs.follow(key)
    await pass(1000)
    expect(tab.runs.followingOf(key).kind).toBe('failed')
    const { length } = server.looks()
    keyring.lock()
    await keyring.unlock('correct horse')
    await pass(60_000)
    expect(server.looks()).toHaveLength(length)
  })
})
