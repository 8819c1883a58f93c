// @vitest-environment jsdom
import 'fake-indexeddb/auto'
import { deleteDB } from 'idb'
import { createPinia, disposePinia, type Pinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { useKnownRunsStore as UseKnownRuns } from '@/stores/knownRuns.ts'
import type { useWaitingRunsStore as UseWaitingRuns } from '@/stores/waitingRuns.ts'
import { runKey, threadKey } from '../../support/runsTab.ts'
import { runOf } from '../../support/threadObjects.ts'

const THREAD = threadKey('thread_1')
const KEY = runKey('thread_1', 'run_1')

interface Tab {
  pinia: Pinia
  known: ReturnType<typeof UseKnownRuns>
  waiting: ReturnType<typeof UseWaitingRuns>
}

const tabs: Tab[] = []

/** A tab of its own: fresh modules over the one storage. */
async function openTab(): Promise<Tab> {
  vi.resetModules()
  const { useKnownRunsStore } = await import('@/stores/knownRuns.ts')
  const { useWaitingRunsStore } = await import('@/stores/waitingRuns.ts')
  const pinia = createPinia()
  setActivePinia(pinia)
  const tab = { pinia, known: useKnownRunsStore(pinia), waiting: useWaitingRunsStore(pinia) }
  tabs.push(tab)
  await tab.known.load()
  return tab
}

beforeEach(async () => {
  await deleteDB('skein-console')
})
afterEach(() => {
  for (const { pinia } of tabs.splice(0)) disposePinia(pinia)
})

const statusIn = ({ known }: Tab): unknown => known.byKey(KEY)?.run.status

describe('known runs', () => {
  it('are there after a reload, with the statuses that were seen', async () => {
    const tab = await openTab()
    await tab.known.note(THREAD, [runOf('queued')])
    await tab.known.note(THREAD, [runOf('in_progress')])
    const later = await openTab()
    expect(statusIn(later)).toBe('in_progress')
    expect(later.known.byKey(KEY)?.trail.map(({ status }) => status)).toEqual(['queued', 'in_progress'])
    expect(await later.known.unfinished()).toEqual([KEY])
    expect(later.known.ofThread(THREAD)).toHaveLength(1)
    expect(later.known.ofThread(threadKey('thread_2'))).toEqual([])
  })

  it('are written when something has changed, and only then', async () => {
    const tab = await openTab()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    await tab.known.note(THREAD, [runOf('queued')])
    await tab.known.note(THREAD, [runOf('queued')])
    await tab.known.note(THREAD, [runOf('in_progress')])
    await tab.known.note(THREAD, [runOf('queued')])
    expect(put).toHaveBeenCalledTimes(3)
    put.mockRestore()
  })

  it('never go back from their end', async () => {
    const tab = await openTab()
    await tab.known.note(THREAD, [runOf('completed')])
    await tab.known.note(THREAD, [runOf('in_progress')])
    expect(statusIn(tab)).toBe('completed')
  })

  it('that nobody watched have no times of seeing', async () => {
    const tab = await openTab()
    await tab.known.note(THREAD, [runOf('completed')])
    expect(tab.known.byKey(KEY)?.trail).toEqual([])
  })

  it('are told to other tabs, which count those that wait', async () => {
    const here = await openTab()
    const there = await openTab()
    const told = vi.fn()
    there.known.onNews(told)
    await here.known.note(THREAD, [runOf('requires_action')])
    expect(here.waiting.count).toBe(1)
    await vi.waitFor(() => expect(statusIn(there)).toBe('requires_action'))
    await vi.waitFor(() => expect(there.waiting.count).toBe(1))
    await vi.waitFor(() => expect(told).toHaveBeenCalled())
    await there.known.note(THREAD, [runOf('completed')])
    await vi.waitFor(() => expect(statusIn(here)).toBe('completed'))
    await vi.waitFor(() => expect(here.waiting.count).toBe(0))
  })

  it('keep the fuller trail of two tabs', async () => {
    const here = await openTab()
    await here.known.note(THREAD, [runOf('queued')])
    await here.known.note(THREAD, [runOf('in_progress')])
    const there = await openTab()
    await there.known.note(THREAD, [runOf('completed')])
    await vi.waitFor(() => expect(here.known.byKey(KEY)?.trail).toHaveLength(3))
  })

  it('are forgotten one by one or with their thread, in every tab', async () => {
    const here = await openTab()
    await here.known.note(THREAD, [runOf('requires_action'), runOf('completed', { id: 'run_2' })])
    await here.known.note(threadKey('thread_2'), [runOf('queued', { id: 'run_3', thread_id: 'thread_2' })])
    const there = await openTab()
    expect(there.known.known).toHaveLength(3)
    await here.known.forget(KEY)
    expect(here.waiting.count).toBe(0)
    await vi.waitFor(() => expect(there.known.known).toHaveLength(2))
    await here.known.forgetThread(THREAD)
    expect(here.known.known.map(({ id }) => id)).toEqual(['run_3'])
    await vi.waitFor(() => expect(there.known.known.map(({ id }) => id)).toEqual(['run_3']))
  })

  it('hold in their tab, and say so, when they cannot be stored', async () => {
    const tab = await openTab()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('Full.', 'QuotaExceededError')
    })
    await tab.known.note(THREAD, [runOf('queued')])
    put.mockRestore()
    expect(statusIn(tab)).toBe('queued')
    expect(tab.known.problem).toMatchObject({ kind: 'storage-full' })
    const there = await openTab()
    await there.known.note(THREAD, [runOf('completed', { id: 'run_2' })])
    await vi.waitFor(() => expect(tab.known.known).toHaveLength(2))
    expect(statusIn(tab)).toBe('queued')
  })
})
