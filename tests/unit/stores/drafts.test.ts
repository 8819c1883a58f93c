// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useDraftsStore } from '@/stores/drafts.ts'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

describe('useDraftsStore', () => {
  it('keeps a draft over a reload until it is forgotten', () => {
    useDraftsStore().write('outputs:a', { call_1: '42' })
    setActivePinia(createPinia())
    expect(useDraftsStore().read('outputs:a')).toEqual({ call_1: '42' })
    useDraftsStore().write('outputs:a', null)
    expect(useDraftsStore().read('outputs:a')).toBeUndefined()
  })

  it('tells why a draft cannot be kept, and no longer once one can', () => {
    const drafts = useDraftsStore()
    const refuse = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('Full.', 'QuotaExceededError')
    })
    drafts.write('outputs:a', { call_1: '42' })
    expect(drafts.problem?.kind).toBe('storage-full')
    refuse.mockRestore()
    drafts.write('outputs:a', { call_1: '42' })
    expect(drafts.problem).toBeNull()
  })
})
