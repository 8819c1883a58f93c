import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptRun } from '@/domain/acceptRun.ts'
import type { Run } from '@/domain/api.ts'
import { canFollow, isTerminal, RUN_STATUSES, RUN_TRANSITIONS, type RunStatus } from '@/domain/runMachine.ts'
import { runOf } from '../../support/threadObjects.ts'

const PAIRS = RUN_STATUSES.flatMap((from) => RUN_STATUSES.map((to) => ({ from, to })))
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }

/** All that one run was, each observation told from the others by its number. */
const histories = fc.array(fc.nat(8), { maxLength: 20 }).map((choices) => {
  const history: Run[] = [runOf('queued', { metadata: { number: '0' } })]
  for (const choice of choices) {
    const targets: RunStatus[] = Object.values(RUN_TRANSITIONS[history.at(-1)!.status])
    if (targets.length === 0) break
    history.push(runOf(targets[choice % targets.length]!, { metadata: { number: String(history.length) } }))
  }
  return history
})

/** Those that came to an end: every status that has a next one may expire. */
const endedHistories = histories.map((history) =>
  isTerminal(history.at(-1)!.status)
    ? history
    : [...history, runOf('expired', { metadata: { number: String(history.length) } })],
)

describe('what is accepted of a run', () => {
  it('is the first observation', () => {
    const run = runOf('completed')
    expect(acceptRun(undefined, run)).toBe(run)
    expect(acceptRun(undefined, run, true)).toBe(run)
  })

  it.each(PAIRS)('of $to after $from: what may follow, and no other', ({ from, to }) => {
    const [previous, incoming] = [runOf(from), runOf(to, { metadata: { is: 'new' } })]
    const isNewer = from === to || canFollow(from, to)
    expect(acceptRun(previous, incoming)).toBe(isNewer ? incoming : previous)
  })

  it.each(PAIRS)('of an overtaken $to after $from: what can only be later', ({ from, to }) => {
    const [previous, incoming] = [runOf(from), runOf(to, { metadata: { is: 'new' } })]
    const isLater = canFollow(from, to) && !canFollow(to, from)
    expect(acceptRun(previous, incoming, true)).toBe(isLater ? incoming : previous)
  })

  it('is the same object where nothing has changed', () => {
    const run = runOf('in_progress')
    expect(acceptRun(run, structuredClone(run))).toBe(run)
  })

  it.each([false, true])('is the usage that comes after the end (overtaken: %j)', (isOvertaken) => {
    const [bare, counted] = [runOf('completed'), runOf('completed', { usage: USAGE })]
    expect(acceptRun(bare, counted, isOvertaken)).toBe(counted)
    expect(acceptRun(counted, bare, true)).toBe(counted)
  })

  it('is no poll from before the call, once the stream has told of the call', () => {
    const waiting = runOf('requires_action')
    expect(acceptRun(waiting, runOf('in_progress'), true)).toBe(waiting)
    expect(acceptRun(waiting, runOf('queued'), true)).toBe(waiting)
  })
})

describe('late answers', () => {
  it('do not matter in their order: the end wins', () => {
    const shuffled = endedHistories.chain((history) =>
      fc.tuple(
        fc.constant(history.at(-1)),
        fc.shuffledSubarray(history, { minLength: history.length }),
        fc.infiniteStream(fc.boolean()),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([end, answers, overtaken]) => {
        let known: Run | undefined
        for (const answer of answers) known = acceptRun(known, answer, overtaken.next().value)
        expect(known).toBe(end)
      }),
      { numRuns: 1000 },
    )
  })

  it('never take a run back, whatever of it the stream has told meanwhile', () => {
    const poll = fc.record({ askedAt: fc.nat(20), takesUntilSeen: fc.nat(6), takesUntilBack: fc.nat(6) })
    fc.assert(
      fc.property(histories, fc.array(poll), fc.array(fc.nat(20)), (history, polls, streamed) => {
        const numberOf = (run: Run | undefined): number => Number(run?.metadata?.['number'] ?? -1)
        const at = (time: number): Run => history[Math.min(time, history.length - 1)]!
        const since = new Map<object, Run | undefined>()
        let known: Run | undefined
        function take(run: Run, isOvertaken: boolean): void {
          const before = numberOf(known)
          known = acceptRun(known, run, isOvertaken)
          expect(numberOf(known)).toBeGreaterThanOrEqual(before)
        }
        for (let time = 0; time < 35; time++) {
          if (streamed.includes(time)) take(at(time), false)
          for (const asked of polls) {
            const { askedAt, takesUntilSeen, takesUntilBack } = asked
            if (askedAt === time) since.set(asked, known)
            if (askedAt + takesUntilSeen + takesUntilBack === time)
              take(at(askedAt + takesUntilSeen), since.get(asked) !== known)
          }
        }
        take(at(Infinity), false)
        expect(known).toBe(history.at(-1))
      }),
      { numRuns: 1000 },
    )
  })
})
