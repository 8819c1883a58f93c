import { describe, expect, it } from 'vitest'
import type { AppErrorKind } from '@/domain/errors.ts'
import { retryDelayMs } from '@/domain/retryDelay.ts'

const error = (kind: AppErrorKind, more: { retryAfterMs?: number; status?: number } = {}) => ({
  kind,
  detail: 'No.',
  ...more,
})

describe('retryDelayMs', () => {
  it('is longer each time, and ends', () => {
    const delays = [0, 1, 2, 3].map((retries) => retryDelayMs(error('server'), retries, () => 0))

    expect(delays).toEqual([500, 1000, 2000, null])
  })

  it('leaves a quarter of it to chance', () => {
    expect(retryDelayMs(error('server'), 1, () => 1)).toBe(750)
  })

  it('is what the server says, up to a minute', () => {
    expect(retryDelayMs(error('rate-limit', { retryAfterMs: 0 }), 0)).toBe(0)
    expect(retryDelayMs(error('rate-limit', { retryAfterMs: 60_000 }), 2)).toBe(60_000)
    expect(retryDelayMs(error('rate-limit', { retryAfterMs: 60_001 }), 0)).toBeNull()
    expect(retryDelayMs(error('rate-limit', { retryAfterMs: 1 }), 3)).toBeNull()
  })

  it.each(['rate-limit', 'overloaded', 'server', 'timeout', 'stream-cut', 'unreachable'] as const)(
    'tries again after %s',
    (kind) => {
      expect(retryDelayMs(error(kind), 0)).not.toBeNull()
    },
  )

  it.each(['quota', 'auth', 'invalid', 'context-length', 'aborted', 'cors'] as const)(
    'does not try again after %s',
    (kind) => {
      expect(retryDelayMs(error(kind, { retryAfterMs: 1 }), 0)).toBeNull()
    },
  )

  it('tries again after a proxy’s page about a server that failed', () => {
    expect(retryDelayMs(error('not-json', { status: 502 }), 0)).not.toBeNull()
    expect(retryDelayMs(error('not-json', { status: 200 }), 0)).toBeNull()
  })
})
