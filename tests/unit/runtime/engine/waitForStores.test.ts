import { expect, it, vi } from 'vitest'
import { createMemoryStorage } from '@/runtime/db/memory.ts'
import { waitForStores } from '@/runtime/engine/waitForStores.ts'
import { createHandClock } from '../../../support/handClock.ts'
import { storeFileRow } from '../../../support/storedRows.ts'

function setUp() {
  const storage = createMemoryStorage()
  const clock = createHandClock()
  const put = (status: 'in_progress' | 'completed'): Promise<void> =>
    storage.write(['vectorStoreFiles'], (tx) =>
      tx.put('vectorStoreFiles', storeFileRow('a', { vectorStoreId: 'vs_2', status })),
    )
  const controller = new AbortController()
  const ended = vi.fn<() => void>()
  const wait = (): Promise<void> =>
    waitForStores({ storage, clock }, ['vs_1', 'vs_2'], 60_000, controller.signal).then(ended)
  return { clock, put, wait, ended, controller }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

it('waits for no store without unread files', async () => {
  const { put, wait } = setUp()
  await put('completed')
  await wait()
})

it('waits until the last file is read', async () => {
  const { clock, put, wait, ended } = setUp()
  await put('in_progress')
  void wait()
  await pause()
  clock.advance(1000)
  await pause()
  expect(ended).not.toHaveBeenCalled()
  await put('completed')
  clock.advance(1000)
  await vi.waitFor(() => expect(ended).toHaveBeenCalled())
})

it('waits no longer than it is told', async () => {
  const { clock, put, wait, ended } = setUp()
  await put('in_progress')
  void wait()
  await pause()
  clock.advance(60_000)
  await vi.waitFor(() => expect(ended).toHaveBeenCalled())
})

it('ends with its signal', async () => {
  const { put, wait, controller } = setUp()
  await put('in_progress')
  const waiting = wait()
  await pause()
  controller.abort(new Error('stopped'))
  await expect(waiting).rejects.toThrow('stopped')
})
