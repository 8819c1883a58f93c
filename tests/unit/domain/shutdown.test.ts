import { describe, expect, it } from 'vitest'
import { shutdownNearness } from '@/domain/shutdown.ts'

const NOW = Date.UTC(2026, 10, 22, 12)

describe('shutdownNearness', () => {
  it.each([
    [null, null],
    ['', null],
    ['2026-11-21', 'past'],
    ['2026-11-22', 'past'],
    ['2026-11-23', 'soon'],
    ['2027-02-20', 'soon'],
    ['2027-02-21', 'later'],
  ])('calls %s %s', (date, nearness) => {
    expect(shutdownNearness(date, NOW)).toBe(nearness)
  })
})
