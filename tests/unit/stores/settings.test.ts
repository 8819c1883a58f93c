// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useSettingsStore } from '@/stores/settings.ts'

const KEY = 'skein.settings'

/** The store of a page that is loaded now. */
function opened(): ReturnType<typeof useSettingsStore> {
  setActivePinia(createPinia())
  return useSettingsStore()
}

beforeEach(() => localStorage.clear())

describe('what programs may do', () => {
  it('is a minute and no host at first', () => {
    expect(opened().interpreter).toEqual({ limitSeconds: 60, allowedHosts: [] })
  })

  it('is kept for the next page', async () => {
    const settings = opened()
    expect(settings.setProgramLimit(5)).toBe(true)
    expect(settings.allowHost('https://cdn.jsdelivr.net/pyodide/')).toBe(true)
    expect(settings.allowHost('cdn.jsdelivr.net')).toBe(true)
    await nextTick()
    expect(opened().interpreter).toEqual({ limitSeconds: 5, allowedHosts: ['cdn.jsdelivr.net'] })
  })

  it.each([0, -1, 1.5, 3601, Number.NaN])('takes no limit of %d seconds', (seconds) => {
    const settings = opened()
    expect(settings.setProgramLimit(seconds)).toBe(false)
    expect(settings.interpreter.limitSeconds).toBe(60)
  })

  it('takes no host that is none', () => {
    const settings = opened()
    expect(settings.allowHost('every host')).toBe(false)
    expect(settings.interpreter.allowedHosts).toEqual([])
  })

  it('takes a host back', () => {
    const settings = opened()
    settings.allowHost('a.org')
    settings.allowHost('b.org')
    settings.disallowHost('a.org')
    expect(settings.interpreter.allowedHosts).toEqual(['b.org'])
  })

  it('is safe where what was kept is damaged, and the rest stays', () => {
    const kept = {
      theme: 'dark',
      interpreter: { limitSeconds: 1e9, allowedHosts: ['*'] },
      embeddingModel: '',
    }
    localStorage.setItem(KEY, JSON.stringify(kept))
    const settings = opened()
    expect(settings.interpreter).toEqual({ limitSeconds: 60, allowedHosts: [] })
    expect(settings.embeddingModel).toBeNull()
    expect(settings.theme).toBe('dark')
  })
})

describe('the embedding model', () => {
  it('is none at first, and kept when chosen', async () => {
    const settings = opened()
    expect(settings.embeddingModel).toBeNull()
    settings.setEmbeddingModel(' demo/embed ')
    await nextTick()
    expect(opened().embeddingModel).toBe('demo/embed')
    settings.setEmbeddingModel(' ')
    expect(settings.embeddingModel).toBeNull()
  })
})

describe('another tab', () => {
  it('has them at once', () => {
    const settings = opened()
    const text = JSON.stringify({
      interpreter: { limitSeconds: 7, allowedHosts: ['a.org'] },
      embeddingModel: 'demo/embed',
    })
    localStorage.setItem(KEY, text)
    dispatchEvent(new StorageEvent('storage', { key: KEY, newValue: text, storageArea: localStorage }))
    expect(settings.interpreter).toEqual({ limitSeconds: 7, allowedHosts: ['a.org'] })
    expect(settings.embeddingModel).toBe('demo/embed')
  })
})
