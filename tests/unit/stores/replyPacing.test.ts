import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPacer, type Paced } from '@/stores/replyPacing.ts'
import { handPage } from '../../support/handPage.ts'

interface Entry extends Paced {
  shown: number
  saved: number
}

let entries: Entry[]
let isHidden: boolean
let pacer: ReturnType<typeof createPacer<Entry>>

beforeEach(() => {
  vi.useFakeTimers()
  entries = [newEntry(), newEntry()]
  isHidden = false
  pacer = createPacer(
    () => entries,
    { show: (entry) => (entry.shown += 1), save: (entry) => (entry.saved += 1) },
    handPage({ isHidden: () => isHidden }),
  )
})

afterEach(() => {
  vi.useRealTimers()
})

function newEntry(): Entry {
  return { isShown: true, isSaved: true, savedAt: performance.now(), shown: 0, saved: 0 }
}

/** A second in which something arrives every millisecond. */
async function busySecond(entry: Entry): Promise<void> {
  for (let step = 0; step < 1_000; step += 1) {
    entry.isShown = false
    entry.isSaved = false
    pacer.wake()
    await vi.advanceTimersByTimeAsync(1)
  }
}

describe('the pacer', () => {
  it('shows the first piece at once', () => {
    entries[0]!.isShown = false
    pacer.wake()
    vi.advanceTimersByTime(1)
    expect(entries[0]!.shown).toBe(1)
  })

  it('shows about twenty times and saves about twice a second, however much arrives', async () => {
    await busySecond(entries[0]!)
    expect(entries[0]!.shown).toBeGreaterThanOrEqual(18)
    expect(entries[0]!.shown).toBeLessThanOrEqual(21)
    expect(entries[0]!.saved).toBeGreaterThanOrEqual(1)
    expect(entries[0]!.saved).toBeLessThanOrEqual(2)
    expect(entries[1]!.shown).toBe(0)
  })

  it('saves the last piece although nothing comes after it, and rests then', async () => {
    await busySecond(entries[0]!)
    vi.advanceTimersByTime(600)
    expect(entries[0]).toMatchObject({ isShown: true, isSaved: true })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('saves, but shows nothing, while the tab is hidden', async () => {
    isHidden = true
    await busySecond(entries[0]!)
    expect(entries[0]).toMatchObject({ shown: 0, isShown: false })
    expect(entries[0]!.saved).toBeGreaterThanOrEqual(1)
  })

  it('saves everything at once when the page goes', () => {
    entries[0]!.isSaved = false
    pacer.saveAll()
    expect(entries.map(({ saved }) => saved)).toEqual([1, 0])
  })
})
