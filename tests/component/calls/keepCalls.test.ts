import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { keepCalls } from '@/app/keepCalls.ts'
import type { ApiCall } from '@/domain/apiCall.ts'
import { useCallsStore } from '@/stores/calls.ts'
import { useSettingsStore } from '@/stores/settings.ts'
import { answered, recordedCall } from '../../support/calls.ts'

const STORED = 'skein.calls'

beforeEach(load)
afterEach(() => {
  sessionStorage.clear()
  localStorage.clear()
})

/** A page, with what the one before has left. */
function load(): void {
  setActivePinia(createPinia())
  keepCalls()
}

const ended = (id: string, text: string): ApiCall =>
  recordedCall({ id, answer: { kind: 'text', text, ...answered({ bytes: text.length }) } })

function recordAll(...calls: ApiCall[]): void {
  const { record } = useCallsStore()
  for (const call of calls) {
    record({ ...call, answer: { kind: 'pending' } })
    record(call)
  }
}

const leave = (): boolean => window.dispatchEvent(new Event('pagehide'))

it('leaves nothing for after a reload, unless it is asked to', () => {
  recordAll(ended('a', 'one'))
  leave()
  expect(sessionStorage.getItem(STORED)).toBeNull()
})

it('keeps calls over a reload, and forgets them when it is no longer asked to', async () => {
  useSettingsStore().keepsCalls = true
  recordAll(ended('a', 'one'), recordedCall({ id: 'b' }))
  await nextTick()
  leave()
  expect(sessionStorage.getItem(STORED)).toContain('"one"')

  load()
  recordAll(ended('c', 'two'))
  const store = useCallsStore()
  expect(store.calls).toEqual([ended('c', 'two'), ended('a', 'one')])

  useSettingsStore().keepsCalls = false
  await nextTick()
  expect(sessionStorage.getItem(STORED)).toBeNull()
  expect(store.calls).toHaveLength(2)
})

it('keeps within its bounds: the bodies of old calls go first, here and in the storage', async () => {
  const long = 'x'.repeat(5_000_000)
  recordAll(...['a', 'b', 'c', 'd', 'e'].map((id) => ended(id, long)))
  const { calls } = useCallsStore()
  expect(calls.map(({ answer }) => answer.kind)).toEqual(['text', 'text', 'text', 'text', 'other'])
  expect(calls[4]).toMatchObject({ id: 'a', answer: { status: 200, bytes: long.length } })

  useSettingsStore().keepsCalls = true
  await nextTick()
  const stored = sessionStorage.getItem(STORED) ?? ''
  expect(stored.length).toBeLessThan(1_500_000)
  expect(stored.match(/"id":/gu)).toHaveLength(5)
})

it('leaves out what is damaged', async () => {
  useSettingsStore().keepsCalls = true
  await nextTick()
  sessionStorage.setItem(STORED, JSON.stringify([{ id: 'x' }, ended('a', 'one')]))
  load()
  expect(useCallsStore().calls.map(({ id }) => id)).toEqual(['a'])
})
