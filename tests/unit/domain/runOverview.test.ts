import { describe, expect, it } from 'vitest'
import type { Run } from '@/domain/api.ts'
import { countStatuses, filterRuns, orderRuns, type RunRow } from '@/domain/runOverview.ts'
import { runOf } from '../../support/threadObjects.ts'

let created = 0

function row(id: string, status: Run['status'], changes: Partial<RunRow> = {}): RunRow {
  created += 10
  return {
    key: { placeId: 'browser', threadId: 'thread_1', runId: id },
    run: runOf(status, { id, created_at: created, model: 'demo/large' }),
    assistant: 'Contract reader',
    thread: 'Clause 14',
    fromMs: created * 1000,
    untilMs: null,
    ...changes,
  }
}

const idsOf = (rows: readonly RunRow[]): string[] => rows.map(({ key }) => key.runId)

describe('orderRuns', () => {
  it('has those that wait for a person first, then those that go on, then the newest', () => {
    const rows = [
      row('waits_longer', 'requires_action'),
      row('over', 'completed'),
      row('works', 'in_progress'),
      row('waits', 'requires_action'),
      row('queues', 'queued'),
      row('stops', 'cancelling'),
      row('failed', 'failed'),
    ]
    expect(idsOf(orderRuns(rows))).toEqual([
      'waits',
      'waits_longer',
      'stops',
      'queues',
      'works',
      'failed',
      'over',
    ])
  })
})

describe('filterRuns', () => {
  const rows = [
    row('run_a', 'completed'),
    row('run_b', 'failed', { thread: '本季度销售额', assistant: '' }),
    row('run_c', 'completed', { assistant: 'Analyst' }),
  ]

  it.each([
    ['', null, ['run_a', 'run_b', 'run_c']],
    ['  ', 'completed', ['run_a', 'run_c']],
    ['CONTRACT clause', null, ['run_a']],
    ['销售', null, ['run_b']],
    ['run_c', null, ['run_c']],
    ['demo analyst', 'completed', ['run_c']],
    ['analyst', 'failed', []],
  ] as const)('by “%s” and %s', (query, status, ids) => {
    expect(idsOf(filterRuns(rows, { query, status }))).toEqual(ids)
  })
})

describe('countStatuses', () => {
  it('counts the statuses that there are', () => {
    expect(countStatuses([row('a', 'failed'), row('b', 'queued'), row('c', 'failed')])).toEqual([
      { status: 'queued', count: 1 },
      { status: 'failed', count: 2 },
    ])
  })
})
