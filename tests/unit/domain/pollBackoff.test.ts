import { describe, expect, it } from 'vitest'
import type { AppErrorData } from '@/domain/errors.ts'
import { pollBackoffMs } from '@/domain/pollBackoff.ts'

const server: AppErrorData = { kind: 'server', detail: 'No.', status: 500 }

describe('pollBackoffMs', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [6, 30_000],
    [7, 30_000],
    [8, null],
    [9, null],
  ])('waits at most this long after %d failures in a row: %s', (failures, ms) => {
    expect(pollBackoffMs(server, failures, () => 1)).toBe(ms)
  })

  it('leaves all of it to chance', () => {
    expect(pollBackoffMs(server, 3, () => 0)).toBe(0)
    expect(pollBackoffMs(server, 3, () => 0.5)).toBe(2000)
    expect(pollBackoffMs(server, 3)).toBeLessThan(4000)
  })

  it('does as the server says, up to the last failure', () => {
    const limited: AppErrorData = { kind: 'rate-limit', detail: 'No.', retryAfterMs: 90_000 }
    expect(pollBackoffMs(limited, 1, () => 0.5)).toBe(90_000)
    expect(pollBackoffMs(limited, 8)).toBeNull()
  })

  it.each(['auth', 'not-found', 'invalid', 'quota', 'unexpected'] as const)(
    'does not wait for %s',
    (kind) => {
      expect(pollBackoffMs({ kind, detail: 'No.', retryAfterMs: 1 }, 1)).toBeNull()
    },
  )
})
