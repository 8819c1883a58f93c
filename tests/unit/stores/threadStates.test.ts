// @vitest-environment jsdom
import { createPinia, disposePinia, type Pinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watch } from 'vue'
import type { ThreadEvent } from '@/domain/runEvents.ts'
import { EMPTY_THREAD } from '@/domain/threadState.ts'
import { useThreadStatesStore } from '@/stores/threadStates.ts'
import { threadKey } from '../../support/runsTab.ts'
import { messageOf, runOf, textPart } from '../../support/threadObjects.ts'

const KEY = threadKey('thread_1')
const hidden = vi.spyOn(document, 'hidden', 'get')

let pinia: Pinia
let states: ReturnType<typeof useThreadStatesStore>

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000_000_000 })
  hidden.mockReturnValue(false)
  setActivePinia((pinia = createPinia()))
  states = useThreadStatesStore()
})
afterEach(() => {
  disposePinia(pinia)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const says = (text: string): ThreadEvent => ({ type: 'text-delta', messageId: 'msg_1', index: 0, text })
const shownText = (): unknown => states.stateOf(KEY).messages.get('msg_1')?.content

describe('the states of threads', () => {
  it('begin empty, and show what happens at once', () => {
    expect(states.stateOf(KEY)).toBe(EMPTY_THREAD)
    states.apply(KEY, { type: 'run-changed', run: runOf('queued') })
    expect(states.stateOf(KEY).runs.get('run_1')?.status).toBe('queued')
    expect(states.stateOf({ ...KEY, placeId: 'elsewhere' })).toBe(EMPTY_THREAD)
  })

  it('show deltas together, about twenty times a second however many come', async () => {
    states.apply(KEY, { type: 'message-changed', message: messageOf('in_progress') })
    const seen: unknown[] = []
    const stop = watch(shownText, (text) => seen.push(text), { flush: 'sync' })
    for (let index = 0; index < 1000; index += 1) {
      states.apply(KEY, says('x'))
      await vi.advanceTimersByTimeAsync(1)
    }
    await vi.advanceTimersByTimeAsync(100)
    expect(shownText()).toEqual([textPart('x'.repeat(1000))])
    expect(seen.length).toBeGreaterThanOrEqual(18)
    expect(seen.length).toBeLessThanOrEqual(22)
    stop()
  })

  it('show no deltas while the tab is hidden, and all at once when it is seen again', async () => {
    states.apply(KEY, { type: 'message-changed', message: messageOf('in_progress') })
    states.apply(KEY, says('a'))
    await vi.advanceTimersByTimeAsync(50)
    hidden.mockReturnValue(true)
    states.apply(KEY, says('b'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(shownText()).toEqual([textPart('a')])
    hidden.mockReturnValue(false)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(shownText()).toEqual([textPart('ab')])
  })

  it('show the deltas that came before an event with it', () => {
    states.apply(KEY, { type: 'message-changed', message: messageOf('in_progress') })
    states.apply(KEY, says('Hel'))
    states.apply(KEY, says('lo'))
    states.apply(KEY, { type: 'run-changed', run: runOf('in_progress') })
    expect(shownText()).toEqual([textPart('Hello')])
  })

  it('say nothing to who watches another thread', () => {
    const seen: unknown[] = []
    const other = threadKey('thread_2')
    const stop = watch(
      () => states.stateOf(other),
      (state) => seen.push(state),
      { flush: 'sync' },
    )
    states.apply(KEY, { type: 'run-changed', run: runOf('queued') })
    expect(seen).toEqual([])
    states.apply(other, { type: 'run-changed', run: runOf('queued') })
    expect(seen).toHaveLength(1)
    stop()
  })

  it('are forgotten, with what was not shown yet', () => {
    states.apply(KEY, { type: 'message-changed', message: messageOf('in_progress') })
    states.apply(KEY, says('Hello'))
    states.forget(KEY)
    vi.advanceTimersByTime(1000)
    expect(states.stateOf(KEY)).toBe(EMPTY_THREAD)
  })
})
