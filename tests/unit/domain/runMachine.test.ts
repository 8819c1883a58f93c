import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  canCancel,
  canFollow,
  isRunStatus,
  isTerminal,
  next,
  RUN_STATUSES,
  type RunEventName,
  type RunStatus,
  type TerminalStatus,
  transition,
} from '@/domain/runMachine.ts'
import type { Run } from '@/runtime/wire.ts'

const EVENTS = [
  'start',
  'complete',
  'requireAction',
  'submitOutputs',
  'truncate',
  'cancel',
  'cancelled',
  'fail',
  'expire',
] as const satisfies readonly RunEventName[]

type Targets = readonly (RunStatus | null)[]

/** The run lifecycle once more, as OpenAI's guide draws it, in the order of `EVENTS`; `null` for what may not happen. */
// prettier-ignore
const MATRIX: Record<RunStatus, Targets> = {
  //                start          complete     requireAction      submitOutputs  truncate      cancel        cancelled    fail      expire
  queued:          ['in_progress', null,        null,              null,          null,         'cancelling', null,        'failed', 'expired'],
  in_progress:     [null,          'completed', 'requires_action', null,          'incomplete', 'cancelling', null,        'failed', 'expired'],
  requires_action: [null,          null,        null,              'queued',      null,         'cancelling', null,        null,     'expired'],
  cancelling:      [null,          'completed', null,              null,          null,         null,         'cancelled', 'failed', 'expired'],
  completed:       [null,          null,        null,              null,          null,         null,         null,        null,     null],
  failed:          [null,          null,        null,              null,          null,         null,         null,        null,     null],
  cancelled:       [null,          null,        null,              null,          null,         null,         null,        null,     null],
  expired:         [null,          null,        null,              null,          null,         null,         null,        null,     null],
  incomplete:      [null,          null,        null,              null,          null,         null,         null,        null,     null],
}

const STATUSES = Object.keys(MATRIX).filter(isRunStatus)
const TERMINAL: readonly RunStatus[] = ['completed', 'failed', 'cancelled', 'expired', 'incomplete']
const LIVE = STATUSES.filter((status) => !TERMINAL.includes(status))
const CASES = STATUSES.flatMap((from) =>
  EVENTS.map((event, column) => ({ from, event, to: MATRIX[from][column] ?? null })),
)
const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to })))

/** Whether a way leads from one status to another, by Warshall's algorithm over the matrix above. */
function closure(): Map<RunStatus, Set<RunStatus>> {
  const ways = new Map(
    STATUSES.map((from) => [from, new Set(MATRIX[from].filter((to) => to !== null))] as const),
  )
  for (const middle of STATUSES)
    for (const from of STATUSES)
      if (ways.get(from)?.has(middle) === true)
        for (const to of ways.get(middle) ?? []) ways.get(from)?.add(to)
  return ways
}

describe('the run machine', () => {
  it('has the nine statuses', () => {
    expect(RUN_STATUSES.toSorted()).toEqual(STATUSES.toSorted())
  })

  it.each(CASES)('$from, $event: $to', ({ from, event, to }) => {
    expect(transition(from, event)).toBe(to)
  })

  it.each(STATUSES)('%s is terminal, or can be left', (status) => {
    expect(isTerminal(status)).toBe(TERMINAL.includes(status))
  })

  it.each(STATUSES)('%s can be cancelled while it is active', (status) => {
    expect(canCancel(status)).toBe(['queued', 'in_progress', 'requires_action'].includes(status))
  })

  it('reaches every status from queued', () => {
    expect(STATUSES.filter((to) => !canFollow('queued', to))).toEqual([])
  })

  it.each(LIVE)('leads from %s to an end', (status) => {
    expect(TERMINAL.some((end) => canFollow(status, end))).toBe(true)
  })

  it.each(PAIRS)('$to may or may not be seen after $from', ({ from, to }) => {
    expect(canFollow(from, to)).toBe(closure().get(from)?.has(to))
  })

  it('never leaves a terminal status', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 }), (events) => {
        let status: RunStatus = 'queued'
        let end: RunStatus | null = null
        for (const event of events) {
          status = transition(status, event) ?? status
          if (end !== null) expect(status).toBe(end)
          if (TERMINAL.includes(status)) end = status
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('goes only where it may follow', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 }), (events) => {
        const seen: RunStatus[] = ['queued']
        for (const event of events) {
          const to = transition(seen.at(-1) ?? 'queued', event)
          if (to !== null) seen.push(to)
        }
        // Whoever polls sees some of them only.
        seen.forEach((to, index) => {
          for (const from of seen.slice(0, index)) expect(canFollow(from, to)).toBe(true)
        })
      }),
    )
  })

  it.each([undefined, null, 3, {}, '', 'done', 'toString', '__proto__', 'Queued'])(
    'takes %j for no status',
    (value) => {
      expect(isRunStatus(value)).toBe(false)
    },
  )
})

describe('the types of the run machine', () => {
  it('are those of the SDK', () => {
    expectTypeOf<RunStatus>().toEqualTypeOf<Run['status']>()
    expectTypeOf<(typeof EVENTS)[number]>().toEqualTypeOf<RunEventName>()
  })

  it('know the terminal statuses', () => {
    expectTypeOf<TerminalStatus>().toEqualTypeOf<
      'completed' | 'failed' | 'cancelled' | 'expired' | 'incomplete'
    >()
    const status = RUN_STATUSES[0] ?? 'queued'
    if (isTerminal(status)) expectTypeOf(status).toEqualTypeOf<TerminalStatus>()
  })

  it('know where an event leads', () => {
    const started = next('queued', 'start')
    expectTypeOf(started).toEqualTypeOf<'in_progress'>()
    expect(started).toBe('in_progress')
    expectTypeOf(next('requires_action', 'submitOutputs')).toEqualTypeOf<'queued'>()
  })

  it('refuse what may not happen', () => {
    // @ts-expect-error a completed run takes no event
    expect(next('completed', 'cancel')).toBeUndefined()
    // @ts-expect-error a queued run has nothing to complete
    expect(next('queued', 'complete')).toBeUndefined()
    // @ts-expect-error outputs are for runs that wait for them
    expect(next('in_progress', 'submitOutputs')).toBeUndefined()
  })
})
