import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useStorageRoomStore } from '@/stores/storageRoom.ts'

beforeEach(() => setActivePinia(createPinia()))
afterEach(() => vi.unstubAllGlobals())

/** A browser that promises to keep what is stored, or does not. */
function browser(promises: boolean): void {
  let isKept = false
  const storage = {
    estimate: () => Promise.resolve({ usage: 2000, quota: 9000 }),
    persisted: () => Promise.resolve(isKept),
    persist: () => Promise.resolve((isKept = promises)),
  }
  vi.stubGlobal('navigator', { storage })
}

describe('useStorageRoomStore', () => {
  it('tells how much is used, and that the browser has promised to keep it', async () => {
    browser(true)
    const room = useStorageRoomStore()
    await room.load()
    expect(room.room).toEqual({ usedBytes: 2000, quotaBytes: 9000, isKept: false })
    await room.keep()
    expect(room.room?.isKept).toBe(true)
    expect(room.isRefused).toBe(false)
  })

  it('tells that the browser did not promise', async () => {
    browser(false)
    const room = useStorageRoomStore()
    await room.keep()
    expect(room.isRefused).toBe(true)
    expect(room.room?.isKept).toBe(false)
  })

  it('tells nothing where the browser does not', async () => {
    vi.stubGlobal('navigator', {
      storage: { estimate: () => Promise.reject(new Error('No.')), persisted: () => Promise.resolve(false) },
    })
    const room = useStorageRoomStore()
    await room.keep()
    expect(room.room).toBeNull()
    expect(room.isRefused).toBe(true)
  })
})
